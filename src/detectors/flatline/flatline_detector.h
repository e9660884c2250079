#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory flatline_detector();

}  // namespace weir
