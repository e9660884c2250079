// Schedule, supply air and duct pressure. The plants and zones are in plant_controller.cpp.
#include "plant/building/controller.h"

#include <algorithm>
#include <cmath>

namespace weir::building {
namespace {

constexpr int warm_up_at_s = 5 * 3600 + 1800, open_at_s = 7 * 3600, close_at_s = 19 * 3600;
constexpr double least_outside_air = 18;  // % of the damper

/// From `at_low` at x <= low to `at_high` at x >= high.
double reset(double x, double low, double high, double at_low, double at_high) {
  return at_low + (at_high - at_low) * std::clamp((x - low) / (high - low), 0.0, 1.0);
}

double tenths(double value) { return std::round(value * 10) / 10; }

}  // namespace

void Controller::scan(const TagValues& read, const Targets& targets) {
  ++clock_s_;
  outside_c_ += (read[OAT] - outside_c_) / 300;
  schedule(read, targets);
  supply_air(read, targets);
  for (std::size_t z = 0; z < zone_count; ++z) zone(z, read, targets);
  duct_pressure(read, targets);
  hot_water(read, targets);
  chilled_water(read, targets);
}

void Controller::schedule(const TagValues& read, const Targets& targets) {
  const auto second = ((clock_s_ % 86400) + 86400) % 86400;
  Mode wanted = Mode::off;
  if (second >= open_at_s && second < close_at_s) wanted = Mode::occupied;
  else if (second >= warm_up_at_s && second < open_at_s) {
    // Ready early: occupied early. Stays so once reached.
    if (mode_ == Mode::occupied || (mode_ == Mode::warm_up && mode_s_ > 600 && read[AHU1_RAT] >= 21)) wanted = Mode::occupied;
    else wanted = Mode::warm_up;
  } else if (read[AHU1_RAT] < targets[NIGHT_MIN] || (mode_ == Mode::warm_up && read[AHU1_RAT] < targets[NIGHT_MIN] + 2)) {
    wanted = Mode::warm_up;
  }
  ++mode_s_;
  if (wanted != mode_) mode_ = wanted, mode_s_ = 0;
}

void Controller::supply_air(const TagValues& read, const Targets& targets) {
  const double dew_hpa = read[OAH] / 100 * 6.112 * std::exp(17.62 * read[OAT] / (243.12 + read[OAT]));
  const double slack = economiser_ ? 0.5 : 0;
  economiser_ = mode_ == Mode::occupied && outside_c_ < targets[ECON_OAT_MAX] + slack && outside_c_ < read[AHU1_RAT] - 1 + slack &&
                dew_hpa < 15 + slack;
  if (mode_ == Mode::off) {
    commands_[AHU1_OAD] = commands_[AHU1_HCV] = commands_[AHU1_CCV] = 0;
    commands_[AHU1_RAD] = 100;
    supply_.set(0);
    fresh_.set(0);
    return;
  }
  if (mode_ == Mode::warm_up) {
    supply_target_c_ = targets[SAT_WARM_UP];
    commands_[AHU1_HCV] = std::max(0.0, -supply_.step(read[AHU1_SAT] - supply_target_c_, -100, 0));
    commands_[AHU1_OAD] = commands_[AHU1_CCV] = 0;
    commands_[AHU1_RAD] = 100;
    return;
  }
  supply_target_c_ = tenths(reset(outside_c_, 10, 17, targets[SAT_COLD_DAY], targets[SAT_WARM_DAY]));
  const double signal = supply_.step(read[AHU1_SAT] - supply_target_c_, -100, 200);
  // Fresh air for breathing comes first, and more of it when the return air is stale.
  const double least = std::min(100.0, least_outside_air + fresh_.step(read[AHU1_RCO2] - targets[RCO2_MAX], 0, 60));
  double damper = least;
  if (economiser_) damper = std::max(least, std::clamp(signal, 0.0, 100.0));
  if (read[AHU1_MAT] < targets[MAT_MIN]) damper = std::min(damper, 10.0);
  commands_[AHU1_OAD] = damper;
  commands_[AHU1_RAD] = 100 - damper;
  commands_[AHU1_HCV] = std::clamp(-signal, 0.0, 100.0);
  // Without the economiser the damper's part of the signal is passed over.
  if (!economiser_ && signal > 0 && signal < 100) supply_.shift(read[AHU1_SAT] > supply_target_c_ ? 2 : -2);
  commands_[AHU1_CCV] = std::clamp(signal - 100, 0.0, 100.0);
}

void Controller::duct_pressure(const TagValues& read, const Targets& targets) {
  if (mode_ == Mode::off) {
    commands_[AHU1_SFS] = commands_[AHU1_RFS] = 0;
    pressure_target_pa_ = targets[DSP_MIN];
    pressure_.set(20);
    return;
  }
  // Trim and respond: the most open box decides.
  if (clock_s_ % 60 == 0) {
    double widest = 0;
    for (std::size_t z = 0; z < zone_count; ++z) widest = std::max(widest, read[of_zone(Z1_DMP, z)]);
    pressure_target_pa_ += widest > 88 ? 6 : -3;
  }
  pressure_target_pa_ = std::clamp(pressure_target_pa_, targets[DSP_MIN], targets[DSP_MAX]);
  const double speed = pressure_.step(pressure_target_pa_ - read[AHU1_DSP], 20, 100);
  commands_[AHU1_SFS] = speed;
  commands_[AHU1_RFS] = 0.92 * speed;
}

void Controller::report(TagValues& values) const {
  values[AHU1_MODE] = static_cast<double>(mode_);
  values[AHU1_ECON] = economiser_ ? 1 : 0;
  values[AHU1_SATSP] = supply_target_c_;
  values[AHU1_DSPSP] = pressure_target_pa_;
  values[HW_STSP] = hot_target_c_;
}

}  // namespace weir::building
