// Air, water and walls of the building: energy and CO2 kept to the last joule. No instruments, no control.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "plant/building/circuit.h"
#include "plant/building/coil.h"
#include "plant/building/people.h"
#include "plant/building/tags.h"
#include "plant/building/weather.h"
#include "plant/noise.h"

namespace weir::building {

/// What wears or breaks. 0: sound.
struct Faults {
  double filter_pa = 0;                      // what dirt adds to the filter's resistance, at 3.6 m3/s
  double duct_leak = 0;                      // of the supply duct into the ceiling, as a share of all boxes fully open
  double hot_water_leak_l_h = 0;             // out of the heating circuit, at 1.5 bar
  std::array<double, tag_count> stiction{};  // 0..1 of valves and dampers: the share of their speed lost; they move in jerks
};

class Process {
 public:
  /// `clock_s`: seconds since the midnight of a Monday; may be negative.
  Process(Random random, std::int64_t clock_s);

  /// One second under these commands.
  void step(const Commands& commands, const Faults& faults);
  /// Noise-free values of everything physical; modes and set-points, which are the controllers', stay untouched.
  void read(TagValues& truth) const;

  double stored_j() const;  // above 0 degrees
  double taken_in_j() const { return taken_in_j_; }
  double given_out_j() const { return given_out_j_; }
  double stored_co2_l() const;  // litres of pure CO2
  double taken_in_co2_l() const { return taken_in_co2_l_; }
  double given_out_co2_l() const { return given_out_co2_l_; }

 private:
  struct Zone {
    double air_c = 20.5, mass_c = 20.5, co2_ppm = 450;
    double flow_m3_s = 0;
    Coil<1> reheat{170, 16000, 20};
  };
  void move_actuators(const Commands& commands, const Faults& faults);
  void move_air(const Faults& faults);  // duct pressure and flows
  void pumps();
  void condition_air();               // mixing, coils, supply fan
  void zones();                       // and the ducts between
  void plants(const Faults& faults);  // boiler and chiller
  void meters();
  double stored_in_air_j() const;
  double supply_fan_w() const;
  double return_fan_w() const;
  double position(Tag tag) const { return position_[tag] / 100; }

  Random random_;
  Weather weather_;
  People people_;
  double taken_in_j_ = 0, given_out_j_ = 0, taken_in_co2_l_ = 0, given_out_co2_l_ = 0;

  TagValues position_{};  // % of valves, dampers, fans, pumps, fire and load: where they are
  TagValues passing_{};   // share of the full area or flow, by their characteristic
  std::array<Zone, zone_count> zones_;
  Coil<3> heating_coil_, cooling_coil_;
  Circuit hot_, chilled_;

  double flow_m3_s_ = 0, leak_m3_s_ = 0, static_pa_ = 0, filter_pa_ = 0;
  double outside_share_ = 0, mixed_c_ = 20, duct_c_ = 20, return_c_ = 20;
  double return_co2_ppm_ = 450, return_humidity_ = 0.0075, supply_humidity_ = 0.0075;
  double into_duct_w_ = 0, hot_return_w_ = 0, chilled_return_w_ = 0;  // streams within one second
  double fire_w_ = 0, cooling_w_ = 0, gas_kwh_ = 0, electric_kwh_ = 0;

  // What isn't in the equations: turbulence, wear, wind on the facade.
  Wander turbulence_{0.012, 6}, filter_{0.012, 90000}, draught_{0.25, 1500}, mixing_{0.12, 60}, fan_{0.003, 20};
};

}  // namespace weir::building
