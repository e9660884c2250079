// Stretches of the training data that look like no normal operation: an attack or a fault that was there when Weir learned.
#pragma once

#include <vector>

#include "detectors/ensemble/fusion.h"
#include "telemetry/frame.h"

namespace weir {

/// What the views said of one fold, by members that hadn't learned from it.
struct FoldNumbers {
  std::vector<float> numbers;     // [rows, views]
  std::vector<std::size_t> rows;  // of the training table
};

/// Each fold judged by a fusion fitted on the other folds: what is impossible by their tails (p < 1e-9) is suspect; rows closer than
/// ten are one stretch. Where more than a twentieth of all rows is, the folds differ as such, and none is returned: that is
/// no incident but data of several plants or seasons; `folds_differ` says so.
struct Suspects {
  std::vector<RowRange> stretches;
  bool folds_differ = false;
};
Suspects find_suspects(const Fusion& fusion, const std::vector<FoldNumbers>& folds);

}  // namespace weir
