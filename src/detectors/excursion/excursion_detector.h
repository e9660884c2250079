#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory excursion_detector();

}  // namespace weir
