// The building's controllers: schedule, air handling unit, six zones, boiler and chiller. They know what they read and
// nothing else; deceive them and they do the wrong thing rightly.
#pragma once

#include <array>
#include <cstdint>

#include "plant/building/loops.h"
#include "plant/building/setpoints.h"
#include "plant/building/tags.h"

namespace weir::building {

class Controller {
 public:
  /// `clock_s`: seconds since some midnight; may be negative.
  explicit Controller(std::int64_t clock_s) : clock_s_(clock_s) {}
  /// One scan a second: readings in, commands out.
  void scan(const TagValues& read, const Targets& targets);
  const Commands& commands() const { return commands_; }
  /// What it says of itself: modes and set-points in force.
  void report(TagValues& values) const;

 private:
  /// Two loops with a dead band between them: the box cools by air, the valve heats it; CO2 asks for more air.
  struct ZoneLoops {
    PiLoop heat{22, 1500}, cool{22, 1500}, fresh{0.12, 1500};
    double damper = 0, valve = 0;
  };

  void schedule(const TagValues& read, const Targets& targets);
  void supply_air(const TagValues& read, const Targets& targets);
  void duct_pressure(const TagValues& read, const Targets& targets);
  void zone(std::size_t z, const TagValues& read, const Targets& targets);
  void hot_water(const TagValues& read, const Targets& targets);
  void chilled_water(const TagValues& read, const Targets& targets);

  std::int64_t clock_s_;
  Commands commands_{};
  Mode mode_ = Mode::off;
  int mode_s_ = 0;  // in this mode
  bool economiser_ = false;
  double outside_c_ = 14, supply_target_c_ = 16, pressure_target_pa_ = 120, hot_target_c_ = 50;
  double hot_speed_ = 50, chilled_speed_ = 50;
  // One signal for the supply air: below 0 the heating valve, 0..100 the outside air damper, above 100 the cooling valve.
  PiLoop supply_{1.9, 120}, pressure_{0.08, 16}, fresh_{0.15, 700};
  PiLoop fire_{8, 240}, load_{12, 300};
  Staging hot_{120, 600, 600, 300}, chilled_{180, 600, 900, 300};  // the pumps
  Staging burner_{1, 1, 120, 180}, compressor_{1, 1, 360, 240};
  std::array<ZoneLoops, zone_count> zones_{};
};

}  // namespace weir::building
