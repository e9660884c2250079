#include <cassert>

#include "plant/water_treatment.h"

namespace weir {

// Sizes and lengths of the kind that the SWaT description lists (there 100 to 1700 s): each moves the process or parts
// reading and process within its time, and the plant is back in its cycle
// within three quarters of an hour after each.
std::vector<Attack> demo_attacks(Duration after) {
  static constexpr std::string_view lines[] = {
      "bias:AIT202:-0.4:at=3h:for=20min:name=pH reads low, so no acid is dosed",
      "ramp:DPIT301:0.02:at=6h:for=20min:name=filter pressure climbs on paper, the filter is washed without need",
      "freeze:LIT401:at=9h:for=25min:name=RO feed tank level stands still",
      "replay:LIT101:at=12h:for=25min:back=50min:name=raw water tank level replayed",
      "force:MV304:2:at=15h:for=15min:name=filter drain held open, half of the product is lost",
      "setpoint:AIT402.H:195:at=18h:for=20min:name=chlorine let through to the RO membranes",
      "staged:LIT301=700+MV201=2:at=21h:for=25min:back=40min:lag=1min:name=tank 301 overfilled behind a replayed level",
  };
  std::vector<Attack> attacks;
  for (const auto line : lines) {
    auto attack = parse_attack(line, water_layout());
    assert(attack);
    if (!attack) continue;
    attack->start += after;
    attacks.push_back(std::move(*attack));
  }
  return attacks;
}

}  // namespace weir
