#include "metrics/delay/delay.h"

#include <algorithm>
#include <cmath>

#include "metrics/runs.h"

namespace weir {

namespace {

std::vector<double> of_detected(const Delays& delays) {
  std::vector<double> detected;
  for (const auto& delay : delays.per_event_s) {
    if (delay) detected.push_back(*delay);
  }
  return detected;
}

}  // namespace

Delays& Delays::operator+=(const Delays& other) {
  per_event_s.insert(per_event_s.end(), other.per_event_s.begin(), other.per_event_s.end());
  alarm_already_on += other.alarm_already_on;
  return *this;
}

Delays delays(const Series& series) {
  Delays out;
  const auto alarms = series.alarms();
  for (const RowRange& event : series.events()) {
    const auto hits = runs_within(series.alarm_runs(), event);
    out.per_event_s.push_back(
        hits.empty() ? std::nullopt
                     : std::optional(static_cast<double>(std::max(hits.front().first, event.first) - event.first) * series.period_s()));
    if (event.first > 0 && alarms[event.first] != 0 && alarms[event.first - 1] != 0) ++out.alarm_already_on;
  }
  return out;
}

double delay_sum_s(const Delays& delays) {
  double sum = 0;
  for (const auto& delay : delays.per_event_s) sum += delay.value_or(0);
  return sum;
}

std::optional<double> delay_mean_s(const Delays& delays) {
  const auto detected = of_detected(delays);
  if (detected.empty()) return std::nullopt;
  return delay_sum_s(delays) / static_cast<double>(detected.size());
}

std::optional<double> delay_quantile_s(const Delays& delays, double q) {
  auto detected = of_detected(delays);
  if (detected.empty() || !(q >= 0 && q <= 1)) return std::nullopt;
  std::ranges::sort(detected);
  const double position = q * static_cast<double>(detected.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, detected.size() - 1);
  return detected[below] + (position - std::floor(position)) * (detected[above] - detected[below]);
}

}  // namespace weir
