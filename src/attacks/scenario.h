// Attack and fault scenarios as data: TOML files that say what is done, to which kind of sensor, in which sizes and lengths. A
// scenario knows no plant; expand() makes it concrete for one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "attacks/attack.h"

namespace weir {

/// What a size is counted in.
enum class SizeUnit : std::uint8_t {
  plain,   // as the family takes it: a factor, a share, seconds
  range,   // of the sensor's normal range; for set values the position within it: 0 its low end, 1 its high end
  span,    // position within what the transmitter can show or the actuator can do
  strong,  // of what the plant calls a strong fault at that site
  sigma,   // the sensor's normal deviation
};
struct Size {
  double amount = 1;
  SizeUnit unit = SizeUnit::plain;
  bool operator==(const Size&) const = default;
};

/// What a step touches. Families on commands take actuators, `setpoint` and `staged` set-points, faults of the process sites.
enum class TargetRole : std::uint8_t {
  sensor,  // any that measures and moves
  level,   // of a stock
  family,  // whatever the family takes: actuators, set-points, sites; sensors for families on readings
  same,    // what the step before touched
};

struct ScenarioStep {
  AttackFamily family = AttackFamily::bias;
  TargetRole on = TargetRole::family;
  std::vector<std::string> names;  // patterns with "*": where any fits, only those are taken
  bool strict = false;             // where no name fits, the plant is left out
  std::size_t points = 1;          // touched at once
  bool same_stage = false;         // all points in one stage
  std::optional<Size> size;        // instead of the scenario's
  double from = 0, to = 1;         // within the scenario's duration
  Duration lag{}, back{};
  AttackView view = AttackView::both;
  double error = 0;  // covert
};

struct Scenario {
  std::string name, text;
  bool fault = false;
  bool detectable = true;  // false: not even in theory, or below what any detector could be asked for; counted apart
  std::vector<std::string> techniques;
  std::vector<Size> sizes;
  std::vector<Duration> durations;
  std::size_t repeat = 1;  // each size and duration, on other targets
  std::vector<ScenarioStep> steps;
};

/// [[scenario]] tables; see scenarios/*.toml. Errors name file, line, key and the choices.
Result<std::vector<Scenario>> parse_scenarios(std::string_view toml, std::string_view origin);
Result<std::vector<Scenario>> load_scenarios(const std::filesystem::path& path);

/// A file of the built-in library, as it is in the repository.
struct ScenarioFile {
  std::string_view name, text;
};
std::span<const ScenarioFile> builtin_scenario_files();
/// The built-in library, in the order of its files' names.
const std::vector<Scenario>& builtin_scenarios();

}  // namespace weir
