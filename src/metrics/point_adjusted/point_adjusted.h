// Point adjustment, for comparison with papers only, never a headline: on SWaT's labels a uniform random score reaches .97 with
// it. PA%K (Kim et al., AAAI 2022) tempers it: K = 0 is point adjustment, K = 100 the plain F1.
#pragma once

#include "metrics/series.h"

namespace weir {

/// An event (run of labels) of which strictly more than `k_percent` (0..100) is alarmed counts as alarmed throughout; then F1.
double pak_f1(const Series& series, int k_percent);

/// Mean height of pak_f1 over K = 0..100, by trapezoids of `step_percent` (the last one may be narrower).
double pak_f1_area(const Series& series, int step_percent = 10);

}  // namespace weir
