// What controllers are made of: a PI loop that doesn't wind up, and switching that respects minimum times.
#pragma once

#include <algorithm>

namespace weir::building {

/// Output in [low, high]; one call a second. Positive `error` raises the output.
class PiLoop {
 public:
  constexpr PiLoop(double gain, double integral_time_s) : gain_(gain), per_s_(gain / integral_time_s) {}
  double step(double error, double low, double high) {
    integral_ = std::clamp(integral_ + per_s_ * error, low, high);
    return std::clamp(integral_ + gain_ * error, low, high);
  }
  /// Continue from there.
  void set(double output) { integral_ = output; }
  void shift(double by) { integral_ += by; }

 private:
  double gain_, per_s_;
  double integral_ = 0;
};

/// On once `ask` has held for `ask_s`, off once `release` has held for `release_s`; never shorter than the minimum times.
struct Staging {
  int ask_s, release_s, run_min_s, rest_min_s;
  bool on = false;
  int asked_s = 0, released_s = 0;
  int state_s = 1 << 20;  // in this state

  bool step(bool ask, bool release) {
    asked_s = ask ? asked_s + 1 : 0;
    released_s = release ? released_s + 1 : 0;
    state_s = std::min(state_s + 1, 1 << 20);
    if (!on && asked_s >= ask_s && state_s >= rest_min_s) on = true, state_s = 0;
    else if (on && released_s >= release_s && state_s >= run_min_s) on = false, state_s = 0;
    return on;
  }
};

}  // namespace weir::building
