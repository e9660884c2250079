// The whole library of scenarios as days of a plant: what a benchmark of detectors runs through.
#pragma once

#include "attacks/expand.h"

namespace weir {

struct TimelineOptions {
  Duration first = std::chrono::hours(1);         // calm before the first case
  Duration recovery = std::chrono::minutes(150);  // between the end of one and the start of the next, for the plant to settle
  Duration day = std::chrono::hours(24);
};

/// Cases one after the other from the plant's start; a case's recording lies in the calm before it. Attack times are the plant's.
std::vector<ScenarioCase> one_after_the_other(std::span<const ScenarioCase> cases, const LoopLayout& layout,
                                              const TimelineOptions& options = {});

/// A run of the plant of its own, with its own seed.
struct ScenarioDay {
  std::uint64_t seed = 1;
  std::vector<ScenarioCase> cases;  // in order of time; scenario, kind, detectable and attacks of each
};

/// Every case of the built-in library that this plant offers, mixed over days: each attack of each case may be given to
/// Plant::add(). Deterministic in (layout, seed). What covert cases leave behind is still visible after them, so each closes
/// its day.
std::vector<ScenarioDay> library_days(const LoopLayout& layout, std::uint64_t seed, const TimelineOptions& options = {});

}  // namespace weir
