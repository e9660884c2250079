#include "metrics/composite/composite.h"

#include <algorithm>
#include <vector>

#include "metrics/ratio.h"
#include "metrics/runs.h"
#include "metrics/threshold_sweep.h"

namespace weir {

CompositeCounts& CompositeCounts::operator+=(const CompositeCounts& other) {
  tp += other.tp;
  alarmed += other.alarmed;
  events_hit += other.events_hit;
  events += other.events;
  return *this;
}

CompositeCounts composite_counts(const Series& series) {
  CompositeCounts c;
  c.events = series.label_runs().size();
  for (const RowRange& event : series.label_runs()) {
    std::size_t hits = 0;
    for (const RowRange& run : runs_within(series.alarm_runs(), event)) hits += overlap(event, run);
    c.tp += hits;
    c.events_hit += hits > 0 ? 1 : 0;
  }
  for (const RowRange& run : series.alarm_runs()) c.alarmed += run.size();
  return c;
}

double composite_precision(const CompositeCounts& c) { return ratio(c.tp, c.alarmed); }
double composite_event_recall(const CompositeCounts& c) { return ratio(c.events_hit, c.events); }
double composite_f1(const CompositeCounts& c) { return harmonic_mean(composite_precision(c), composite_event_recall(c)); }

std::optional<BestCompositeF1> best_composite_f1(const Series& series) {
  if (series.scores().empty()) return std::nullopt;
  const auto events = series.label_runs();
  constexpr std::uint32_t none = 0xFFFFFFFFU;
  std::vector<std::uint32_t> event_of(series.size(), none);  // [n]
  for (std::size_t e = 0; e < events.size(); ++e)
    std::fill(event_of.begin() + static_cast<std::ptrdiff_t>(events[e].first),
              event_of.begin() + static_cast<std::ptrdiff_t>(events[e].last), static_cast<std::uint32_t>(e));
  std::vector<std::uint8_t> hit(events.size(), 0);
  CompositeCounts c;
  c.events = events.size();
  std::optional<BestCompositeF1> best;
  sweep_thresholds(series.scores(), [&](double threshold, std::span<const std::uint32_t> steps) {
    c.alarmed += steps.size();
    for (const auto step : steps) {
      const std::uint32_t event = event_of[step];
      if (event == none) continue;
      ++c.tp;
      c.events_hit += hit[event] == 0 ? 1 : 0;
      hit[event] = 1;
    }
    const double f1 = composite_f1(c);
    if (!best || f1 > best->f1) best = BestCompositeF1{f1, composite_precision(c), composite_event_recall(c), threshold};
  });
  return best;
}

}  // namespace weir
