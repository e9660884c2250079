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

/// Each fold judged by view tails fitted on the other folds: suspect is what two members at least find rarer than one row in a
/// thousand times as many as there are; rows closer than a hundred are one stretch, since a lie
/// shows most where it begins and ends. Where more than a
/// twentieth of all rows is, the folds differ as such, and none is returned: that is no incident but data of several
/// plants or seasons; `folds_differ` says so. What fills more than a hundredth of the data raises the units it is measured in and
/// can hide so.
struct Suspects {
  std::vector<RowRange> stretches;
  bool folds_differ = false;
};
Suspects find_suspects(const Fusion& fusion, const std::vector<FoldNumbers>& folds);

}  // namespace weir
