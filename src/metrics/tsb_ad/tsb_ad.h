// Figures as TSB-AD's leaderboard prints them, its quirks included. They exist for comparison with that leaderboard only: the
// threshold is chosen on the labels, from 100 values, and two of the metrics have off-by-one errors (see README.md).
#pragma once

#include <functional>
#include <optional>

#include "metrics/series.h"

namespace weir {

using SeriesMetric = std::function<std::optional<double>(const Series&)>;

/// The largest value of `metric` over alarms of score > threshold, for 100 thresholds evenly spaced from the smallest to the
/// largest score. Undefined without scores or where the metric is undefined at every threshold.
std::optional<double> best_of_100_linear_thresholds(const Series& series, const SeriesMetric& metric);

/// "PA-F1" of the alarms: like pak_f1(series, 0), but the back-fill stops before step 0.
double tsb_ad_pa_f1(const Series& series);

/// "Event-based-F1" of the alarms: like composite_f1, but an event that reaches the last step is closed one step early.
double tsb_ad_event_f1(const Series& series);

/// "R-based-F1": `range_f1` (of range_pr.h, alpha 0.2), but 0 where labels or alarms are only ones, which TSB-AD sees as no range.
double tsb_ad_range_f1(const Series& series, double range_f1);

}  // namespace weir
