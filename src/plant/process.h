// The water and what is in it: tanks, pipes, pumps, valves, membranes, chemistry. No instruments, no control.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "plant/tags.h"

namespace weir {

/// What the PLCs ask of the actuators: 1 off or close, 2 on or open. Other tags are ignored.
using Commands = TagValues;

/// What is broken, by the tag that it belongs to; all 0 in a sound plant.
struct Faults {
  double leak101_m3_h = 0, leak301_m3_h = 0, leak401_m3_h = 0;  // out of the tanks, to the ground
  TagValues stiction{};                                         // valves: share of the speed lost, 0..1
  double fouling_kpa = 0;                                       // over the ultrafiltration membranes at nominal flow
};

/// Quality of one body of water. pH and ORP are mixed linearly, which holds for the small ranges met here.
struct Water {
  double conductivity_us_cm = 0, ph = 0, orp_mv = 0, hardness_ppm = 0;
  /// Moves the share 0..1 of the way to `other`.
  void approach(const Water& other, double share);
};

/// An open tank with an overflow weir.
struct Tank {
  double area_m2, overflow_mm, volume_m3;
  double level_mm() const { return volume_m3 / area_m2 * 1000; }
  /// 1 as long as the pump's intake is covered, falling to 0 from 100 mm to 50 mm: pumps then draw air.
  double suction() const;
};

/// A value that wanders around 0 with standard deviation `deviation` and time constant `time_s`.
struct Wander {
  double deviation, time_s;
  double value = 0;
  void step(Random& random);
};

class Process {
 public:
  /// `clock_s`: seconds since midnight of some day, for the daily cycle.
  Process(Random random, std::int64_t clock_s);

  /// One second under these commands and with these faults.
  void step(const Commands& commands, const Faults& faults);
  /// Noise-free values of all 51 tags.
  void read(TagValues& truth) const;

  double stored_m3() const;
  double taken_in_m3() const { return taken_in_m3_; }
  double given_out_m3() const { return given_out_m3_; }

 private:
  struct Machine {  // pump or lamp: state at once, effect within seconds
    std::uint8_t state = 1;
    double speed = 0;  // 0..1
    void step(double command, double time_s);
  };
  struct Valve {
    double position = 0;  // 0 closed .. 1 open
    double travel_s = 8;
    void step(double command, double stiction);
    double state() const { return position >= 1 ? 2 : position <= 0 ? 1 : 0; }
  };

  void wander();
  void move_actuators(const Commands& commands, const Faults& faults);
  void leak(const Faults& faults);
  void supply();                             // P1, P2 flows; tank 101
  void ultrafiltration(double fouling_kpa);  // P3, P6 flows; tank 301, backwash tank
  void reverse_osmosis();                    // P4, P5 flows and pressures; tank 401, permeate tank
  void chemistry();
  void spill(Tank& tank);
  double machine(Tag tag) const { return machines_[tag].speed; }
  double valve(Tag tag) const { return valves_[tag].position; }

  Random random_;
  std::int64_t clock_s_;
  double taken_in_m3_ = 0, given_out_m3_ = 0;

  std::array<Machine, tag_count> machines_{};  // only pumps and the lamp are used
  std::array<Valve, tag_count> valves_{};      // only MVs are used

  Tank t101_, t301_, t401_, permeate_tank_, backwash_tank_;
  // m3/h, named by their meter
  double f101_ = 0, f201_ = 0, f301_ = 0, f401_ = 0, f502_ = 0, f503_ = 0, f504_ = 0, f601_ = 0, recycle_ = 0, cleaning_ = 0;
  double to_401_ = 0;                                           // part of f301 that becomes product
  double fouling_ = 1, dp301_ = 2;                              // 1: clean membranes; kPa
  double pressure501_ = 0, pressure503_ = 0, pressure502_ = 0;  // kPa

  Water raw_, w101_, dosed_, w301_, w401_;  // dosed_: at the analysers of P2
  double hardness401_ = 0, orp402_ = 0, ph501_ = 0, orp502_ = 0, conductivity503_ = 0, conductivity504_ = 0;

  // Slow disturbances (what the weather, the town and wear do) and fast ones (turbulence). The works stand indoors on largely
  // recirculated water, so days differ little and an afternoon shows most of what there is.
  double day_ = 0, warmth_ = 0;  // daily cycles, -1..1
  Wander raw_conductivity_{2, 2700}, raw_ph_{0.012, 2700}, raw_orp_{4, 2700}, raw_hardness_{0.8, 2700};
  Wander supply_pressure_{0.01, 1800}, turbidity_{0.15, 2700}, irreversible_{0.006, 5400}, permeability_{0.004, 5400};
  Wander grid_{0.004, 900}, dosing_{0.03, 3600};
  Wander ripple101_{0.006, 8}, ripple201_{0.003, 8}, ripple301_{0.004, 8}, ripple401_{0.0015, 8}, ripple502_{0.002, 10};
};

}  // namespace weir
