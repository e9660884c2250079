// The sampling step of a recording.
#pragma once

#include <span>

#include "telemetry/timestamp.h"

namespace weir {

struct DetectedStep {
  Duration step{};              // median of the positive differences; 0: fewer than two different times
  double regularity = 0;        // share of the positive differences within 10 % of it
  std::size_t differences = 0;  // positive ones
};

/// From the times of a prefix, in file order. O(n log n); copies n differences.
DetectedStep detect_step(std::span<const Timestamp> times);

}  // namespace weir
