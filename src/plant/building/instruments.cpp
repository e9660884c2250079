#include "plant/building/instruments.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "plant/noise.h"

namespace weir::building {
namespace {

/// Whole steps of the converter; cheaper than std::round, and never -0.
double whole(double steps) { return static_cast<double>(static_cast<std::int64_t>(steps + (steps < 0 ? -0.5 : 0.5))); }

}  // namespace

Instruments::Instruments(Random random) : random_(random) {
  for (const auto& info : sensor_infos) {
    transmitters_[info.tag] = {
        1 / (1 + info.lag_s), info.noise,          info.noise_share, info.smoothing, std::sqrt(1 - info.smoothing * info.smoothing),
        info.resolution,      1 / info.resolution, info.span_low,    info.span_high};
    transmitters_[info.tag].offset = info.drift * bounded_normal(random_);
  }
}

void Instruments::measure(const TagValues& truth, TagValues& measured) {
  if (first_)
    for (std::size_t i = 0; i < tag_count; ++i) transmitters_[i].seen = truth[i];
  first_ = false;
  // Offsets wander with a time constant of two weeks; a step per minute is enough.
  if (until_drift_ == 0) {
    constexpr double pull = 60.0 / (14 * 86400.0);
    for (const auto& info : sensor_infos) {
      auto& t = transmitters_[info.tag];
      if (info.drift > 0) t.offset += -t.offset * pull + info.drift * std::sqrt(2 * pull) * bounded_normal(random_);
    }
    until_drift_ = 60;
  }
  --until_drift_;
  for (std::size_t i = 0; i < tag_count; ++i) {
    auto& t = transmitters_[i];
    double value = truth[i];
    if (t.noise > 0) {
      t.seen += (value - t.seen) * t.follows;
      t.ripple = t.smoothing * t.ripple + t.fresh * bounded_normal(random_);
      value = t.seen + t.offset + (t.noise + t.noise_share * std::abs(t.seen)) * t.ripple;
    }
    measured[i] = std::clamp(whole(value * t.per_resolution) * t.resolution, t.low, t.high);
  }
}

}  // namespace weir::building
