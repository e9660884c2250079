#include "benchmark/manifest.h"

#include <algorithm>
#include <charconv>

#include "benchmark/figures.h"
#include "benchmark/file_patterns.h"
#include "config/config_table.h"
#include "decisions/calibrated/alarm_policy.h"

namespace weir {

extern const char* const benchmark_sets;

namespace {

/// "200..400", "200..": half-open.
std::optional<RowRange> parse_rows(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view digits, std::size_t& into) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  RowRange rows{0, static_cast<std::size_t>(-1)};
  if (!number(text.substr(0, dots), rows.first)) return std::nullopt;
  if (const auto last = text.substr(dots + 2); !last.empty() && !number(last, rows.last)) return std::nullopt;
  return rows.first < rows.last ? std::optional(rows) : std::nullopt;
}

RowRange read_rows(ConfigTable& table, const char* key) {
  const auto text = table.text(key, "0..");
  const auto rows = parse_rows(text);
  if (!rows) table.complain(key, fmt::format("'{}' is no range of rows; write first..last (last not included), or first..", text));
  return rows.value_or(RowRange{0, static_cast<std::size_t>(-1)});
}

std::vector<BarFigure> read_bar(ConfigTable table) {
  std::vector<BarFigure> bar;
  for (const auto& key : table.keys()) {
    const auto known = figure_names();
    if (std::ranges::find(known, key) == known.end()) {
      std::string names;
      for (const auto& name : known) names += (names.empty() ? "" : ", ") + name;
      table.complain(key, fmt::format("is no figure; there are {}", names));
    }
    bar.push_back({key, table.number(key, 0)});
  }
  return bar;
}

struct UnitTable {
  std::string each;
  std::vector<std::string> train, test, test_without;
  RowRange train_rows, test_rows;
  std::size_t warm_up = 0;
};

UnitTable read_unit(ConfigTable& table) {
  UnitTable unit;
  unit.each = table.text("each", "");
  unit.train = table.texts("train");
  unit.test = table.texts("test");
  unit.test_without = table.texts("test_without");
  unit.train_rows = read_rows(table, "train_rows");
  unit.test_rows = read_rows(table, "test_rows");
  unit.warm_up = static_cast<std::size_t>(table.integer("warm_up", 0, 0, 1'000'000'000));
  if (unit.train.empty()) table.complain("train", "names no file; say which recordings of normal operation teach");
  if (unit.test.empty()) table.complain("test", "names no file; say which labelled recordings are judged");
  if (!unit.each.empty() && std::ranges::count(unit.each, '*') != 1)
    table.complain("each", "needs exactly one * for what the units differ in");
  return unit;
}

/// Files of all patterns but those of `without`, as parts; empty and `missing` set where a pattern meets none.
std::vector<SetPart> parts_of(const std::filesystem::path& data, const std::vector<std::string>& patterns,
                              const std::vector<std::string>& without, RowRange rows, std::string& missing) {
  std::vector<SetPart> parts;
  for (const auto& pattern : patterns) {
    const auto files = files_like(data, pattern);
    if (files.empty() && missing.empty()) missing = fmt::format("{}: no such file", (data / pattern).string());
    for (const auto& file : files) {
      const auto excluded = std::ranges::any_of(without, [&](const auto& one) { return matches(one, file); });
      if (!excluded) parts.push_back({file, rows});
    }
  }
  return parts;
}

std::vector<SetUnit> units_of(const std::filesystem::path& data, const std::string& set, const UnitTable& table, std::string& missing) {
  std::vector<std::string> names = {""};
  if (!table.each.empty()) {
    names = stars_of(data, table.each);
    if (names.empty() && missing.empty()) missing = fmt::format("{}: no such file", (data / table.each).string());
  }
  std::vector<SetUnit> units;
  for (const auto& name : names) {
    auto filled = [&](std::vector<std::string> patterns) {
      if (table.each.empty()) return patterns;
      for (auto& pattern : patterns) {
        if (const auto star = pattern.find('*'); star != std::string::npos) pattern.replace(star, 1, name);
      }
      return patterns;
    };
    SetUnit unit{name.empty() ? set : name, parts_of(data, filled(table.train), {}, table.train_rows, missing),
                 parts_of(data, filled(table.test), filled(table.test_without), table.test_rows, missing), table.warm_up};
    if (unit.test.empty() && missing.empty()) missing = "test_without leaves no file to judge";
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace

std::string_view builtin_manifest() { return benchmark_sets; }

Result<Manifest> read_manifest(std::string_view toml, std::string_view origin, const std::filesystem::path& data) {
  auto config = ConfigTable::parse(toml, origin);
  if (!config) return std::unexpected(config.error());
  Manifest manifest;
  for (auto& table : config->tables("set")) {
    BenchmarkSet set;
    set.name = table.text("name", "");
    if (set.name.empty()) table.complain("name", "is missing; every set needs one");
    for (const auto& other : manifest.sets) {
      if (other.name == set.name) table.complain("name", fmt::format("there are two sets called '{}'", set.name));
    }
    set.about = table.text("about", "");
    set.budget = table.text("budget", set.budget);
    if (const auto budget = parse_budget(set.budget); !budget) table.complain("budget", budget.error().message);
    set.vus_window = static_cast<std::size_t>(table.integer("vus_window", 100, 0, 100'000));
    set.group_steps = static_cast<std::size_t>(table.integer("group_steps", 5, 0, 1'000'000));
    set.label_column = table.text("label_column", "");
    set.profile = table.text("profile", "");
    auto unit_tables = table.tables("unit");
    if (unit_tables.empty()) table.complain("unit", "is missing; say in [[set.unit]] what teaches and what is judged");
    for (auto& unit : unit_tables) {
      const auto read = read_unit(unit);
      if (auto ok = unit.finish(); !ok) return std::unexpected(ok.error());
      for (auto& one : units_of(data, set.name, read, set.skipped)) set.units.push_back(std::move(one));
    }
    set.peer = read_bar(table.table("peer"));
    set.must = read_bar(table.table("must"));
    set.aim = read_bar(table.table("aim"));
    if (auto ok = table.finish(); !ok) return std::unexpected(ok.error());
    manifest.sets.push_back(std::move(set));
  }
  for (auto& table : config->tables("plant")) {
    PlantSet plant;
    plant.name = table.text("name", "");
    if (plant.name.empty()) table.complain("name", "is missing; every plant needs one");
    plant.about = table.text("about", "");
    plant.plant = table.text("plant", "water-treatment");
    plant.budget = table.text("budget", plant.budget);
    if (const auto budget = parse_budget(plant.budget); !budget) table.complain("budget", budget.error().message);
    plant.must = read_bar(table.table("must"));
    plant.aim = read_bar(table.table("aim"));
    if (auto ok = table.finish(); !ok) return std::unexpected(ok.error());
    manifest.plants.push_back(std::move(plant));
  }
  if (auto ok = config->finish(); !ok) return std::unexpected(ok.error());
  if (manifest.sets.empty() && manifest.plants.empty()) return bad_input("{}: names no [[set]] to judge", origin);
  return manifest;
}

}  // namespace weir
