#pragma once

#include <algorithm>
#include <cmath>

namespace weir {

/// What a residual has long been like: instruments drift, get noisier, or are rounded from one day on, and what was so yesterday
/// is no news today. Begins as in normal data with the weight of `prior` steps and goes back `span` steps at most; one step
/// counts for no more than `clip` deviations, so that what is far out takes long to become usual.
class Baseline {
 public:
  static constexpr float prior = 100, span = 1000, clip = 4;

  /// The residual less what it has been before now; less still where it has been more restless than `deviation`, its standard
  /// deviation in normal data.
  float step(float residual, float deviation) {
    constexpr float mean_absolute = 0.8F;  // of a normal distribution, in deviations
    offset_ = residual - level_;
    const float answer = offset_ / std::max(1.0F, unrest_);
    const float d = std::clamp(offset_ / deviation, -clip, clip);
    steps_ = std::min(steps_ + 1, span - prior);
    const float rate = 1 / (prior + steps_);
    level_ += rate * d * deviation;
    unrest_ += rate * (std::abs(d) / mean_absolute - unrest_);
    return answer;
  }
  /// The last residual less what it had been before.
  float offset() const { return offset_; }

 private:
  float level_ = 0, unrest_ = 1, steps_ = 0, offset_ = 0;
};

}  // namespace weir
