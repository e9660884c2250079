// What a person should know that is no alarm: what Weir changed by itself, and that the plant has changed.
#pragma once

#include <cstdint>

#include "telemetry/reading.h"

namespace weir {

struct Notice {
  enum class Kind : std::uint8_t {
    adapted,        // one sensor: what counts as its usual strangeness has moved, slowly, with the plant
    plant_changed,  // the plant as a whole has moved farther from what was learned than it ever did in normal data: time to learn again
    plant_settled,  // it is back
  };
  Kind kind = Kind::adapted;
  Timestamp at{};
  SensorIndex sensor = 0;       // adapted only
  float before = 0, after = 0;  // adapted: lasting strangeness taken off; else: mean of its size over all sensors, bound and now
};
const char* name_of(Notice::Kind kind);

}  // namespace weir
