#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory conditional_detector();

}  // namespace weir
