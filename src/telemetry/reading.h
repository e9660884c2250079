// One value of one sensor, with quality and two times.
#pragma once

#include <cstdint>

#include "telemetry/timestamp.h"

namespace weir {

using SensorIndex = std::uint32_t;

/// Missing, stale, bad and zero are four different things, all the way to the detectors.
enum class Quality : std::uint8_t {
  good,
  uncertain,  // usable, but the source has doubts
  stale,      // nothing new for longer than the sensor's own habit: the last value is carried
  bad,        // the source delivered something that is no value (text, infinity, out of any range)
  missing,    // nothing was delivered for this step
};

const char* name_of(Quality quality);

struct Reading {
  SensorIndex sensor = 0;
  Quality quality = Quality::good;
  double value = 0;         // engineering units; NaN unless quality is good or uncertain
  Timestamp observed_at{};  // the device's or file's time
  Timestamp received_at{};  // when it reached us; equal to observed_at for recordings
};

}  // namespace weir
