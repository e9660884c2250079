#pragma once

#include "detectors/detector.h"

namespace weir {

DetectorFactory lstm_gnn_detector();

}  // namespace weir
