#include <cassert>

#include "plant/building/building.h"

namespace weir {

// What is done to buildings: tampered rooms, dampers and set-points, waste, and stale air behind a replayed sensor. Each moves
// the house or parts reading and house within its time, by day and by night.
std::vector<Attack> Building::demo_day(Duration after) const {
  static constexpr std::string_view lines[] = {
      "bias:AHU1_RAT:-8:at=1h30min:for=40min:name=return air reads cold, so the empty house is heated at night",
      "freeze:AHU1_SAT:at=6h:for=45min:name=supply air temperature stands still while the mode changes",
      "bias:Z2_TEMP:-2.5:at=8h:for=40min:name=east offices read cold, so they are really heated",
      "force:AHU1_OAD=0+AHU1_RAD=100:at=9h30min:for=40min:name=outside air shut off, the house breathes its own air",
      "setpoint:AHU1_SAT.WARM:20:at=12h30min:for=40min:name=supply air set too warm to cool the rooms",
      "ramp:AHU1_DSP:-0.05:at=14h:for=30min:name=duct pressure sinks on paper, the fans race",
      "replay:Z4_TEMP+Z4_CO2:at=15h15min:for=40min:back=3h:name=west offices replayed",
      "staged:Z6_CO2=600+Z6_DMP=5:at=16h30min:for=40min:back=1h:lag=2min:name=meeting rooms without air behind a replayed CO2 sensor",
      "force:AHU1_SFS:60:at=21h30min:for=30min:name=supply fan driven at night",
  };
  std::vector<Attack> attacks;
  for (const auto line : lines) {
    auto attack = parse_attack(line, building_layout());
    assert(attack);
    if (!attack) continue;
    attack->start += after;
    attacks.push_back(std::move(*attack));
  }
  return attacks;
}

}  // namespace weir
