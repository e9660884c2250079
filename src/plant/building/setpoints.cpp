#include "plant/building/setpoints.h"

namespace weir::building {
namespace {

constexpr SensorIndex supply[] = {AHU1_HCV, AHU1_OAD, AHU1_CCV}, fan[] = {AHU1_SFS}, fresh[] = {AHU1_OAD, AHU1_RAD};
constexpr SensorIndex heat[] = {AHU1_HCV}, fire[] = {BLR1_FIRE}, chiller[] = {CH1_LOAD}, night[] = {AHU1_HCV, AHU1_SFS};
constexpr SensorIndex reheat1[] = {Z1_RHV}, box1[] = {Z1_DMP}, reheat2[] = {Z2_RHV}, box2[] = {Z2_DMP}, reheat3[] = {Z3_RHV},
                      box3[] = {Z3_DMP}, reheat4[] = {Z4_RHV}, box4[] = {Z4_DMP}, reheat5[] = {Z5_RHV}, box5[] = {Z5_DMP},
                      reheat6[] = {Z6_RHV}, box6[] = {Z6_DMP};

}  // namespace

// clang-format off
// Comfort of category II (EN 16798-1), resets as in ASHRAE Guideline 36.
const std::array<Setpoint, target_count> target_infos = {{
    {"AHU1_SAT.COLD", AHU1_SAT, 18, supply},  // at 10 degC outside and below
    {"AHU1_SAT.WARM", AHU1_SAT, 14, supply},  // at 17 degC and above
    {"AHU1_SAT.WARMUP", AHU1_SAT, 28, heat},
    {"AHU1_DSP.MIN", AHU1_DSP, 100, fan},
    {"AHU1_DSP.MAX", AHU1_DSP, 230, fan},
    {"AHU1_RCO2.MAX", AHU1_RCO2, 800, fresh},
    {"OAT.ECON", OAT, 20, fresh},  // no cooling by outside air above
    {"AHU1_MAT.MIN", AHU1_MAT, 5, fresh},
    {"HW_ST.COLD", HW_ST, 60, fire},  // at 2 degC outside and below
    {"HW_ST.WARM", HW_ST, 46, fire},  // at 18 degC and above
    {"HW_PRESS.MIN", HW_PRESS, 0.9, fire},
    {"CHW_ST.SP", CHW_ST, 7, chiller},
    {"Z1_TEMP.HEAT", Z1_TEMP, 21, reheat1},
    {"Z1_TEMP.COOL", Z1_TEMP, 23, box1},
    {"Z2_TEMP.HEAT", Z2_TEMP, 21, reheat2},
    {"Z2_TEMP.COOL", Z2_TEMP, 23, box2},
    {"Z3_TEMP.HEAT", Z3_TEMP, 21, reheat3},
    {"Z3_TEMP.COOL", Z3_TEMP, 23, box3},
    {"Z4_TEMP.HEAT", Z4_TEMP, 21, reheat4},
    {"Z4_TEMP.COOL", Z4_TEMP, 23, box4},
    {"Z5_TEMP.HEAT", Z5_TEMP, 21, reheat5},
    {"Z5_TEMP.COOL", Z5_TEMP, 23, box5},
    {"Z6_TEMP.HEAT", Z6_TEMP, 21, reheat6},
    {"Z6_TEMP.COOL", Z6_TEMP, 23, box6},
    {"AHU1_RAT.NIGHT", AHU1_RAT, 15.5, night},
}};
// clang-format on

Targets default_targets() {
  Targets targets{};
  for (std::size_t i = 0; i < target_count; ++i) targets[i] = target_infos[i].value;
  return targets;
}

}  // namespace weir::building
