#include "detectors/conditional/conditional_detector.h"

#include "detectors/residual_detector.h"

namespace weir {

extern const char* const conditional_detector_sample;
extern const char* const conditional_detector_summary;

DetectorFactory conditional_detector() {
  return {"conditional", conditional_detector_summary, conditional_detector_sample, train_residual_detector,
          [](const TensorSet& parameters, const DetectorContext& context) {
            return make_residual_detector(parameters, context, LinearResidual::conditional);
          }};
}

}  // namespace weir
