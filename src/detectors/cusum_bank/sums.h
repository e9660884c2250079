// Page's cumulative sums, two-sided, at several allowances at once, with a memory that fades.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace weir {

/// Of deviations with standard deviation about 1. Allowances k = smallest, twice, four times that; a sum grows by d - k a step,
/// never falls below 0, and fades by k / 12 a step: a lasting deviation of 2 k brings it towards 12.
class CusumBank {
 public:
  static constexpr std::size_t scales = 3;
  static constexpr float clip = 4;  // of one deviation: a bank is for what lasts, one leap can't fill it
  using PerScale = std::array<float, scales>;

  explicit CusumBank(float smallest_allowance) {
    for (auto& k : allowance_) {
      k = smallest_allowance;
      smallest_allowance *= 2;
    }
  }
  struct State {
    PerScale above{}, below{};
  };
  void step(State& state, float deviation, const PerScale& ceiling) const {
    const float d = std::clamp(deviation, -clip, clip);
    for (std::size_t s = 0; s < scales; ++s) {
      const float keep = 1 - allowance_[s] / 12;
      state.above[s] = std::clamp(keep * state.above[s] + d - allowance_[s], 0.0F, ceiling[s]);
      state.below[s] = std::clamp(keep * state.below[s] - d - allowance_[s], 0.0F, ceiling[s]);
    }
  }

 private:
  PerScale allowance_;
};

}  // namespace weir
