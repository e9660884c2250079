#pragma once

#include <cmath>

#include "telemetry/frame.h"

namespace weir {

/// Whether sensor i has a number of its own at this step: what was carried, spoilt or never sent is not judged.
inline bool delivered(const FrameView& frame, std::size_t i) {
  const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
  return usable && std::isfinite(frame.values[i]);
}

}  // namespace weir
