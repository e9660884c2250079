#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory cusum_bank_detector();

}  // namespace weir
