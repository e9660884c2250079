#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory invariants_detector();

}  // namespace weir
