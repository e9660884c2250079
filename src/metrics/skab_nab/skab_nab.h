// The change-point score of the Skoltech Anomaly Benchmark: a NAB-like score with windows to the right of each change of the
// labels, judged against the changes of the alarms.
#pragma once

#include <cstddef>
#include <optional>

#include "metrics/series.h"

namespace weir {

struct SkabProfile {
  double tp = 1, fp = -0.11, fn = -1;
};
inline constexpr SkabProfile skab_standard{1, -0.11, -1};
inline constexpr SkabProfile skab_low_fp{1, -0.22, -1};
inline constexpr SkabProfile skab_low_fn{1, -0.11, -2};

/// Sums of several series give the pooled score.
struct SkabNabScore {
  double raw = 0, null = 0, perfect = 0;
  SkabNabScore& operator+=(const SkabNabScore& other);
};

/// Windows of `window_steps` (at least 1; SKAB: 60 s), cut on the left where they would overlap the one before.
SkabNabScore skab_nab(const Series& series, std::size_t window_steps, const SkabProfile& profile = skab_standard);

/// 100 (raw - null) / (perfect - null), unrounded (SKAB rounds to two decimals); undefined without change points.
std::optional<double> skab_nab_normalised(const SkabNabScore& score);

}  // namespace weir
