// Every step judged on its own.
#pragma once

#include <cstddef>

#include "metrics/series.h"

namespace weir {

/// Confusion of alarms with labels, in steps. Counts of several series add up to the pooled counts.
struct PointCounts {
  std::size_t tp = 0, fp = 0, fn = 0, tn = 0;
  PointCounts& operator+=(const PointCounts& other);
  bool operator==(const PointCounts&) const = default;
};

PointCounts point_counts(const Series& series);

// 0/0 is 0 in all of them.
double precision(const PointCounts& c);
double recall(const PointCounts& c);
double f1(const PointCounts& c);
double false_positive_rate(const PointCounts& c);
double accuracy(const PointCounts& c);
/// Accuracy of never raising an alarm: print it beside accuracy().
double trivial_accuracy(const PointCounts& c);
/// (TPR + TNR) / 2, also where a class is absent.
double balanced_accuracy(const PointCounts& c);
double matthews_correlation(const PointCounts& c);

/// SKAB's names, in per cent as its leaderboard prints them (unrounded).
double skab_far_percent(const PointCounts& c);  // false alarm rate: fp of all normal steps
double skab_mar_percent(const PointCounts& c);  // missing alarm rate: fn of all attacked steps

}  // namespace weir
