#include "metrics/point_adjusted/point_adjusted.h"

#include <algorithm>

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

double pak_f1(const Series& series, int k_percent) {
  const auto k = static_cast<std::size_t>(std::clamp(k_percent, 0, 100));
  std::size_t alarmed = 0, attacked = 0, both = 0, tp = 0;
  for (const RowRange& run : series.alarm_runs()) alarmed += run.size();
  for (const RowRange& event : series.label_runs()) {
    std::size_t hits = 0;
    for (const RowRange& run : runs_within(series.alarm_runs(), event)) hits += overlap(event, run);
    attacked += event.size();
    both += hits;
    tp += 100 * hits > k * event.size() ? event.size() : hits;  // in integers: 29 of 100 isn't more than 29 %
  }
  const std::size_t fp = alarmed - both;
  return ratio(2 * tp, 2 * tp + fp + (attacked - tp));
}

double pak_f1_area(const Series& series, int step_percent) {
  const int step = std::clamp(step_percent, 1, 100);
  double area = 0;
  for (int k = 0; k < 100; k += step) {
    const int next = std::min(k + step, 100);
    area += (pak_f1(series, k) + pak_f1(series, next)) / 2 * (next - k);
  }
  return area / 100;
}

}  // namespace weir
