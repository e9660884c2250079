// Affiliation precision and recall (Huet, Navarro and Rossi, KDD 2022): how close alarms and events are to each other, against
// what an alarm at a random place near the event would reach.
#pragma once

#include <optional>

#include "metrics/series.h"

namespace weir {

struct Affiliation {
  std::optional<double> precision;  // undefined without events or without alarms
  std::optional<double> recall;     // undefined without events; 0 without alarms
  std::optional<double> f1;         // undefined where precision is
};

/// On runs of labels (touching events are one), in continuous time: step t is [t, t + 1).
Affiliation affiliation(const Series& series);

}  // namespace weir
