// Which sensors an event really touched: the truth for localisation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "telemetry/timestamp.h"

namespace weir {

struct Target {
  Timestamp first{}, end{};  // half-open
  std::string family;        // may be empty
  std::vector<std::string> sensors;
};

/// CSV with the columns start,end,family,technique,sensors (as `weir simulate --targets` writes it): ISO 8601 times, end
/// exclusive, sensors joined by ";". Columns are found by name; family and technique may lack.
Result<std::vector<Target>> read_targets(const std::filesystem::path& path);
Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view origin);

}  // namespace weir
