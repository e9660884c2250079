#include "plant/building/instruments.h"

#include <algorithm>
#include <cmath>

#include "plant/noise.h"

namespace weir::building {

Instruments::Instruments(Random random) : random_(random) {
  for (std::size_t i = 0; i < tag_count; ++i) {
    offset_[i] = sensor_infos[i].drift * bounded_normal(random_);
    fresh_[i] = std::sqrt(1 - sensor_infos[i].smoothing * sensor_infos[i].smoothing);
  }
}

namespace {

/// On the converter's steps; cheaper than std::round, and never -0.
double stepped(double value, double resolution) {
  const double steps = value / resolution;
  return static_cast<double>(static_cast<std::int64_t>(steps + (steps < 0 ? -0.5 : 0.5))) * resolution;
}

}  // namespace

void Instruments::measure(const TagValues& truth, TagValues& measured) {
  if (first_) seen_ = truth;
  first_ = false;
  // Offsets wander with a time constant of two weeks; a step per minute is enough.
  if (until_drift_ == 0) {
    constexpr double pull = 60.0 / (14 * 86400.0);
    for (std::size_t i = 0; i < tag_count; ++i)
      if (sensor_infos[i].drift > 0)
        offset_[i] += -offset_[i] * pull + sensor_infos[i].drift * std::sqrt(2 * pull) * bounded_normal(random_);
    until_drift_ = 60;
  }
  --until_drift_;
  for (std::size_t i = 0; i < tag_count; ++i) {
    const auto& info = sensor_infos[i];
    double value = truth[i];
    if (info.noise > 0) {
      seen_[i] += (value - seen_[i]) / (1 + info.lag_s);
      noise_[i] = info.smoothing * noise_[i] + fresh_[i] * bounded_normal(random_);
      value = seen_[i] + offset_[i] + (info.noise + info.noise_share * std::abs(seen_[i])) * noise_[i];
    }
    measured[i] = std::clamp(stepped(value, info.resolution), info.span_low, info.span_high);
  }
}

}  // namespace weir::building
