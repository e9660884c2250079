// The same attacks on recorded data, open loop: the reported values change and nothing reacts to it. For data without a plant.
#pragma once

#include "attacks/attack.h"
#include "telemetry/frame.h"

namespace weir {

/// Recorded sensors as a loop: discrete ones are actuators whose states are those seen, the others may show anything; there are
/// no set-points, no physics and no twin. `table` need not outlive it. Not movable: its layout points into it.
class RecordedLoop {
 public:
  /// Step and states come from the table.
  explicit RecordedLoop(const FrameTable& table);
  RecordedLoop(const RecordedLoop&) = delete;
  RecordedLoop& operator=(const RecordedLoop&) = delete;
  const LoopLayout& layout() const { return layout_; }

 private:
  Catalogue catalogue_;
  std::vector<std::vector<double>> states_;
  std::vector<LoopPoint> points_;
  LoopLayout layout_;
};

/// The table as it would have been recorded under the attacks; times count rows from the first, a step each. Forced actuators
/// report the forced state; lost readings keep the last value with quality missing. Attacks that need a plant (set-points,
/// faults of the process, covert) are refused.
Result<FrameTable> attacked(const FrameTable& table, const RecordedLoop& loop, std::span<const Attack> attacks);

}  // namespace weir
