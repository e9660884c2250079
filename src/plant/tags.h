// The 51 sensors of the water treatment works: names and order of the public SWaT description (Goh et al., "A Dataset to
// Support Research in the Design of Secure Water Treatment Systems", CRITIS 2016), so that tools for it read our files.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "telemetry/reading.h"

namespace weir {

/// The value is the column, and the SensorIndex.
// clang-format off
enum Tag : SensorIndex {
  FIT101, LIT101, MV101, P101, P102,                                                                   // P1 raw water
  AIT201, AIT202, AIT203, FIT201, MV201, P201, P202, P203, P204, P205, P206,                           // P2 chemical dosing
  DPIT301, FIT301, LIT301, MV301, MV302, MV303, MV304, P301, P302,                                     // P3 ultrafiltration
  AIT401, AIT402, FIT401, LIT401, P401, P402, P403, P404, UV401,                                       // P4 dechlorination
  AIT501, AIT502, AIT503, AIT504, FIT501, FIT502, FIT503, FIT504, P501, P502, PIT501, PIT502, PIT503,  // P5 reverse osmosis
  FIT601, P601, P602, P603,                                                                            // P6 permeate and backwash
};
// clang-format on

inline constexpr std::size_t tag_count = 51;
static_assert(P603 + 1 == tag_count);

extern const std::array<std::string_view, tag_count> tag_names;
std::optional<Tag> find_tag(std::string_view name);

/// One value per tag, engineering units.
using TagValues = std::array<double, tag_count>;

}  // namespace weir
