// Does an alarm name the right sensors?
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "telemetry/reading.h"

namespace weir {

/// One detected attack. The caller decides what counts as right: the attacked sensors, or also their neighbours in the same stage.
struct LocalisationCase {
  std::span<const SensorIndex> ranked;  // most suspicious first, no sensor twice
  std::span<const SensorIndex> right;   // at least one, in any order, no sensor twice
};

/// Part of the cases whose first k ranked sensors hold at least one right one; k = 1 is top-1. Undefined without cases.
/// A case without ranked sensors is a miss.
std::optional<double> hit_rate_at(std::span<const LocalisationCase> cases, std::size_t k);
std::optional<double> top_1(std::span<const LocalisationCase> cases);

/// HitRate@P % of Su et al. (OmniAnomaly, KDD 2019): mean over cases of the part of the G right sensors that are among the first
/// floor(G P / 100). P = 100 or 150 in the papers. Undefined without cases.
std::optional<double> hit_rate_at_percent(std::span<const LocalisationCase> cases, std::size_t percent);

}  // namespace weir
