#include "metrics/event_view/event_view.h"

#include <algorithm>

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

namespace {

RowRange widened(const RowRange& range, std::size_t before, std::size_t after, std::size_t n) {
  return {range.first - std::min(range.first, before), range.last + std::min(n - range.last, after)};
}

}  // namespace

EventView& EventView::operator+=(const EventView& other) {
  events += other.events;
  events_detected += other.events_detected;
  true_alarms += other.true_alarms;
  false_alarms += other.false_alarms;
  penalty_s += other.penalty_s;
  normal_s += other.normal_s;
  return *this;
}

EventView event_view(const Series& series, const EventViewOptions& options) {
  const std::size_t n = series.size();
  EventView view;
  view.events = series.events().size();
  for (const RowRange& event : series.events()) {
    const RowRange reach = widened(event, options.grace_before_steps, options.grace_after_steps, n);
    view.events_detected += runs_within(series.alarm_runs(), reach).empty() ? 0 : 1;
  }
  std::size_t alarmed = 0, attacked = 0, both = 0;
  // An alarm meets some event exactly if it meets their union; seen from the alarm, grace before is reach after.
  for (const RowRange& run : series.alarm_runs()) {
    const RowRange reach = widened(run, options.grace_after_steps, options.grace_before_steps, n);
    (runs_within(series.label_runs(), reach).empty() ? view.false_alarms : view.true_alarms) += 1;
    alarmed += run.size();
    for (const RowRange& event : runs_within(series.label_runs(), run)) both += overlap(event, run);
  }
  for (const RowRange& event : series.label_runs()) attacked += event.size();
  view.penalty_s = static_cast<double>(alarmed - both) * series.period_s();
  view.normal_s = static_cast<double>(n - attacked) * series.period_s();
  return view;
}

double event_recall(const EventView& view) { return ratio(view.events_detected, view.events); }
double event_precision(const EventView& view) { return ratio(view.true_alarms, view.true_alarms + view.false_alarms); }

std::optional<double> false_alarms_per_day(const EventView& view) {
  if (view.normal_s <= 0) return std::nullopt;
  return static_cast<double>(view.false_alarms) / (view.normal_s / 86400);
}

}  // namespace weir
