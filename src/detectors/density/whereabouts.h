// Where a plant is, as numbers [2 N] and as a point in a small space.
#pragma once

#include <span>
#include <vector>

#include "linear/moments.h"
#include "linear/normaliser.h"

namespace weir {

/// u [2 N] of one plant, step by step: every sensor's z, and then every sensor's average of it over the steps before.
class Whereabouts {
 public:
  /// The average forgets over `span` rows, at least 1.
  Whereabouts(Normaliser normaliser, float span);
  void reset();
  void step(const FrameView& frame);
  /// Enough steps seen since the start for u to be judged.
  bool warm() const { return steps_ > warm_up; }
  std::span<const float> u() const { return u_; }

 private:
  static constexpr std::size_t warm_up = 3;
  Normaliser normaliser_;
  float rate_;
  std::size_t steps_ = 0;
  std::vector<float> previous_, z_, u_;
};

/// u -> point [R] = direction (u - mean), whitened: each of its numbers varies by 1 in normal data.
struct Space {
  std::vector<float> mean;       // [2 N]
  std::vector<float> direction;  // [R, 2 N]
  std::size_t dimensions() const { return mean.empty() ? 0 : direction.size() / mean.size(); }

  /// The principal components of u that carry `share` of its variance, `dimensions_max` at most. Moments of u itself.
  static Space fit(const Moments& moments, double share, std::size_t dimensions_max);
  /// Writes away [2 N] = u - mean and point [R].
  void project(std::span<const float> u, std::span<float> away, std::span<float> point) const noexcept;
};

}  // namespace weir
