#include "detectors/expectation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

Expectation::Expectation(const LinearModel& model, const Catalogue& catalogue) {
  const std::size_t n = model.normaliser.sensors();
  expected_.assign(n, NAN);
  for (const auto& sensor : catalogue) {  // a state can't be expected outside its states
    const bool states = sensor.kind == SensorKind::discrete || sensor.kind == SensorKind::constant;
    low_.push_back(states ? static_cast<float>(sensor.low) : -std::numeric_limits<float>::infinity());
    high_.push_back(states ? static_cast<float>(sensor.high) : std::numeric_limits<float>::infinity());
  }
  for (std::size_t i = 0; i < n; ++i) spread_.push_back(model.conditional_spread[i] * model.normaliser.scale(i));
}

std::span<const float> Expectation::of(const LinearTracker& tracker) {
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    const float expected = tracker.to_units(i, tracker.expected_z()[i]);
    expected_[i] = std::min(std::max(expected, low_[i]), high_[i]);  // no clamp: a catalogue may say low > high
  }
  return expected_;
}

}  // namespace weir
