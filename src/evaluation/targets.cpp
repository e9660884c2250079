#include "evaluation/targets.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/file.h"

namespace weir {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = text.find(at, start);
    auto part = text.substr(start, end == std::string_view::npos ? end : end - start);
    while (!part.empty() && (part.front() == ' ' || part.front() == '"')) part.remove_prefix(1);
    while (!part.empty() && (part.back() == ' ' || part.back() == '"' || part.back() == '\r')) part.remove_suffix(1);
    parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

/// "2026-01-05T03:00:00Z", blank instead of T and no Z allowed, fractions of seconds too.
std::optional<Timestamp> iso_time(std::string_view text) {
  auto number = [&](std::size_t at, std::size_t digits) -> int {
    int value = -1;
    if (at + digits > text.size()) return -1;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, value);
    return error == std::errc{} && end == text.data() + at + digits ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2), hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (std::min({year, month, day, hour, minute, second}) < 0 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  double fraction = 0;
  if (text.size() > 20 && text[19] == '.') {
    const auto parsed = std::from_chars(text.data() + 19, text.data() + text.size(), fraction);
    if (parsed.ec != std::errc{}) fraction = 0;
  }
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         from_seconds(fraction);
}

}  // namespace

Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view origin) {
  const auto lines = split(text, '\n');
  const auto header = split(lines.front(), ',');
  auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const std::size_t start = column("start"), end = column("end"), sensors = column("sensors"), family = column("family");
  if (std::max({start, end, sensors}) >= header.size()) {
    return bad_input("{}: a targets file needs the columns start, end and sensors; its header is '{}'", origin, lines.front());
  }
  std::vector<Target> targets;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    if (lines[line].empty()) continue;
    const auto cells = split(lines[line], ',');
    if (cells.size() < header.size()) return bad_input("{}:{}: has {} cells, the header {}", origin, line + 1, cells.size(), header.size());
    const auto first = iso_time(cells[start]), last = iso_time(cells[end]);
    if (!first || !last || *last <= *first) {
      return bad_input("{}:{}: '{}' to '{}' is no time span; write ISO 8601, like 2026-01-05T03:00:00Z", origin, line + 1, cells[start], cells[end]);
    }
    auto names = split(cells[sensors], ';');
    std::erase(names, "");
    if (names.empty()) return bad_input("{}:{}: names no sensor", origin, line + 1);
    targets.push_back({*first, *last, family < header.size() ? cells[family] : "", std::move(names)});
  }
  return targets;
}

Result<std::vector<Target>> read_targets(const std::filesystem::path& path) {
  const auto text = read_file(path, std::size_t{64} << 20);
  if (!text) return std::unexpected(text.error());
  return parse_targets(*text, path.string());
}

}  // namespace weir
