#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory ensemble_detector();

}  // namespace weir
