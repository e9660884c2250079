// A closed water circuit: one pump, valves side by side, a body of supply and one of return water, an expansion vessel.
#pragma once

#include <algorithm>
#include <cmath>

namespace weir::building {

struct Circuit {
  double capacity_j_k;        // of each of its two bodies of water
  double bypass_kg_s;         // flow beside the valves at full head
  double resistance;          // how much of the pump's head is lost per (kg/s of open area)^2
  double water_l, vessel_l;   // volumes
  double per_k, per_k2;       // expansion of the water above 10 degrees
  double supply_c, return_c;  // temperatures
  double cold_fill_l;         // in the vessel at 10 degrees
  double speed = 0;           // of the pump, 0..1
  double flow_kg_s = 0;       // through the pump
  double head = 0;            // at the valves, 1: full speed, all shut
  double lost_l = 0;          // through leaks

  /// `open_kg_s`: what the open valves would pass at full head.
  void pump(double speed_now, double open_kg_s) {
    speed += (speed_now - speed) / 6;
    if (speed_now == 0 && speed < 0.01) speed = 0;
    const double area = open_kg_s + bypass_kg_s;
    head = speed * speed / (1 + resistance * area * area);
    flow_kg_s = area * std::sqrt(head);
  }
  double through(double open_kg_s) const { return open_kg_s * std::sqrt(head); }

  double in_vessel_l() const {
    const double warm = (supply_c + return_c) / 2 - 10;
    return std::clamp(cold_fill_l + water_l * (per_k * warm + per_k2 * warm * warm) - lost_l, 0.0, 0.95 * vessel_l);
  }
  double level_percent() const { return 100 * in_vessel_l() / vessel_l; }
  /// Above the atmosphere, at the pump's outlet; the vessel's gas is charged to 1 bar.
  double pressure_bar() const { return 2.0 * vessel_l / (vessel_l - in_vessel_l()) - 1 + 0.35 * speed * speed; }
};

/// Equal-percentage valve: what it passes of its full flow at an opening of 0..1.
inline double equal_percentage(double opening) {
  constexpr double ratio = 30;
  if (opening <= 0) return 0;
  return (std::pow(ratio, opening - 1) - 1 / ratio) / (1 - 1 / ratio);
}

}  // namespace weir::building
