#include "linear/features.h"

#include <algorithm>

namespace weir {

FeatureState::FeatureState(std::size_t sensors, FeatureLayout layout)
    : layout_(std::move(layout)), sensors_(sensors), values_(sensors * layout_.width()) {
  for (const float span : layout_.spans) rate_.push_back(1.0F / span);
}

void FeatureState::advance(std::span<const float> z) {
  const std::size_t width = layout_.width(), lags = layout_.lags;
  for (std::size_t i = 0; i < sensors_; ++i) {
    float* f = values_.data() + i * width;
    if (fresh_) {
      std::fill(f, f + width, z[i]);
      continue;
    }
    const float before = f[0];
    for (std::size_t k = 0; k < rate_.size(); ++k) f[1 + lags + k] += rate_[k] * (before - f[1 + lags + k]);
    for (std::size_t k = lags; k > 0; --k) f[k] = f[k - 1];
    f[0] = z[i];
  }
  fresh_ = false;
}

}  // namespace weir
