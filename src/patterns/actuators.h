// Whether an actuator moved when it shouldn't have, or didn't when it should: its states before an episode against those in it.
#pragma once

#include "patterns/course.h"

namespace weir {

/// Of one discrete sensor around the onset of an episode.
struct ActuatorConduct {
  bool flipped = false;   // changed state within three rows of the onset
  bool novel = false;     // to a state not seen in the rows before
  float early = 0;        // 0..1: how much shorter its state had lasted than ever before
  float overdue = 0;      // its state at the onset lasts so many times the longest before; 0: nothing to compare
  float flips = 0;        // changes of state a row during, over those before
  std::size_t since = 0;  // row of the flip, or from which it was overdue
  /// 0..1: how much it looks as if somebody else moved or held it.
  float forced() const;
};

/// Allocates nothing. REQUIRES: near < end <= window.rows(). `near`: the earliest onset of what is strange.
ActuatorConduct conduct_of(const RecentWindow& window, std::size_t sensor, std::size_t near, std::size_t end) noexcept;

}  // namespace weir
