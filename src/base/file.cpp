#include "base/file.h"

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace weir {
namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path, std::size_t limit_bytes) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) return bad_input("{}: is a directory; name a file", path.string());
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return bad_input("{}: {}; check the path and its permissions", path.string(), std::strerror(errno));
  std::string bytes;
  char block[1 << 16];
  std::size_t got = 0;
  while ((got = std::fread(block, 1, sizeof block, file)) > 0) {
    if (bytes.size() + got > limit_bytes) {
      std::fclose(file);
      return bad_input("{}: larger than {} bytes; this is not a file of the expected kind", path.string(), limit_bytes);
    }
    bytes.append(block, got);
  }
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) return environment_error("{}: reading failed: {}", path.string(), std::strerror(errno));
  return bytes;
}

Result<AtomicFile> AtomicFile::create(const fs::path& path) {
  if (path == "-" || path == "/dev/stdout") return AtomicFile(path, {}, stdout);
  std::error_code failure;
  if (fs::is_directory(path, failure)) return bad_input("{}: is a directory; name a file to write", path.string());
  if (fs::exists(path, failure) && !fs::is_regular_file(path, failure)) {  // a device or pipe: nothing to rename
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return environment_error("{}: cannot write: {}", path.string(), std::strerror(errno));
    return AtomicFile(path, {}, file);
  }
  fs::path temporary = path;
  temporary += fmt::format(".part{}", ::getpid());
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (!file) {
    return environment_error("{}: cannot write: {}; check the folder and its permissions", path.string(), std::strerror(errno));
  }
  return AtomicFile(path, std::move(temporary), file);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, nullptr)),
      good_(other.good_),
      error_number_(other.error_number_) {
  other.temporary_.clear();
}

AtomicFile::~AtomicFile() {
  if (!file_) return;
  if (file_ != stdout) std::fclose(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  if (!good_ || !file_) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    good_ = false;
    error_number_ = errno;
  }
}

Status AtomicFile::commit() {
  if (good_ && std::fflush(file_) != 0) {
    good_ = false;
    error_number_ = errno;
  }
  if (good_ && !temporary_.empty() && ::fsync(::fileno(file_)) != 0) {
    good_ = false;
    error_number_ = errno;
  }
  std::FILE* file = std::exchange(file_, nullptr);
  if (file != stdout && std::fclose(file) != 0 && good_) {
    good_ = false;
    error_number_ = errno;
  }
  if (!good_) {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    return environment_error("{}: writing failed: {}; nothing was left half-written", target_.string(), std::strerror(error_number_));
  }
  if (!temporary_.empty()) {
    std::error_code failure;
    fs::rename(temporary_, target_, failure);
    if (failure) {
      ::unlink(temporary_.c_str());
      return environment_error("{}: cannot rename the finished file into place: {}", target_.string(), failure.message());
    }
  }
  return {};
}

Status write_file(const fs::path& path, std::string_view bytes) {
  auto file = AtomicFile::create(path);
  if (!file) return std::unexpected(file.error());
  file->write(bytes);
  return file->commit();
}

}  // namespace weir
