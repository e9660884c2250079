// Runs of equal steps: how step-wise streams become events and alarms.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "telemetry/frame.h"

namespace weir {

/// Maximal runs of non-zero steps, in order, half-open.
std::vector<RowRange> runs_of(std::span<const std::uint8_t> steps);

/// Steps at which the stream differs from the step before, in order. The first step is never one.
std::vector<std::size_t> change_points(std::span<const std::uint8_t> steps);

/// Steps that two half-open ranges share.
std::size_t overlap(const RowRange& a, const RowRange& b);

/// The runs of `runs` (sorted, disjoint) that share a step with `range`: a sub-span.
std::span<const RowRange> runs_within(std::span<const RowRange> runs, const RowRange& range);

}  // namespace weir
