// What was found in recorded files, told to a person.
#pragma once

#include <string>

#include "training/recordings.h"

namespace weir {

/// Decisions about each file with the option that overrules each, complaints, gaps.
std::string files_text(const Recordings& recordings);
/// Sensors by kind, each with unit and range.
std::string sensors_text(const Recordings& recordings);
/// All of it for programs: {"files": [..], "step_s": .., "rows": .., "sensors": [..]}.
std::string recordings_json(const Recordings& recordings);

}  // namespace weir
