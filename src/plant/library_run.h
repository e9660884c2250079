// The attack library on a plant, ready to be judged by: days of attacks and faults, without the cases that change nothing.
#pragma once

#include <string>
#include <vector>

#include "attacks/library.h"
#include "base/progress.h"
#include "plant/plant.h"

namespace weir {

struct LibraryRun {
  std::string plant;
  std::vector<ScenarioDay> days;
  /// Names of cases left out, because they move no report by a hundredth of its normal range: a pump forced on that runs
  /// anyway, a pump's valve frozen while it rests. Cases meant to be undetectable are kept.
  std::vector<std::string> inert;
};

/// Every case is tried on the plant beside the same day without it. Deterministic; some 10 s of computing for 100 cases.
Result<LibraryRun> library_run(std::string_view plant, std::uint64_t seed, const TimelineOptions& options = {},
                               const Progress& progress = {});

/// The plant of one day, with its cases planned.
Result<std::unique_ptr<Plant>> plant_of(const LibraryRun& run, const ScenarioDay& day);

}  // namespace weir
