// Lines of a byte stream through one buffer of at most 1 MB.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sources/csv/byte_stream.h"

namespace weir {

class LineReader {
 public:
  static constexpr std::size_t line_bytes_max = 1 << 20;

  LineReader(std::unique_ptr<ByteStream> stream, std::string origin);

  /// The next line without its end (\n, \r\n or a lone last line without one); false: the end. The view is valid until
  /// the next call. A line of more than line_bytes_max bytes is an error.
  Result<bool> next(std::string_view& line);
  /// Of the line last returned, counted from 1.
  std::uint64_t line_number() const { return line_number_; }
  bool saw_crlf() const { return saw_crlf_; }
  /// The file began with a UTF-8 byte order mark, which is taken off.
  bool saw_byte_order_mark() const { return saw_byte_order_mark_; }
  const ByteStream& stream() const { return *stream_; }

 private:
  Status refill();

  std::unique_ptr<ByteStream> stream_;
  std::string origin_;
  std::vector<char> buffer_;
  std::size_t first_ = 0, last_ = 0;
  bool at_end_ = false, saw_crlf_ = false, saw_byte_order_mark_ = false;
  std::uint64_t line_number_ = 0;
};

}  // namespace weir
