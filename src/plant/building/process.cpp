#include "plant/building/process.h"

#include <algorithm>
#include <cmath>

namespace weir::building {
namespace {

enum class Character : std::uint8_t { none, damper, box, valve };

/// How fast a drive follows, in % per second; the dead band within which it doesn't bother; what it opens.
struct Drive {
  Tag tag;
  double rate, dead_band;
  Character character;
};
constexpr Drive mixing_damper(Tag tag) { return {tag, 1.1, 0.4, Character::damper}; }
constexpr Drive coil_valve(Tag tag) { return {tag, 1.4, 0.3, Character::valve}; }
constexpr Drive box(Tag tag) { return {tag, 1, 0.8, Character::box}; }
constexpr Drive reheat(Tag tag) { return {tag, 1.6, 0.4, Character::valve}; }
constexpr Drive speed(Tag tag, double rate) { return {tag, rate, 0, Character::none}; }
constexpr Drive drives[] = {
    mixing_damper(AHU1_OAD),
    mixing_damper(AHU1_RAD),
    coil_valve(AHU1_HCV),
    coil_valve(AHU1_CCV),
    speed(AHU1_SFS, 3),
    speed(AHU1_RFS, 3),
    speed(BLR1_FIRE, 2),
    speed(HW_SPD, 8),
    speed(CH1_LOAD, 0.6),
    speed(CHW_SPD, 8),
    box(Z1_DMP),
    box(Z2_DMP),
    box(Z3_DMP),
    box(Z4_DMP),
    box(Z5_DMP),
    box(Z6_DMP),
    reheat(Z1_RHV),
    reheat(Z2_RHV),
    reheat(Z3_RHV),
    reheat(Z4_RHV),
    reheat(Z5_RHV),
    reheat(Z6_RHV),
};

/// The share of its full area or flow that it gives at an opening of 0..1.
double passes(Character character, double opening) {
  switch (character) {
    case Character::damper: return 0.012 + 0.988 * std::pow(opening, 1.3);  // opposed blades leak a little when shut
    case Character::box: return 0.01 + 0.99 * std::pow(opening, 1.5);
    case Character::valve: return equal_percentage(opening);
    case Character::none: break;
  }
  return opening;
}

}  // namespace

Process::Process(Random random, std::int64_t clock_s)
    : random_(random),
      weather_(random_.fork(1), clock_s),
      people_(random_.fork(2), clock_s),
      heating_coil_(3000, 90000, 20),
      cooling_coil_(9000, 210000, 19),
      hot_{2.0e6, 0.12, 0.2, 1100, 80, 1.2e-4, 4.0e-6, 30, 28, 10},
      chilled_{3.2e6, 0.35, 0.03, 1500, 35, 0.9e-4, 4.0e-6, 15, 15.5, 9} {
  for (Wander* w : {&turbulence_, &filter_, &draught_, &mixing_, &fan_}) w->settle(random_);
  for (auto& zone : zones_) zone.air_c = zone.mass_c = random_.uniform(20.2, 21.2);
  for (const auto& drive : drives) passing_[drive.tag] = passes(drive.character, 0);
  gas_kwh_ = random_.uniform(20000, 60000);
  electric_kwh_ = random_.uniform(40000, 90000);
}

void Process::step(const Commands& commands, const Faults& faults) {
  weather_.step();
  people_.step();
  for (Wander* w : {&turbulence_, &filter_, &draught_, &mixing_, &fan_}) w->step(random_);
  move_actuators(commands, faults);
  move_air(faults);
  pumps();
  condition_air();
  zones();
  plants(faults);
  meters();
}

void Process::move_actuators(const Commands& commands, const Faults& faults) {
  for (const auto& [tag, rate, dead_band, character] : drives) {
    const double way = std::clamp(commands[tag], 0.0, 100.0) - position_[tag];
    // A sticking spindle holds until the actuator has wound itself up, then creeps.
    const double stuck = faults.stiction[tag];
    const bool at_end = stuck == 0 && (commands[tag] <= 0 || commands[tag] >= 100);
    if (way == 0 || (std::abs(way) <= dead_band + 12 * stuck && !at_end)) continue;
    position_[tag] += std::clamp(way, -rate * (1 - stuck), rate * (1 - stuck));
    passing_[tag] = passes(character, position_[tag] / 100);
  }
  for (const Tag pump : {HW_PUMP1, CHW_PUMP1}) position_[pump] = commands[pump] >= 0.5 ? 1 : 0;
}

void Process::plants(const Faults& faults) {
  constexpr double water_j_kg_k = 4186, loss_w_k = 25, cellar_c = 18;
  fire_w_ = 80000 * position(BLR1_FIRE);
  // A chiller gives less of its 60 kW where little water comes: it protects itself from freezing.
  const double cold_enough = std::clamp((chilled_.supply_c - 2.5) / 1.0, 0.0, 1.0);
  cooling_w_ = 60000 * position(CH1_LOAD) * cold_enough * std::min(1.0, chilled_.flow_kg_s / 0.5);
  for (Circuit* c : {&hot_, &chilled_}) {
    const bool hot = c == &hot_;
    const double around_w = water_j_kg_k * c->flow_kg_s * (c->supply_c - c->return_c);
    const double bypass_w = water_j_kg_k * c->through(c->bypass_kg_s) * (c->supply_c - c->return_c);
    const double supply_loss_w = loss_w_k * (c->supply_c - cellar_c), return_loss_w = loss_w_k * (c->return_c - cellar_c);
    c->supply_c += ((hot ? fire_w_ : -cooling_w_) - around_w - supply_loss_w) / c->capacity_j_k;
    c->return_c += ((hot ? hot_return_w_ : chilled_return_w_) + bypass_w - return_loss_w) / c->capacity_j_k;
    given_out_j_ += supply_loss_w + return_loss_w;
  }
  taken_in_j_ += fire_w_;
  given_out_j_ += cooling_w_;
  hot_.lost_l += faults.hot_water_leak_l_h / 3600 * std::clamp(hot_.pressure_bar() / 1.5, 0.0, 1.5);
}

void Process::meters() {
  constexpr double kwh = 1 / 3.6e6;
  const double pumps_w = 650 * hot_.speed * hot_.speed * hot_.speed + 900 * chilled_.speed * chilled_.speed * chilled_.speed;
  // An air-cooled machine: less work on a cool day, a little more at low load.
  const double per_unit = 4.4 - 0.08 * (weather_.temperature_c() - 20) - 0.6 * (1 - position(CH1_LOAD));
  electric_kwh_ += (supply_fan_w() + return_fan_w() + pumps_w + cooling_w_ / per_unit + 350) * kwh;
  gas_kwh_ += fire_w_ / 0.93 * kwh;
}

double Process::stored_j() const {
  return heating_coil_.stored_j() + cooling_coil_.stored_j() + hot_.capacity_j_k * (hot_.supply_c + hot_.return_c) +
         chilled_.capacity_j_k * (chilled_.supply_c + chilled_.return_c) + stored_in_air_j();
}

void Process::read(TagValues& truth) const {
  for (const auto& drive : drives) truth[drive.tag] = position_[drive.tag];
  truth[OAT] = weather_.temperature_c();
  truth[OAH] = weather_.relative_humidity();
  truth[AHU1_MAT] = mixed_c_;
  truth[AHU1_RAT] = return_c_;
  truth[AHU1_RCO2] = return_co2_ppm_;
  truth[AHU1_FDP] = filter_pa_;
  truth[AHU1_HWLT] = heating_coil_.leaving_c();
  truth[AHU1_CWLT] = cooling_coil_.leaving_c();
  truth[AHU1_SAT] = duct_c_;
  truth[AHU1_DSP] = static_pa_;
  truth[AHU1_SAF] = flow_m3_s_ * 3600;
  truth[HW_ST] = hot_.supply_c;
  truth[HW_RT] = hot_.return_c;
  truth[HW_PUMP1] = position_[HW_PUMP1];
  truth[HW_SPD] = hot_.speed * 100;
  truth[HW_FLOW] = hot_.flow_kg_s * 3.6;
  truth[HW_EXPL] = hot_.level_percent();
  truth[HW_PRESS] = hot_.pressure_bar();
  truth[GAS_KWH] = gas_kwh_;
  truth[CHW_ST] = chilled_.supply_c;
  truth[CHW_RT] = chilled_.return_c;
  truth[CHW_PUMP1] = position_[CHW_PUMP1];
  truth[CHW_SPD] = chilled_.speed * 100;
  truth[CHW_FLOW] = chilled_.flow_kg_s * 3.6;
  truth[CHW_PRESS] = chilled_.pressure_bar();
  truth[ELEC_KWH] = electric_kwh_;
  for (std::size_t z = 0; z < zone_count; ++z) {
    truth[of_zone(Z1_TEMP, z)] = zones_[z].air_c;
    truth[of_zone(Z1_CO2, z)] = zones_[z].co2_ppm;
    truth[of_zone(Z1_OCC, z)] = people_.present(z) ? 1 : 0;
  }
}

}  // namespace weir::building
