#include "sources/csv/csv_cells.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace weir {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

bool is_blank(char c) { return c == ' ' || c == '\t'; }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// The whole of `text` as a number, '.' for decimals.
CellValue number_of(std::string_view text, double magnitude_max) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || code == std::errc::invalid_argument) return {nan_value, Quality::bad};
  if (code == std::errc::result_out_of_range) {
    // Too small is zero, too large is bad; from_chars doesn't say which it was, the exponent's sign does.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos ? exponent + 1 < text.size() && text[exponent + 1] == '-' : text.find('.') < 300;
    return tiny ? CellValue{0.0, Quality::good} : CellValue{nan_value, Quality::bad};
  }
  if (std::isnan(value)) return {nan_value, Quality::missing};
  if (!(std::fabs(value) <= magnitude_max)) return {nan_value, Quality::bad};
  return {value, Quality::good};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower_char);
  return result;
}

bool take_cell(const CsvDialect& dialect, std::string_view& rest, bool& more, std::string_view& cell, std::string& scratch) {
  if (!more) return false;
  if (dialect.delimiter == 0) {
    cell = rest;
    rest = {};
    more = false;
    return true;
  }
  const bool by_blanks = dialect.delimiter == ' ';
  if (by_blanks) {
    rest = trimmed(rest);
    if (rest.empty()) {
      more = false;
      return false;
    }
  }
  if (dialect.quoted) {
    const std::size_t start = std::min(rest.find_first_not_of(' '), rest.size());
    if (start < rest.size() && rest[start] == '"') {
      scratch.clear();
      std::size_t i = start + 1;
      while (i < rest.size()) {
        if (rest[i] != '"') {
          scratch += rest[i++];
        } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
          scratch += '"';
          i += 2;
        } else {
          break;
        }
      }
      const std::size_t delimiter = rest.find(dialect.delimiter, std::min(i + 1, rest.size()));
      cell = scratch;
      more = delimiter != std::string_view::npos;
      rest = more ? rest.substr(delimiter + 1) : std::string_view{};
      return true;
    }
  }
  const void* found = rest.empty() ? nullptr : std::memchr(rest.data(), dialect.delimiter, rest.size());
  if (found == nullptr) {
    cell = rest;
    rest = {};
    more = false;
    return true;
  }
  const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
  cell = rest.substr(0, length);
  rest = rest.substr(length + 1);
  return true;
}

std::vector<std::string> split_line(const CsvDialect& dialect, std::string_view line) {
  std::vector<std::string> cells;
  std::string scratch;
  std::string_view cell;
  bool more = true;
  while (take_cell(dialect, line, more, cell, scratch)) cells.emplace_back(cell);
  return cells;
}

bool means_missing(std::string_view cell) {
  constexpr std::size_t longest = 12;
  if (cell.size() > longest) return false;
  std::array<char, longest> buffer{};
  std::transform(cell.begin(), cell.end(), buffer.begin(), lower_char);
  const std::string_view word(buffer.data(), cell.size());
  constexpr std::string_view words[] = {"",          "nan",         "-nan", "na",      "n/a",     "#n/a",  "null", "none",
                                        "nil",       "-",           "--",   "?",       "\\n",     "bad",   "<na>", "no data",
                                        "bad input", "i/o timeout", "n.a.", "1.#qnan", "-1.#ind", "(null)"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

CellValue parse_number(const CsvDialect& dialect, std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty()) return {nan_value, Quality::missing};
  std::string_view digits = cell.front() == '+' && cell.size() > 1 && cell[1] != '-' ? cell.substr(1) : cell;
  if (dialect.decimal_comma) {
    std::array<char, 64> buffer{};
    if (digits.size() <= buffer.size() && std::count(digits.begin(), digits.end(), ',') == 1 &&
        digits.find('.') == std::string_view::npos) {
      std::replace_copy(digits.begin(), digits.end(), buffer.begin(), ',', '.');
      const CellValue result = number_of({buffer.data(), digits.size()}, dialect.magnitude_max);
      if (result.quality != Quality::bad || !means_missing(cell)) return result;
    }
  }
  const CellValue result = number_of(digits, dialect.magnitude_max);
  if (result.quality == Quality::bad && means_missing(cell)) return {nan_value, Quality::missing};
  return result;
}

CellValue parse_state_word(std::string_view cell) {
  cell = trimmed(cell);
  if (means_missing(cell)) return {nan_value, Quality::missing};
  if (cell == "0") return {0, Quality::good};
  if (cell == "1") return {1, Quality::good};
  const std::string word = lower(cell);
  for (std::string_view on : {"on", "true", "open", "opened", "yes", "active", "running", "enabled"}) {
    if (word == on) return {1, Quality::good};
  }
  for (std::string_view off : {"off", "false", "closed", "close", "no", "inactive", "stopped", "disabled"}) {
    if (word == off) return {0, Quality::good};
  }
  return {nan_value, Quality::bad};
}

}  // namespace weir
