// Bytes of a file or of memory, decompressed on the way: plain, gzip or zstd, told apart by their first bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"

namespace weir {

/// Fixed buffers; a zstd window of more than 64 MB is refused. Belongs to one thread.
class ByteStream {
 public:
  static Result<std::unique_ptr<ByteStream>> open(const std::filesystem::path& path);
  static Result<std::unique_ptr<ByteStream>> from_bytes(std::string bytes, std::string origin);
  virtual ~ByteStream() = default;

  /// Fills up to out.size() bytes; 0: the end. A truncated or damaged compressed stream is an error.
  virtual Result<std::size_t> read(std::span<char> out) = 0;
  /// "none", "gzip", "zstd".
  virtual const char* compression() const = 0;
  /// Share of the underlying (compressed) bytes taken so far, 0..1.
  virtual double fraction_read() const = 0;
};

}  // namespace weir
