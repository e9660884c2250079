// What a member's strangeness per sensor is counted in, from rows that its parameters have not seen.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "detectors/detector.h"
#include "linear/linear_base.h"

namespace weir {

/// [N] units (residual_unit, shrunk) of |per_sensor| of the detectors that make(k) returns for the folds k, each run through its
/// fold. Those detectors should count in ones. REQUIRES: make never returns null.
std::vector<float> out_of_fold_units(const TrainingSet& data, int threads,
                                     const std::function<std::unique_ptr<Detector>(std::size_t)>& make, UnitFloors floors = {});

}  // namespace weir
