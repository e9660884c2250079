// The ensemble follows a plant that ages: what is strange for very long, without ever being an alarm, becomes usual.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/outlet.h"
#include "telemetry/notice.h"

namespace weir {

/// Per member and sensor a slow average of the signed strangeness (its bias, taken off) and of how it scatters about that (by which
/// it is divided where that has become more than usual). Learns only when told that a step counts as normal. Slower than the slowest ramp
/// promised: with a time constant of T steps, a ramp of r units a step is left r T units of strangeness, however long it goes on.
class Adaptation {
 public:
  struct Pace {
    float rate = 0;   // a step; 0: never adapts
    float bound = 0;  // of drift(): beyond it the plant has changed; 0: unknown
  };
  static constexpr float told_change = 0.5F;  // a sensor's bias is told of when it has moved so far since the last time

  Adaptation(std::size_t members, std::size_t sensors, Pace pace);
  /// The member's strangeness [N] as it counts today. Valid until its next call for this member.
  std::span<const float> adjusted(std::size_t member, std::span<const float> per_sensor);
  /// Learns from what adjusted() was last given. Bounded work; allocates nothing.
  void learn(Timestamp at, Outlet<Notice>& notices);
  /// Mean size of the bias over members and sensors.
  float drift() const { return drift_; }
  void reset();

 private:
  void tell(Timestamp at, Outlet<Notice>& notices);

  std::size_t members_, sensors_;
  Pace pace_;
  std::vector<float> seen_, bias_, size_, lag_, out_;  // [members, N]; size and lag: means of |s - bias| and of s - bias
  std::vector<float> told_;                            // [N] mean bias when it was last told
  float drift_ = 0;
  bool changed_ = false;
};

}  // namespace weir
