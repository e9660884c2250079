// Range-based precision and recall (Tatbul et al., NeurIPS 2018), flat positional bias, as TSB-AD computes it.
#pragma once

#include "metrics/series.h"

namespace weir {

/// Of one range: alpha [some overlap] + (1 - alpha) (overlapped part) / (number of overlapping ranges); then the mean over ranges.
struct RangePr {
  double precision = 0;  // over alarm runs, alpha 0; 0 without alarms
  double recall = 0;     // over runs of labels; 0 without events
  double f1 = 0;
};

RangePr range_pr(const Series& series, double alpha_recall = 0.2);

}  // namespace weir
