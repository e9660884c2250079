#include "attacks/duration_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace weir {

std::optional<Duration> parse_duration(std::string_view text) {
  double total_s = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    double amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc{} || !(amount >= 0)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit_end = std::min(text.size(), text.find_first_of("0123456789."));
    auto unit = text.substr(0, unit_end);
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
    text.remove_prefix(unit_end);
    const double unit_s = unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
    if (unit_s == 0) return std::nullopt;
    total_s += amount * unit_s;
  }
  if (!(total_s < 1e9)) return std::nullopt;
  return from_seconds(total_s);
}

std::string duration_text(Duration d) {
  auto s = std::chrono::duration_cast<std::chrono::seconds>(d).count();
  if (s == 0) return "0s";
  std::string text;
  for (const auto& [unit, unit_s] : {std::pair{"d", 86400}, std::pair{"h", 3600}, std::pair{"min", 60}, std::pair{"s", 1}}) {
    if (s / unit_s > 0) text += fmt::format("{}{}", s / unit_s, unit);
    s %= unit_s;
  }
  return text;
}

}  // namespace weir
