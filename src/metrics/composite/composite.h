// Composite F1: is an alarm right (by the step), is an event found (by the event).
#pragma once

#include <cstddef>
#include <optional>

#include "metrics/series.h"

namespace weir {

/// Sums of several series give the pooled figure.
struct CompositeCounts {
  std::size_t tp = 0, alarmed = 0;         // steps
  std::size_t events_hit = 0, events = 0;  // runs of labels
  CompositeCounts& operator+=(const CompositeCounts& other);
};

CompositeCounts composite_counts(const Series& series);

double composite_precision(const CompositeCounts& c);     // point-wise
double composite_event_recall(const CompositeCounts& c);  // 0 without events
double composite_f1(const CompositeCounts& c);            // harmonic mean of the two

struct BestCompositeF1 {
  double f1 = 0, precision = 0, event_recall = 0;
  double threshold = 0;  // alarm where score >= threshold; the highest of equally good ones
};
/// At the threshold that is best on these labels (an oracle, like F1*). Undefined without scores; 0 without events.
std::optional<BestCompositeF1> best_composite_f1(const Series& series);

}  // namespace weir
