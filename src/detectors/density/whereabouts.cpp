#include "detectors/density/whereabouts.h"

#include <algorithm>
#include <cmath>

#include "linear/principal_components.h"

namespace weir {

Whereabouts::Whereabouts(Normaliser normaliser, float span) : normaliser_(std::move(normaliser)), rate_(1 / span) {
  const std::size_t n = normaliser_.sensors();
  previous_.assign(n, NAN);
  z_.assign(n, 0);
  u_.assign(2 * n, 0);
}

void Whereabouts::reset() {
  steps_ = 0;
  std::fill(previous_.begin(), previous_.end(), NAN);
}

void Whereabouts::step(const FrameView& frame) {
  if (frame.after_gap) reset();
  normaliser_.apply(frame.values, previous_, z_);
  const std::size_t n = z_.size();
  for (std::size_t i = 0; i < n; ++i) {
    u_[n + i] = steps_ == 0 ? z_[i] : u_[n + i] + rate_ * (u_[i] - u_[n + i]);
    u_[i] = z_[i];
  }
  ++steps_;
}

Space Space::fit(const Moments& moments, double share, std::size_t dimensions_max) {
  constexpr std::size_t all[] = {0};
  auto found = PrincipalComponents::fit(moments, 1, all, share, dimensions_max);
  Space space{std::move(found.mean), std::move(found.direction)};
  const std::size_t width = space.mean.size();
  for (std::size_t r = 0; r < found.variance.size(); ++r) {
    const float deviation = std::sqrt(found.variance[r]);
    for (std::size_t k = 0; k < width; ++k) space.direction[r * width + k] /= deviation;
  }
  return space;
}

void Space::project(std::span<const float> u, std::span<float> away, std::span<float> point) const noexcept {
  const std::size_t width = mean.size();
  for (std::size_t k = 0; k < width; ++k) away[k] = u[k] - mean[k];
  for (std::size_t r = 0; r < point.size(); ++r) {
    const float* row = direction.data() + r * width;
    float sum = 0;
    for (std::size_t k = 0; k < width; ++k) sum += row[k] * away[k];
    point[r] = sum;
  }
}

}  // namespace weir
