// What a sensor's name tells: unit, stage, whether it is a level.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "telemetry/catalogue.h"

namespace weir {

/// "Pressure [bar]", "T1 (degC)", "flow_l_s", "level_mm": the unit; empty: none is told.
std::string unit_in_name(std::string_view name);

/// LIT101, LT02, L_T1, 2_LT_001_PV, P1_LIT01, "tank level".
bool names_a_level(std::string_view name);

/// Sets the empty stages by the tag pattern that at least half of the sensors follow: ISA tags whose first of three
/// digits is the stage ("LIT101" -> "P1"), a stage before the tag ("P1_FT01" -> "P1", "2_LT_001_PV" -> "P2").
void set_stages(std::vector<Sensor>& sensors);

}  // namespace weir
