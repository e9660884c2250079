// What stands between a physical value and its reading: the sensor's lag, drift, noise, span, resolution. And the
// building's sensor list.
#pragma once

#include <array>
#include <string_view>

#include "base/random.h"
#include "plant/building/tags.h"
#include "telemetry/catalogue.h"

namespace weir::building {

struct SensorInfo {
  Tag tag;
  std::string_view name, unit, stage, description;
  SensorKind kind;
  double low, high;            // normal operation
  double span_low, span_high;  // what the transmitter can show
  double resolution;           // of its converter
  double noise, noise_share;   // standard deviation = noise + noise_share * value
  double drift;                // standard deviation of its slow offset
  double smoothing;            // 0..1: lag-one correlation of the noise
  double lag_s;                // first order
};

extern const std::array<SensorInfo, tag_count> sensor_infos;

class Instruments {
 public:
  explicit Instruments(Random random);
  /// One reading of every tag. States, modes, set-points and counters have neither lag nor noise.
  void measure(const TagValues& truth, TagValues& measured);

 private:
  /// What a reading needs of SensorInfo, ready to multiply.
  struct Transmitter {
    double follows, noise, noise_share, smoothing, fresh, resolution, per_resolution, low, high;
    double seen = 0, ripple = 0, offset = 0;  // behind the lag; filtered noise of deviation 1; slow error
  };
  Random random_;
  std::array<Transmitter, tag_count> transmitters_;
  bool first_ = true;
  unsigned until_drift_ = 0;
};

}  // namespace weir::building
