// In which state each discrete sensor is, since when, and what it has just done.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/delivered.h"
#include "telemetry/frame.h"

namespace weir {

constexpr std::size_t states_max = 6;  // sensors with more are set-points rather than states

/// A discrete sensor and the values it takes often, in rising order. Readings in between are averages over a switch, or a valve on
/// its way: they count as the nearest.
struct StateSet {
  SensorIndex sensor = 0;
  std::size_t count = 0;
  std::array<float, states_max> value{};
  /// -1 outside of all by a tenth of their span.
  int state_of(float reading) const {
    if (count == 0) return -1;
    const float margin = 0.1F * (value[count - 1] - value[0]);
    if (reading < value[0] - margin || reading > value[count - 1] + margin) return -1;
    std::size_t nearest = 0;
    for (std::size_t s = 1; s < count; ++s) {
      if (std::abs(reading - value[s]) < std::abs(reading - value[nearest])) nearest = s;
    }
    return static_cast<int>(nearest);
  }
};

struct StateRun {
  bool judged = false;    // delivered at this step
  int state = -1;         // -1: unknown yet, or none that normal data had
  std::uint32_t run = 0;  // delivered steps in this state, this one included
  bool whole = false;     // the run's beginning was seen
  // Of a switch at this very step:
  bool switched = false;
  int from = -1;
  std::uint32_t run_before = 0;
  bool whole_before = false;
};

/// One step each. O(discrete sensors).
class StateRuns {
 public:
  explicit StateRuns(std::span<const StateSet> sets) : sets_(sets.begin(), sets.end()), runs_(sets.size()) {}
  void reset() { std::fill(runs_.begin(), runs_.end(), StateRun{}); }
  void step(const FrameView& frame) {
    for (std::size_t d = 0; d < sets_.size(); ++d) {
      auto& r = runs_[d];
      r.switched = false;
      r.judged = delivered(frame, sets_[d].sensor);
      if (!r.judged) {
        r.whole = false;  // it may have switched meanwhile
        continue;
      }
      const int now = sets_[d].state_of(frame.values[sets_[d].sensor]);
      if (now == r.state && r.run > 0) {
        ++r.run;
        continue;
      }
      const bool known = r.run > 0 && r.state >= 0 && now >= 0;
      const StateRun before = r;
      r = {.judged = true, .state = now, .run = 1, .whole = before.run > 0};
      if (!known) continue;
      r.switched = true;
      r.from = before.state;
      r.run_before = before.run;
      r.whole_before = before.whole;
    }
  }
  std::span<const StateSet> sets() const { return sets_; }
  const StateRun& operator[](std::size_t d) const { return runs_[d]; }

 private:
  std::vector<StateSet> sets_;
  std::vector<StateRun> runs_;
};

}  // namespace weir
