// The 69 sensors of the office building, named as building automation does: unit, then what (AHU1_SAT: supply air
// temperature of air handling unit 1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "telemetry/reading.h"

namespace weir::building {

/// The value is the column, and the SensorIndex.
// clang-format off
enum Tag : SensorIndex {
  OAT, OAH, AHU1_MODE, AHU1_ECON, AHU1_OAD, AHU1_RAD, AHU1_MAT, AHU1_RAT, AHU1_RCO2, AHU1_FDP, AHU1_HCV, AHU1_CCV, AHU1_HWLT, AHU1_CWLT,
  AHU1_SAT, AHU1_SATSP, AHU1_SFS, AHU1_RFS, AHU1_DSP, AHU1_DSPSP, AHU1_SAF,                            // air handling unit
  BLR1_FIRE, HW_ST, HW_STSP, HW_RT, HW_PUMP1, HW_SPD, HW_FLOW, HW_PRESS, HW_EXPL, GAS_KWH,             // boiler and hot water
  CH1_LOAD, CHW_ST, CHW_RT, CHW_PUMP1, CHW_SPD, CHW_FLOW, CHW_PRESS, ELEC_KWH,                         // chiller and chilled water
  Z1_TEMP, Z1_CO2, Z1_DMP, Z1_RHV, Z1_OCC,                                                             // offices, north
  Z2_TEMP, Z2_CO2, Z2_DMP, Z2_RHV, Z2_OCC,                                                             // offices, east
  Z3_TEMP, Z3_CO2, Z3_DMP, Z3_RHV, Z3_OCC,                                                             // offices, south
  Z4_TEMP, Z4_CO2, Z4_DMP, Z4_RHV, Z4_OCC,                                                             // offices, west
  Z5_TEMP, Z5_CO2, Z5_DMP, Z5_RHV, Z5_OCC,                                                             // core
  Z6_TEMP, Z6_CO2, Z6_DMP, Z6_RHV, Z6_OCC,                                                             // meeting rooms
};
// clang-format on

inline constexpr std::size_t tag_count = 69;
static_assert(Z6_OCC + 1 == tag_count);

inline constexpr std::size_t zone_count = 6;
inline constexpr std::size_t tags_per_zone = 5;
/// of_zone(Z1_CO2, 2) is Z3_CO2; zones count from 0 here.
constexpr Tag of_zone(Tag first_zones, std::size_t zone) { return static_cast<Tag>(first_zones + zone * tags_per_zone); }
static_assert(of_zone(Z1_RHV, 5) == Z6_RHV);

/// AHU1_MODE.
enum class Mode : std::uint8_t { off = 0, warm_up = 1, occupied = 2 };

/// One value per tag, engineering units.
using TagValues = std::array<double, tag_count>;
/// What the controllers ask of the actuators: % of opening, speed, load or fire, 0 or 1 of pumps. Other tags are ignored.
using Commands = std::array<double, tag_count>;

}  // namespace weir::building
