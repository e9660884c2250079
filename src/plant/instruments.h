// What stands between a physical value and its reading: gain drift, noise, span, resolution. And the plant's sensor list.
#pragma once

#include <array>
#include <string_view>

#include "base/random.h"
#include "plant/noise.h"
#include "plant/tags.h"
#include "telemetry/catalogue.h"

namespace weir {

struct SensorInfo {
  Tag tag;
  std::string_view unit, stage, description;
  SensorKind kind;
  double low, high;            // normal operation
  double span_low, span_high;  // what the transmitter can show
  double resolution;           // of its converter
  double noise, noise_share;   // standard deviation = noise + noise_share * value
  double drift_share;          // standard deviation of the slow gain error
  double smoothing;            // 0..1: lag-one correlation of the noise (the transmitter's filter)
};

extern const std::array<SensorInfo, tag_count> sensor_infos;

/// Discrete, that is: a pump, a valve or the lamp.
inline bool is_actuator(Tag tag) { return sensor_infos[tag].kind == SensorKind::discrete; }

/// A reading within the span and on the converter's steps.
double digitise(Tag tag, double value);

class Instruments {
 public:
  explicit Instruments(Random random);
  /// One reading of every tag. Actuator states pass unchanged.
  void measure(const TagValues& truth, TagValues& measured);

 private:
  Random random_;
  TagValues noise_{};  // filtered, standard deviation 1
  TagValues gain_{};
  unsigned until_drift_ = 0;
};

}  // namespace weir
