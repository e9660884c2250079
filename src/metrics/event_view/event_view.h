// What an operator counts: attacks found, alarms that were for nothing.
#pragma once

#include <cstddef>
#include <optional>

#include "metrics/series.h"

namespace weir {

struct EventViewOptions {
  std::size_t grace_before_steps = 0;  // an alarm that ended at most so long before an event still belongs to it
  std::size_t grace_after_steps = 0;   // likewise an alarm that began at most so long after it
};

/// Sums of several series give the pooled figures.
struct EventView {
  std::size_t events = 0, events_detected = 0;    // detected: met by any alarm
  std::size_t true_alarms = 0, false_alarms = 0;  // alarm runs that meet some event, none
  double penalty_s = 0;                           // alarmed time outside every event, without grace
  double normal_s = 0;                            // time outside every event
  EventView& operator+=(const EventView& other);
};

EventView event_view(const Series& series, const EventViewOptions& options = {});

double event_recall(const EventView& view);     // events detected of all; 0 without events
double event_precision(const EventView& view);  // true alarms of all; 0 without alarms
/// Per day outside the events; undefined where there is no such time.
std::optional<double> false_alarms_per_day(const EventView& view);

}  // namespace weir
