// The limits that the PLCs compare with: what a set-point attack changes.
#pragma once

#include <array>
#include <cstddef>

#include "attacks/loop_layout.h"
#include "plant/tags.h"

namespace weir {

/// The limit is of the tag in front; LL and HH are the protective limits outside of the control band L..H.
// clang-format off
enum Limit : std::size_t {
  LIT101_LL, LIT101_L, LIT101_H, LIT101_HH,
  AIT201_L, AIT201_H, AIT202_L, AIT202_H, AIT203_L, AIT203_H, FIT201_L,
  LIT301_LL, LIT301_L, LIT301_H, LIT301_HH, DPIT301_H,
  LIT401_LL, LIT401_L, LIT401_H, LIT401_HH, FIT401_L, AIT402_L, AIT402_H, AIT402_HH,
};
// clang-format on
inline constexpr std::size_t limit_count = 24;
static_assert(AIT402_HH + 1 == limit_count);

using Limits = std::array<double, limit_count>;

/// In the order of Limit.
extern const std::array<Setpoint, limit_count> limit_infos;
Limits default_limits();

}  // namespace weir
