#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory attention_detector();

}  // namespace weir
