// What the water carries. Every body of water mixes ideally; every analyser sees its point through a first-order lag.
#include <algorithm>
#include <cmath>

#include "plant/process.h"

namespace weir {
namespace {

constexpr double step_h = 1.0 / 3600;

void follow(double& value, double target, double time_s) { value += (target - value) / time_s; }

/// Share of a tank that one second of inflow renews.
double renewal(const Tank& tank, double inflow_m3_h) { return std::min(1.0, inflow_m3_h * step_h / std::max(tank.volume_m3, 0.05)); }

}  // namespace

void Water::approach(const Water& other, double share) {
  conductivity_us_cm += share * (other.conductivity_us_cm - conductivity_us_cm);
  ph += share * (other.ph - ph);
  orp_mv += share * (other.orp_mv - orp_mv);
  hardness_ppm += share * (other.hardness_ppm - hardness_ppm);
}

void Process::chemistry() {
  w101_.approach(raw_, renewal(t101_, f101_));

  // Dosing pumps push a constant amount: the less water passes, the stronger it gets. With no flow the line stagnates;
  // a dose then creeps along the pipe to the analysers.
  const bool flowing = f201_ > 0.05;
  const double strength = (1 + dosing_.value) * (flowing ? 2.45 / std::max(f201_, 0.8) : 1.5);
  const double salt = (machine(P201) + machine(P202)) * strength;
  const double acid = (machine(P203) + machine(P204)) * strength;
  const double chlorine = (machine(P205) + machine(P206)) * strength;
  Water target = w101_;
  target.conductivity_us_cm += 34 * salt + 3 * acid + 2 * chlorine;
  target.ph += -0.6 * acid + 0.06 * chlorine;
  target.orp_mv += 150 * chlorine + 12 * acid;
  const bool dosing = salt + acid + chlorine > 0.01;
  const double mixing_s = flowing ? 260 * 2.45 / std::max(f201_, 0.8) : dosing ? 900 : 6 * 3600;
  dosed_.approach(target, 1 / mixing_s);

  // Chlorine is used up while the water stands.
  w301_.approach(dosed_, renewal(t301_, f201_));
  follow(w301_.orp_mv, 250, 8 * 3600);
  w401_.approach(w301_, renewal(t401_, to_401_));
  follow(w401_.orp_mv, 250, 8 * 3600);

  // UV light and bisulphite take the rest of the chlorine, which the RO membranes can't bear.
  const bool feeding = f401_ > 0.05;
  const double slowness = feeding ? 1.71 / std::max(f401_, 0.5) : 40;
  const double bisulphite = (machine(P403) + machine(P404)) * (feeding ? 1.71 / std::max(f401_, 0.6) : 1) * (1 - dosing_.value);
  const double uv = machine(UV401);
  const double after_uv = uv * (212 + 0.6 * (w401_.orp_mv - 330)) + (1 - uv) * w401_.orp_mv;
  follow(orp402_, after_uv - 72 * bisulphite, 250 * slowness);
  follow(hardness401_, w401_.hardness_ppm, 60);
  follow(ph501_, w401_.ph - 0.45 - 0.05 * bisulphite, 150 * slowness);
  follow(orp502_, orp402_ - 6, 150 * slowness);
  follow(conductivity503_, 1.012 * w401_.conductivity_us_cm + 3 * f504_ - 1.5, 100 * slowness);
  // Solution-diffusion: salt passes at a fixed rate, so less permeate flow means saltier permeate.
  const double passage = f502_ > 0.05 ? std::pow(1.28 / std::max(f502_, 0.2), 0.8) : 5;
  follow(conductivity504_, 0.045 * conductivity503_ * passage, f502_ > 0.05 ? 120 : 3 * 3600);
}

}  // namespace weir
