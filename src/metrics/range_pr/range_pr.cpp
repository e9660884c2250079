#include "metrics/range_pr/range_pr.h"

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

namespace {

double mean_reward(std::span<const RowRange> ranges, std::span<const RowRange> others, double alpha) {
  double sum = 0;
  for (const RowRange& range : ranges) {
    const auto met = runs_within(others, range);
    if (met.empty()) continue;
    std::size_t shared = 0;
    for (const RowRange& other : met) shared += overlap(range, other);
    sum += alpha + (1 - alpha) * ratio(shared, range.size()) / static_cast<double>(met.size());
  }
  return ratio(sum, static_cast<double>(ranges.size()));
}

}  // namespace

RangePr range_pr(const Series& series, double alpha_recall) {
  RangePr out;
  out.recall = mean_reward(series.label_runs(), series.alarm_runs(), alpha_recall);
  out.precision = mean_reward(series.alarm_runs(), series.label_runs(), 0);
  out.f1 = harmonic_mean(out.precision, out.recall);
  return out;
}

}  // namespace weir
