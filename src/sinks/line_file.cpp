#include "sinks/line_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {
namespace {

constexpr std::size_t pending_bytes_max = 1 << 16;

/// The file's size, or -1 where that means nothing (pipe, terminal, device).
off_t regular_size(int descriptor) {
  struct stat about{};
  return ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) ? about.st_size : -1;
}

}  // namespace

Result<LineFile> LineFile::open(const std::filesystem::path& path, Mode mode) {
  if (path == "-" || path == "/dev/stdout") return LineFile("standard output", STDOUT_FILENO, true);
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) return bad_input("{}: is a directory; name a file to write", path.string());
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (mode == Mode::replace ? O_TRUNC : 0), 0644);
  if (descriptor < 0) {
    return environment_error("{}: cannot write: {}; check the folder and its permissions", path.string(), std::strerror(errno));
  }
  return LineFile(path.string(), descriptor, false);
}

LineFile::LineFile(LineFile&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      standard_output_(other.standard_output_),
      pending_(std::exchange(other.pending_, {})) {}

LineFile::~LineFile() {
  if (descriptor_ < 0) return;
  (void)flush();
  if (!standard_output_) ::close(descriptor_);
}

Status LineFile::add(std::string_view line) {
  pending_ += line;
  pending_ += '\n';
  return pending_.size() < pending_bytes_max ? Status{} : flush();
}

Status LineFile::flush() {
  if (pending_.empty()) return {};
  if (standard_output_) std::fflush(stdout);
  const off_t size_before = regular_size(descriptor_);
  std::size_t written = 0;
  int error_number = 0;
  while (written < pending_.size() && error_number == 0) {
    const auto got = ::write(descriptor_, pending_.data() + written, pending_.size() - written);
    if (got >= 0) written += static_cast<std::size_t>(got);
    else if (errno != EINTR) error_number = errno;
  }
  const std::string lines = std::exchange(pending_, {});
  if (error_number == 0) return {};

  const auto last_end = written == 0 ? std::string::npos : lines.rfind('\n', written - 1);
  const std::size_t whole = last_end == std::string::npos ? 0 : last_end + 1;
  if (size_before >= 0 && regular_size(descriptor_) == size_before + static_cast<off_t>(written)) {  // nobody else wrote meanwhile
    if (::ftruncate(descriptor_, size_before + static_cast<off_t>(whole)) != 0) error_number = errno;
  }
  return environment_error("{}: writing failed: {}; {} line(s) lost", name_, std::strerror(error_number),
                           std::count(lines.begin() + static_cast<std::ptrdiff_t>(whole), lines.end(), '\n'));
}

Status LineFile::sync() {
  if (auto ok = flush(); !ok) return ok;
  if (regular_size(descriptor_) >= 0 && ::fdatasync(descriptor_) != 0) {
    return environment_error("{}: writing to the disk failed: {}; the last lines may be lost", name_, std::strerror(errno));
  }
  return {};
}

bool LineFile::is_terminal() const { return ::isatty(descriptor_) == 1; }

}  // namespace weir
