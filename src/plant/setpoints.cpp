#include "plant/setpoints.h"

namespace weir {
namespace {

constexpr SensorIndex inlet[] = {MV101}, raw_pump[] = {P101}, transfer[] = {P101, MV201};
constexpr SensorIndex salt[] = {P201}, acid[] = {P203}, chlorine[] = {P205}, dosing[] = {P201, P203, P205};
constexpr SensorIndex filter[] = {P302, MV302}, backwash[] = {MV301, MV303, P602};
constexpr SensorIndex feed[] = {P402}, lamp[] = {UV401, P501}, bisulphite[] = {P403}, booster[] = {P501};

}  // namespace

// Level bands and protective limits as published for SWaT (500/800, 800/1000, LL 250, HH 1200 mm); the analysers' bands
// lie around the values that its recordings show.
const std::array<Setpoint, limit_count> limit_infos = {{
    {"LIT101.LL", LIT101, 250, raw_pump},  {"LIT101.L", LIT101, 500, inlet},      {"LIT101.H", LIT101, 800, inlet},
    {"LIT101.HH", LIT101, 1200, inlet},    {"AIT201.L", AIT201, 255, salt},       {"AIT201.H", AIT201, 265, salt},
    {"AIT202.L", AIT202, 8.38, acid},      {"AIT202.H", AIT202, 8.5, acid},       {"AIT203.L", AIT203, 330, chlorine},
    {"AIT203.H", AIT203, 350, chlorine},   {"FIT201.L", FIT201, 0.5, dosing},     {"LIT301.LL", LIT301, 250, filter},
    {"LIT301.L", LIT301, 800, transfer},   {"LIT301.H", LIT301, 1000, transfer},  {"LIT301.HH", LIT301, 1200, transfer},
    {"DPIT301.H", DPIT301, 40, backwash},  {"LIT401.LL", LIT401, 250, feed},      {"LIT401.L", LIT401, 800, filter},
    {"LIT401.H", LIT401, 1000, filter},    {"LIT401.HH", LIT401, 1200, filter},   {"FIT401.L", FIT401, 0.5, lamp},
    {"AIT402.L", AIT402, 148, bisulphite}, {"AIT402.H", AIT402, 165, bisulphite}, {"AIT402.HH", AIT402, 240, booster},
}};

Limits default_limits() {
  Limits limits{};
  for (std::size_t i = 0; i < limit_count; ++i) limits[i] = limit_infos[i].value;
  return limits;
}

}  // namespace weir
