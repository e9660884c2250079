#include "detectors/var_ridge/var_ridge_detector.h"

#include "detectors/residual_detector.h"

namespace weir {

extern const char* const var_ridge_detector_sample;
extern const char* const var_ridge_detector_summary;

DetectorFactory var_ridge_detector() {
  return {"var_ridge", var_ridge_detector_summary, var_ridge_detector_sample, train_residual_detector,
          [](const TensorSet& parameters, const DetectorContext& context) {
            return make_residual_detector(parameters, context, LinearResidual::forecast);
          }};
}

}  // namespace weir
