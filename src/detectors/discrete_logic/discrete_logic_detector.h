#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory discrete_logic_detector();

}  // namespace weir
