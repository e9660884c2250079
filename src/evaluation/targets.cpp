#include "evaluation/targets.h"

#include <algorithm>
#include <optional>

#include "base/file.h"
#include "sources/csv/csv_time.h"

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

/// "2026-01-05T03:00:00Z", blank instead of T, fractions of seconds or an offset allowed.
std::optional<Timestamp> iso_time(const std::string& text) {
  return parse_time({.kind = TimeFormat::Kind::calendar, .order = DateOrder::year_first}, text);
}

}  // namespace

Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view origin) {
  if (constexpr std::string_view mark = "\xEF\xBB\xBF"; text.starts_with(mark)) text.remove_prefix(mark.size());
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
      return bad_input("{}:{}: '{}' to '{}' is no time span; write ISO 8601, like 2026-01-05T03:00:00Z", origin, line + 1, cells[start],
                       cells[end]);
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
