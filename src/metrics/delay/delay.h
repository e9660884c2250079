// Time from the start of an event to the first alarmed step inside it.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "metrics/series.h"

namespace weir {

/// Of all events, in order; several series are pooled by adding.
struct Delays {
  std::vector<std::optional<double>> per_event_s;  // none: missed
  std::size_t alarm_already_on = 0;  // events whose first step and the step before are both alarmed: their 0 s is luck, not skill
  Delays& operator+=(const Delays& other);
};

Delays delays(const Series& series);

// Missed events don't count here: show event recall beside them.
double delay_sum_s(const Delays& delays);
std::optional<double> delay_mean_s(const Delays& delays);
/// Linear interpolation between order statistics, q in [0, 1]: 0.5 is the median, 0.9 the p90.
std::optional<double> delay_quantile_s(const Delays& delays, double q);

}  // namespace weir
