// A short text without memory of its own: what travels inside an alarm.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace weir {

/// At most `bytes_max` bytes; a longer text is cut before a character, never inside one (UTF-8).
template <std::size_t bytes_max>
class FixedText {
  static_assert(bytes_max < 256);

 public:
  FixedText() = default;
  FixedText(std::string_view text) { assign(text); }
  void assign(std::string_view text) {
    size_ = 0;
    append(text);
  }
  void append(std::string_view text) {
    std::size_t fits = std::min(text.size(), bytes_max - size_);
    while (fits < text.size() && fits > 0 && (static_cast<unsigned char>(text[fits]) & 0xC0) == 0x80) --fits;
    std::copy_n(text.begin(), fits, bytes_.begin() + size_);
    size_ = static_cast<unsigned char>(size_ + fits);
  }
  std::string_view view() const { return {bytes_.data(), size_}; }
  bool empty() const { return size_ == 0; }
  bool operator==(const FixedText& other) const { return view() == other.view(); }

 private:
  std::array<char, bytes_max> bytes_{};
  unsigned char size_ = 0;
};

}  // namespace weir
