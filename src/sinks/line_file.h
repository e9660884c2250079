// Text that is read while it is still being written: an alarm log under `tail -f`, a terminal, a pipe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace weir {

/// Lines are buffered and written whole. When a write fails half-way into a regular file, the torn line is cut off again,
/// the lines lost are counted in the error, and later lines go on as if nothing had been: a full disk that gets space
/// again needs no restart. Not thread-safe.
class LineFile {
 public:
  enum class Mode { replace, append };
  /// "-" and "/dev/stdout" are standard output, in order with what stdio has printed there.
  static Result<LineFile> open(const std::filesystem::path& path, Mode mode);
  LineFile(LineFile&& other) noexcept;
  LineFile& operator=(LineFile&&) = delete;
  ~LineFile();  // flushes; errors are lost, so call flush() first

  /// Adds the line and its end. Writes out by itself from time to time.
  Status add(std::string_view line);
  /// Hands everything so far to the operating system.
  Status flush();
  /// As flush(), and onto the disk.
  Status sync();
  bool is_terminal() const;

 private:
  LineFile(std::string name, int descriptor, bool standard_output)
      : name_(std::move(name)), descriptor_(descriptor), standard_output_(standard_output) {}

  std::string name_;
  int descriptor_ = -1;
  bool standard_output_ = false;
  std::string pending_;  // whole lines
};

}  // namespace weir
