#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory dynamic_pca_detector();

}  // namespace weir
