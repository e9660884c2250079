// Zones, boiler and chiller: the other half of the controller.
#include <algorithm>
#include <cmath>

#include "plant/building/controller.h"

namespace weir::building {

void Controller::zone(std::size_t z, const TagValues& read, const Targets& targets) {
  auto& loops = zones_[z];
  const Tag damper = of_zone(Z1_DMP, z), valve = of_zone(Z1_RHV, z);
  if (mode_ == Mode::off) {
    commands_[damper] = commands_[valve] = 0;
    loops.heat.set(0), loops.cool.set(0), loops.fresh.set(0);
    return;
  }
  // An empty room may drift by a degree and gets less air.
  const bool present = mode_ == Mode::warm_up || read[of_zone(Z1_OCC, z)] >= 0.5;
  const double slack = present ? 0 : 1;
  const double temperature = read[of_zone(Z1_TEMP, z)];
  const double heat = loops.heat.step(targets[Z1_HEAT + 2 * z] - slack - temperature, 0, 100);
  commands_[valve] = heat;
  if (mode_ == Mode::warm_up) {
    commands_[damper] = 45 + 0.4 * heat;
    return;
  }
  const double cool = loops.cool.step(temperature - targets[Z1_COOL + 2 * z] - slack, 0, 100);
  const double stale = loops.fresh.step(read[of_zone(Z1_CO2, z)] - 950, 0, 60);
  const double least = (present ? 32 : 20) + stale + 0.15 * heat;
  commands_[damper] = std::min(100.0, std::max(least, 32 + 0.68 * cool));
}

namespace {

/// Trim and respond of a pump's speed by the most open valve.
void trim(double& speed, double widest) { speed = std::clamp(speed + (widest > 85 ? 0.15 : widest < 60 ? -0.05 : 0.0), 40.0, 100.0); }

}  // namespace

void Controller::hot_water(const TagValues& read, const Targets& targets) {
  double widest = read[AHU1_HCV];
  for (std::size_t z = 0; z < zone_count; ++z) widest = std::max(widest, read[of_zone(Z1_RHV, z)]);
  const bool run = hot_.step(widest > 15, widest < 4 || mode_ == Mode::off);
  const double warm = std::clamp((outside_c_ - 2) / 16, 0.0, 1.0);
  hot_target_c_ = std::round(10 * (targets[HW_COLD_DAY] + (targets[HW_WARM_DAY] - targets[HW_COLD_DAY]) * warm)) / 10;
  commands_[HW_PUMP1] = run ? 1 : 0;
  if (run) trim(hot_speed_, widest);
  else hot_speed_ = 50;
  commands_[HW_SPD] = run ? hot_speed_ : 0;
  const double missing = hot_target_c_ - read[HW_ST];
  const bool safe = run && read[HW_PRESS] >= targets[HW_PRESS_MIN] && read[HW_ST] < 85;
  const bool burn = burner_.step(safe && missing > 3, missing < -4) && safe;
  if (!safe) burner_.on = false;
  if (!burn) fire_.set(20);
  commands_[BLR1_FIRE] = burn ? fire_.step(missing, 20, 100) : 0;
}

void Controller::chilled_water(const TagValues& read, const Targets& targets) {
  const bool run = chilled_.step(read[AHU1_CCV] > 20 && mode_ == Mode::occupied, read[AHU1_CCV] < 5 || mode_ == Mode::off);
  commands_[CHW_PUMP1] = run ? 1 : 0;
  if (run) trim(chilled_speed_, read[AHU1_CCV]);
  else chilled_speed_ = 60;
  commands_[CHW_SPD] = run ? chilled_speed_ : 0;
  const double excess = read[CHW_ST] - targets[CHW_SUPPLY];
  // Flow proves that the pump runs; without it the machine would freeze.
  const bool safe = run && read[CHW_FLOW] > 0.8 && read[CHW_ST] > 3.5;
  const bool cool = compressor_.step(safe && excess > 1.5, excess < -1.2) && safe;
  if (!safe) compressor_.on = false;
  if (!cool) load_.set(25);
  commands_[CH1_LOAD] = cool ? load_.step(excess, 25, 100) : 0;
}

}  // namespace weir::building
