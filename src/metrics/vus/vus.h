// Volume under the surface (Paparrizos et al., VLDB 2022): the area under a range-aware ROC or precision-recall curve, averaged
// over how far around an event an alarm still counts. The same figures as the `opt` variant of TSB-AD and VUS.
#pragma once

#include <cstddef>
#include <optional>

#include "metrics/series.h"

namespace weir {

struct VusOptions {
  std::size_t window = 100;      // largest width in steps; half of it lies on either side of an event. Fix it per data set and print it
  std::size_t thresholds = 250;  // score quantiles at which the curves are sampled; at least 1
};

struct Vus {
  double roc = 0, pr = 0;
};

/// Mean over widths 0..window. Undefined without scores, without events and with only events.
/// O(n log n + window (attacked margins + thresholds)).
std::optional<Vus> vus(const Series& series, const VusOptions& options = {});

/// R-AUC-ROC and R-AUC-PR: the one slice of the volume at that width.
std::optional<Vus> range_auc(const Series& series, const VusOptions& options = {});

struct VusOfAlarms {
  double recall = 0, precision = 0, f1 = 0;  // each a mean over widths 0..window
};
/// Of the alarms instead of the scores. Undefined without events and with only events; precision is 0 without alarms.
std::optional<VusOfAlarms> vus_of_alarms(const Series& series, std::size_t window = 100);

}  // namespace weir
