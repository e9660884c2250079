#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory var_ridge_detector();

}  // namespace weir
