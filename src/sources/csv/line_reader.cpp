#include "sources/csv/line_reader.h"

#include <algorithm>
#include <cstring>

namespace weir {

namespace {
constexpr std::size_t buffer_bytes_at_first = 128 << 10;
}
LineReader::LineReader(std::unique_ptr<ByteStream> stream, std::string origin)
    : stream_(std::move(stream)), origin_(std::move(origin)), buffer_(buffer_bytes_at_first) {}

Status LineReader::refill() {
  if (first_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + first_, last_ - first_);
    last_ -= first_;
    first_ = 0;
  }
  // Grows for a long line only, up to the longest one allowed and its end.
  if (last_ == buffer_.size()) buffer_.resize(std::min(2 * buffer_.size(), line_bytes_max + 2));
  auto got = stream_->read(std::span(buffer_).subspan(last_));
  if (!got) return std::unexpected(got.error());
  if (*got == 0) at_end_ = true;
  last_ += *got;
  return {};
}

Result<bool> LineReader::next(std::string_view& line) {
  std::size_t searched = 0;  // from first_
  for (;;) {
    const char* start = buffer_.data() + first_;
    const std::size_t held = last_ - first_;
    const void* end = held > searched ? std::memchr(start + searched, '\n', held - searched) : nullptr;
    std::size_t length = 0, taken = 0;
    if (end != nullptr) {
      length = static_cast<std::size_t>(static_cast<const char*>(end) - start);
      taken = length + 1;
    } else if (at_end_) {
      if (held == 0) return false;
      length = taken = held;
    } else {
      if (held > line_bytes_max) {
        return bad_input("'{}' line {} is longer than 1 MB: this is no table of sensor values; check the file and its line ends", origin_,
                         line_number_ + 1);
      }
      searched = held;
      if (auto ok = refill(); !ok) return std::unexpected(ok.error());
      continue;
    }
    first_ += taken;
    if (++line_number_ == 1 && length >= 3 && std::memcmp(start, "\xEF\xBB\xBF", 3) == 0) {
      saw_byte_order_mark_ = true;
      start += 3;
      length -= 3;
    }
    if (length > 0 && start[length - 1] == '\r') {
      saw_crlf_ = true;
      --length;
    }
    line = std::string_view(start, length);
    return true;
  }
}

}  // namespace weir
