#include "attacks/scenario.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "attacks/duration_text.h"
#include "config/config_table.h"
#include "config/nearest.h"

namespace weir {
namespace {

constexpr std::size_t steps_max = 32, grid_max = 400;

/// "0.3 range", "-2 sigma", "0.9".
std::optional<Size> size_of(std::string_view text) {
  Size size;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size.amount);
  if (error != std::errc{} || !(std::abs(size.amount) <= 1e9)) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  constexpr std::pair<std::string_view, SizeUnit> units[] = {{"", SizeUnit::plain},
                                                             {"range", SizeUnit::range},
                                                             {"span", SizeUnit::span},
                                                             {"strong", SizeUnit::strong},
                                                             {"sigma", SizeUnit::sigma}};
  const auto found = std::ranges::find(units, unit, &std::pair<std::string_view, SizeUnit>::first);
  if (found == std::end(units)) return std::nullopt;
  size.unit = found->second;
  return size;
}

constexpr const char* size_help = "is no size; write for example \"0.3 range\", \"1 span\", \"0.5 strong\", \"3 sigma\", or a bare \"0.9\"";
constexpr const char* time_help = "is no length of time up to 7d; write for example \"90s\", \"20min\", \"1h30min\"";

Duration time_at(ConfigTable& table, std::string_view key, const char* fallback) {
  const auto text = table.text(key, fallback);
  const auto time = parse_duration(text);
  if (time && *time <= std::chrono::days(7)) return *time;
  table.complain(key, fmt::format("'{}' {}", text, time_help));
  return {};
}

bool is_technique(std::string_view id) {
  return id.size() == 5 && id[0] == 'T' && std::ranges::all_of(id.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether a step may act on what the one before touched.
bool may_follow(AttackFamily before, AttackFamily after) {
  const auto on_setpoint = [](Place p) { return p == Place::setpoint || p == Place::staged; };
  const auto on_actuator = [](Place p) { return p == Place::command || p == Place::covert; };
  const Place a = info_of(before).place, b = info_of(after).place;
  if (b == Place::reading) return a == Place::reading || on_setpoint(a);
  return a == b || (on_setpoint(a) && on_setpoint(b)) || (on_actuator(a) && on_actuator(b));
}

ScenarioStep read_step(ConfigTable& table) {
  ScenarioStep step;
  std::vector<std::string> families;
  for (const auto& info : family_infos()) families.emplace_back(info.name);
  const auto family = table.choice("family", "", families);
  if (const auto found = std::ranges::find(families, family); found != families.end())
    step.family = static_cast<AttackFamily>(found - families.begin());
  else table.complain("family", fmt::format("is needed; there are {}", listed(families, families.size())));
  const auto on = table.choice("on", "family", {"sensor", "level", "family", "same"});
  step.on = on == "sensor" ? TargetRole::sensor : on == "level" ? TargetRole::level : on == "same" ? TargetRole::same : TargetRole::family;
  const Place place = info_of(step.family).place;
  if (place != Place::reading && (step.on == TargetRole::sensor || step.on == TargetRole::level))
    table.complain("on", fmt::format("'{}' acts on readings alone; {} takes \"family\" or \"same\"", on, name_of(step.family)));
  step.names = table.texts("names");
  for (const auto& name : step.names)
    if (name.empty() || name.size() > 100 || std::ranges::count(name, '*') > 2)
      table.complain("names", fmt::format("'{}' must be 1 to 100 characters with at most two \"*\"", name));
  step.strict = table.flag("strict", false);
  step.points = static_cast<std::size_t>(table.integer("points", 1, 1, 1000));
  if (step.points > 1 && (place == Place::setpoint || place == Place::staged))
    table.complain("points", fmt::format("{} takes one set-point", name_of(step.family)));
  step.same_stage = table.flag("same_stage", false);
  if (table.has("size")) {
    const auto text = table.text("size", "");
    step.size = size_of(text);
    if (!step.size) table.complain("size", fmt::format("'{}' {}", text, size_help));
  }
  step.from = table.number("from", 0, 0, 1);
  step.to = table.number("to", 1, 0, 1);
  if (step.from >= step.to) table.complain("to", fmt::format("must be above from = {}", step.from));
  step.lag = time_at(table, "lag", "0s");
  step.back = time_at(table, "back", step.family == AttackFamily::delay ? "1min" : "40min");
  const auto view = table.choice("view", "both", {"both", "controller", "historian"});
  step.view = view == "both" ? AttackView::both : view == "controller" ? AttackView::controller : AttackView::historian;
  step.error = table.number("error", 0, 0, 1);
  return step;
}

Scenario read_scenario(ConfigTable& table) {
  Scenario scenario;
  scenario.name = table.text("name", "");
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (scenario.name.empty() || !std::ranges::all_of(scenario.name, plain))
    table.complain("name", fmt::format("'{}' must be of small letters, digits and _", scenario.name));
  scenario.text = table.text("text", "");
  if (scenario.text.empty()) table.complain("text", "is needed: one sentence on what happens");
  scenario.fault = table.choice("kind", "attack", {"attack", "fault"}) == "fault";
  scenario.detectable = table.flag("detectable", true);
  scenario.techniques = table.texts("techniques");
  for (const auto& id : scenario.techniques)
    if (!is_technique(id)) table.complain("techniques", fmt::format("'{}' is no technique; write ids like T0856", id));
  if (scenario.fault != scenario.techniques.empty())
    table.complain("techniques", scenario.fault ? "a fault has none" : "an attack needs at least one, like [\"T0856\"]");
  for (const auto& text : table.texts("sizes", {"1"})) {
    const auto size = size_of(text);
    if (!size) table.complain("sizes", fmt::format("'{}' {}", text, size_help));
    scenario.sizes.push_back(size.value_or(Size{}));
  }
  for (const auto& text : table.texts("durations", {"20min"})) {
    const auto time = parse_duration(text);
    if (!time || *time < std::chrono::seconds(1) || *time > std::chrono::days(7))
      table.complain("durations", fmt::format("'{}' {}", text, time_help));
    scenario.durations.push_back(time.value_or(std::chrono::minutes(20)));
  }
  scenario.repeat = static_cast<std::size_t>(table.integer("repeat", 1, 1, 100));
  if (scenario.sizes.empty()) table.complain("sizes", "is empty; leave it out for [\"1\"]");
  if (scenario.durations.empty()) table.complain("durations", "is empty; leave it out for [\"20min\"]");
  if (scenario.sizes.size() * scenario.durations.size() * scenario.repeat > grid_max)
    table.complain("sizes", fmt::format("times durations times repeat are more than {}", grid_max));
  for (auto& step : table.tables("step")) {
    if (scenario.steps.empty() && step.text("on", "") == "same") step.complain("on", "the first step has none before it");
    scenario.steps.push_back(read_step(step));
    const auto& read = scenario.steps.back();
    if (read.on == TargetRole::same && scenario.steps.size() > 1 && !may_follow(scenario.steps.end()[-2].family, read.family))
      step.complain("on", fmt::format("{} cannot act on what {} touched", name_of(read.family), name_of(scenario.steps.end()[-2].family)));
    if (info_of(read.family).fault != scenario.fault)
      step.complain("family",
                    fmt::format("{} is {}, the scenario's kind is not", name_of(read.family), scenario.fault ? "an attack" : "a fault"));
  }
  if (scenario.steps.empty() || scenario.steps.size() > steps_max)
    table.complain("step", fmt::format("needs 1 to {} tables [[scenario.step]]", steps_max));
  return scenario;
}

Result<std::vector<Scenario>> read_all(ConfigTable table, std::string_view origin) {
  std::vector<Scenario> scenarios;
  for (auto& each : table.tables("scenario")) {
    scenarios.push_back(read_scenario(each));
    const auto& name = scenarios.back().name;
    if (std::ranges::count(scenarios, name, &Scenario::name) > 1) each.complain("name", fmt::format("'{}' is there twice", name));
  }
  if (auto ok = table.finish(); !ok) return std::unexpected(ok.error());
  if (scenarios.empty()) return bad_input("{}: holds no [[scenario]] table; see weir list scenario bias for one", origin);
  return scenarios;
}

}  // namespace

Result<std::vector<Scenario>> parse_scenarios(std::string_view toml, std::string_view origin) {
  auto table = ConfigTable::parse(toml, origin);
  if (!table) return std::unexpected(table.error());
  return read_all(std::move(*table), origin);
}

Result<std::vector<Scenario>> load_scenarios(const std::filesystem::path& path) {
  auto table = ConfigTable::load(path);
  if (!table) return std::unexpected(table.error());
  return read_all(std::move(*table), path.string());
}

const std::vector<Scenario>& builtin_scenarios() {
  static const auto all = [] {
    std::vector<Scenario> scenarios;
    for (const auto& file : builtin_scenario_files()) {
      auto some = parse_scenarios(file.text, file.name);
      if (!some) continue;  // a test reads each file
      scenarios.insert(scenarios.end(), std::move_iterator(some->begin()), std::move_iterator(some->end()));
    }
    return scenarios;
  }();
  return all;
}

}  // namespace weir
