// The linear base as a part of a member: fitted once for all members that stand on it, saved under "linear.".
#pragma once

#include "detectors/detector.h"
#include "linear/linear_base.h"

namespace weir {

/// Options of the linear base, from a table of its own.
Result<LinearOptions> read_linear_options(ConfigTable config);

/// What the training set carries, or fitted now with the default options.
Result<std::shared_ptr<const CrossFittedLinear>> linear_for(const TrainingSet& data, int threads);
Result<std::shared_ptr<const CrossFittedLinear>> fit_linear_base(const TrainingSet& data, const LinearOptions& options, int threads);

/// "linear.*" tensors of the full fit and of every fold's.
Trained linear_parameters(const CrossFittedLinear& linear);

}  // namespace weir
