// The targets and limits that the controllers compare with: what a set-point attack changes.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "attacks/loop_layout.h"
#include "plant/building/tags.h"

namespace weir::building {

// clang-format off
enum Target : std::size_t {
  SAT_COLD_DAY, SAT_WARM_DAY, SAT_WARM_UP, DSP_MIN, DSP_MAX, RCO2_MAX, ECON_OAT_MAX, MAT_MIN,
  HW_COLD_DAY, HW_WARM_DAY, HW_PRESS_MIN, CHW_SUPPLY,
  Z1_HEAT, Z1_COOL, Z2_HEAT, Z2_COOL, Z3_HEAT, Z3_COOL, Z4_HEAT, Z4_COOL, Z5_HEAT, Z5_COOL, Z6_HEAT, Z6_COOL, NIGHT_MIN,
};
// clang-format on
inline constexpr std::size_t target_count = 25;
static_assert(NIGHT_MIN + 1 == target_count);

using Targets = std::array<double, target_count>;
extern const std::array<Setpoint, target_count> target_infos;
Targets default_targets();

}  // namespace weir::building
