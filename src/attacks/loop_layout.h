// What an attack can touch in a plant's control loop, as data: sensors, actuators, set-points and the sites of faults. Each
// plant describes itself so; attacks know no plant.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "telemetry/catalogue.h"

namespace weir {

/// One column of the catalogue within the loop.
struct LoopPoint {
  bool actuator = false;
  double low = 0, high = 0;          // what it can show or be commanded to, engineering units
  double resolution = 0;             // of its converter; 0: any value
  std::span<const double> states;    // of a switched actuator: all it can be commanded to; empty: anything in [low, high]
  std::string_view states_in_words;  // "1 (off, closed) or 2 (on, open)"
};

/// A limit or target that a controller compares a sensor with.
struct Setpoint {
  std::string_view name;                 // "LIT101.H"
  SensorIndex sensor;                    // of which it is
  double value;                          // as shipped, in the sensor's unit
  std::span<const SensorIndex> acts_on;  // the actuators that it moves
};

enum class FaultKind : std::uint8_t {
  leak,      // a stock loses a flow; the site's unit
  stiction,  // a valve or damper loses this share (0 to 1) of its speed
  fouling,   // resistance grows; the site's unit per hour
};

/// Where the plant's physics knows a fault.
struct FaultSite {
  FaultKind kind;
  SensorIndex sensor;     // the level, valve or difference pressure that it belongs to
  double strong;          // a size that nobody would call small
  std::string_view unit;  // of sizes
};

/// Refers to what must outlive it; plants give static data.
struct LoopLayout {
  const Catalogue* catalogue;         // [N] names, units, normal ranges, stages
  std::span<const LoopPoint> points;  // [N]
  std::span<const Setpoint> setpoints;
  std::span<const FaultSite> faults;
  std::int64_t step_s = 1;  // the plant's step
  bool twin = false;        // the plant can run its own twin, which covert attacks need

  std::size_t size() const { return points.size(); }
  std::string_view name(SensorIndex sensor) const { return (*catalogue)[sensor].name; }
  std::optional<std::size_t> find_setpoint(std::string_view name) const;
  const FaultSite* find_fault(FaultKind kind, SensorIndex sensor) const;
  /// A reading as the transmitter would show it: within its span, on its converter's steps.
  double digitise(SensorIndex sensor, double value) const;
};

}  // namespace weir
