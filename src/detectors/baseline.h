#pragma once

#include <algorithm>

namespace weir {

/// What a residual has been on average for long: instruments drift, and yesterday's offset is no news today. Begins at 0 with the
/// weight of `prior` steps and goes back `span` steps at most. One step moves it by no more than a residual of +-clip would.
class Baseline {
 public:
  static constexpr float prior = 100, span = 1000;
  /// The residual less what it has been before now.
  float step(float residual, float clip) {
    const float fresh = residual - level_;
    steps_ = std::min(steps_ + 1, span - prior);
    level_ += std::clamp(fresh, -clip, clip) / (prior + steps_);
    return fresh;
  }

 private:
  float level_ = 0, steps_ = 0;
};

}  // namespace weir
