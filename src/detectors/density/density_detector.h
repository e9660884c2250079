#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory density_detector();

}  // namespace weir
