// Files: read whole, or written so that a reader sees the old content or the new one, never half.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace weir {

/// Whole file as bytes. Refuses more than `limit_bytes` and names the file in every error.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes = std::size_t{1} << 30);

/// Writes beside the target and renames on commit(); destroyed without commit() it leaves nothing behind.
/// "-" or "/dev/stdout" write to standard output. Errors (disk full) stick and come out of commit().
class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::filesystem::path& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  void write(std::string_view bytes);
  /// False once a write has failed: long jobs stop early instead of filling nothing.
  bool good() const { return good_; }
  /// Flushes, syncs and renames.
  Status commit();

 private:
  AtomicFile(std::filesystem::path target, std::filesystem::path temporary, std::FILE* file)
      : target_(std::move(target)), temporary_(std::move(temporary)), file_(file) {}
  std::filesystem::path target_;
  std::filesystem::path temporary_;  // empty: standard output
  std::FILE* file_ = nullptr;
  bool good_ = true;
  int error_number_ = 0;
};

Status write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace weir
