// A simulated plant as a set: normal days teach, attacked days whose truth is known to the second are judged, and normal days on
// which the instruments slowly drift say what the alarm budget is worth then.
#pragma once

#include "benchmark/unit_source.h"

namespace weir {

struct PlantDays {
  std::string plant;       // as `weir simulate --plant` names it
  double normal_days = 3;  // that teach
  double calm_days = 1;    // judged too, nobody attacks
  double drifting_days = 2;
  double drift = 1;               // normal deviations, by the end of the drifting days, of every third continuous sensor
  double step_s = 10;             // of the grid
  double recovery_s = 75 * 60;    // after an episode, judged neither way: the plant is back in its cycle then
  std::size_t rounds = 2;         // through the library, each on other targets
  std::size_t attacked_days = 0;  // of the library's; 0: all of them
  std::uint64_t seed = 1;
};

/// Deterministic in `days`.
UnitSource plant_source_of(const PlantDays& days);

/// Every third continuous or level sensor of `frames` drifts up or down, from nothing to `drift` of its deviations in `normal`.
void let_drift(FrameTable& frames, const FrameTable& normal, double drift);

}  // namespace weir
