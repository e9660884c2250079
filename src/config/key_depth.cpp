#include "config/key_depth.h"

#include <algorithm>

namespace weir {
namespace {

/// Just after the string that opens at `start`, or the end of the text where it never closes.
std::size_t end_of_string(std::string_view toml, std::size_t start) {
  const char quote = toml[start];
  const bool escapes = quote == '"';
  const bool long_form = toml.substr(start, 3) == std::string_view(quote == '"' ? "\"\"\"" : "'''");
  std::size_t i = start + (long_form ? 3 : 1);
  while (i < toml.size()) {
    if (escapes && toml[i] == '\\') {
      i += 2;
    } else if (!long_form && (toml[i] == quote || toml[i] == '\n')) {
      return i + 1;
    } else if (long_form && toml.substr(i, 3) == toml.substr(start, 3)) {
      i += 3;
      while (i < toml.size() && toml[i] == quote) ++i;  // up to two more quotes belong to the text
      return i;
    } else {
      ++i;
    }
  }
  return toml.size();
}

}  // namespace

std::size_t line_of_too_deep_key(std::string_view toml) {
  std::size_t parts = 1;
  std::size_t i = 0;
  while (i < toml.size()) {
    const char c = toml[i];
    if (c == '"' || c == '\'') {
      i = std::min(end_of_string(toml, i), toml.size());
      continue;
    }
    if (c == '#') {
      i = std::min(toml.find('\n', i), toml.size());
      continue;
    }
    if (c == '.') {
      if (++parts > key_parts_max)
        return 1 + static_cast<std::size_t>(std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(i), '\n'));
    } else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
      parts = 1;
    }
    ++i;
  }
  return 0;
}

}  // namespace weir
