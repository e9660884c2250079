#include "metrics/tsb_ad/tsb_ad.h"

#include <algorithm>

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

namespace {

std::size_t steps_in(std::span<const RowRange> runs) {
  std::size_t sum = 0;
  for (const RowRange& run : runs) sum += run.size();
  return sum;
}

std::size_t shared_with(std::span<const RowRange> runs, const RowRange& range) {
  std::size_t sum = 0;
  for (const RowRange& run : runs_within(runs, range)) sum += overlap(run, range);
  return sum;
}

bool only_ones(std::span<const RowRange> runs, std::size_t n) { return runs.size() == 1 && runs[0].size() == n; }

}  // namespace

std::optional<double> best_of_100_linear_thresholds(const Series& series, const SeriesMetric& metric) {
  constexpr std::size_t thresholds = 100;
  if (series.scores().empty()) return std::nullopt;
  const auto [low, high] = std::ranges::minmax(series.scores());
  const double step = (high - low) / (thresholds - 1);
  Series judged = series;
  std::vector<std::uint8_t> alarms(series.size());
  std::optional<double> best;
  for (std::size_t k = 0; k < thresholds; ++k) {
    const double threshold = k + 1 == thresholds ? high : static_cast<double>(k) * step + low;
    std::ranges::transform(series.scores(), alarms.begin(), [&](double s) { return static_cast<std::uint8_t>(s > threshold); });
    if (!judged.set_alarms(alarms)) return std::nullopt;
    const auto value = metric(judged);
    if (value && (!best || *value > *best)) best = value;
  }
  return best;
}

double tsb_ad_pa_f1(const Series& series) {
  std::size_t tp = 0, fp = steps_in(series.alarm_runs()), attacked = 0;
  for (const RowRange& event : series.label_runs()) {
    const std::size_t hits = shared_with(series.alarm_runs(), event);
    attacked += event.size();
    fp -= hits;
    if (hits == 0) continue;
    const bool step_zero_left_out = event.first == 0 && series.alarms()[0] == 0;
    tp += event.size() - (step_zero_left_out ? 1 : 0);
  }
  return ratio(2 * tp, tp + fp + attacked);
}

double tsb_ad_event_f1(const Series& series) {
  std::size_t tp = 0, hit = 0;
  for (const RowRange& event : series.label_runs()) {
    tp += shared_with(series.alarm_runs(), event);
    const RowRange seen{event.first, event.last == series.size() ? event.last - 1 : event.last};
    hit += shared_with(series.alarm_runs(), seen) > 0 ? 1 : 0;
  }
  return harmonic_mean(ratio(tp, steps_in(series.alarm_runs())), ratio(hit, series.label_runs().size()));
}

double tsb_ad_range_f1(const Series& series, double range_f1) {
  return only_ones(series.label_runs(), series.size()) || only_ones(series.alarm_runs(), series.size()) ? 0.0 : range_f1;
}

}  // namespace weir
