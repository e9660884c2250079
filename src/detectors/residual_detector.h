// What var_ridge and conditional have in common: one of the two residuals of the linear base, sensor by sensor.
#pragma once

#include "detectors/detector.h"

namespace weir {

enum class LinearResidual { forecast, conditional };

Result<Trained> train_residual_detector(ConfigTable config, const TrainingSet& data, const DetectorContext& context);
Result<std::unique_ptr<Detector>> make_residual_detector(const TensorSet& parameters, const DetectorContext& context, LinearResidual which);

/// How a member's total follows from its signed strangeness per sensor: the mean of |s| capped at 8. One sensor far out
/// can't drown the others, many sensors a little out add up.
float mean_capped(std::span<const float> per_sensor);

}  // namespace weir
