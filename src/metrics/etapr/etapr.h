// Enhanced time-series aware precision and recall (Hwang, Yun, Kim and Min 2022, "Do you know existing accuracy metrics overrate
// time-series anomaly detections?"): an event or alarm counts only where enough of it overlaps, and counts once.
#pragma once

#include <cstddef>

#include "metrics/series.h"

namespace weir {

struct EtaprOptions {
  double theta_p = 0.5;  // smallest part of an alarm that must lie on events for the alarm to be right
  double theta_r = 0.1;  // smallest part of an event that must be alarmed for the event to be found; 0: every event is found
  double delta = 0;      // length of the ambiguous zone after an event, as a part of (length - 1)
};

struct Etapr {
  double precision = 0, recall = 0, f1 = 0;  // eTaP, eTaR and their harmonic mean; 0 without events or alarms
  std::size_t events_found = 0;              // events at or above theta_r
  std::size_t alarms_right = 0;              // alarms at or above theta_p
};

Etapr etapr(const Series& series, const EtaprOptions& options = {});

}  // namespace weir
