// Scenarios made concrete for one plant: which sensor, how much, how long.
#pragma once

#include "attacks/manipulation.h"
#include "attacks/scenario.h"

namespace weir {

/// One run of a scenario: one cell of its grid on certain targets. Times are relative to the case's start until at() moves it.
struct ScenarioCase {
  std::string scenario;
  std::string name;  // "bias 0.3 range, 20 min, on LIT101"
  bool fault = false, detectable = true;
  std::vector<std::string> techniques;
  Duration length{};            // from the start of the case to the end of its last attack
  Duration lead{};              // recordings need this much before the start
  std::vector<Attack> attacks;  // or faults
  /// The case as it happens `start` after the plant's start.
  ScenarioCase at(Duration start) const;
};

/// The whole grid. Deterministic in (scenario, layout, seed, spread). Targets change from case to case; where a plant has
/// none (no such role, a strict name that fits nothing, or no twin for covert) the result is empty. Every case can be given to
/// Plant::add() of a plant of this layout. `spread`: for sizes in
/// sigma; without it one sigma is a sixth of the normal range.
std::vector<ScenarioCase> expand(const Scenario& scenario, const LoopLayout& layout, std::uint64_t seed,
                                 const SensorSpread* spread = nullptr);

}  // namespace weir
