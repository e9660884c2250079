#include "metrics/batadal/batadal.h"

#include <algorithm>

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

Batadal batadal(const Series& series) {
  Batadal out;
  std::size_t alarmed = 0, attacked = 0, both = 0;
  for (const RowRange& run : series.alarm_runs()) alarmed += run.size();
  for (const RowRange& event : series.label_runs()) {
    attacked += event.size();
    for (const RowRange& run : runs_within(series.alarm_runs(), event)) both += overlap(event, run);
  }
  const std::size_t normal = series.size() - attacked;
  const std::size_t quiet = normal - (alarmed - both);  // true negatives
  out.clf = (ratio(both, attacked) + ratio(quiet, normal)) / 2;

  const auto events = series.label_runs();
  if (events.empty()) return out;
  double late = 0;
  for (const RowRange& event : events) {
    const auto hits = runs_within(series.alarm_runs(), event);
    // An event of one step has no time to be late in: 0 when hit.
    late += hits.empty() ? 1.0 : ratio(std::max(hits.front().first, event.first) - event.first, event.size() - 1);
  }
  out.ttd = 1 - late / static_cast<double>(events.size());
  out.s = (*out.ttd + out.clf) / 2;
  return out;
}

}  // namespace weir
