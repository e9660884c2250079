// Attacked days of the simulated works for judging how well episodes are named: families, sensors and sizes drawn by seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "telemetry/timestamp.h"

namespace weir::bench {

struct Scenario {
  std::string family;  // as a pattern should name it
  std::string line;    // as parse_attack() reads it
  Duration start{}, duration{};
};

/// One day of five scenarios four hours apart, families in turn over the days. The same (seed, day) gives the same day.
std::vector<Scenario> scenario_day(std::uint64_t seed, std::size_t day);

}  // namespace weir::bench
