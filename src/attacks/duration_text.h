// Lengths of time as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "telemetry/timestamp.h"

namespace weir {

/// "90s", "20min", "1h30min", "2d". Nothing for anything else.
std::optional<Duration> parse_duration(std::string_view text);
/// Whole seconds in the shortest of the forms that parse_duration() reads back exactly.
std::string duration_text(Duration d);

}  // namespace weir
