// Judging a fold as if the plant had been running before it.
#pragma once

#include <algorithm>
#include <cstddef>

#include "telemetry/frame.h"

namespace weir {

/// Calls step(row, counts) for a run-in of up to 300 rows before the fold and then for its rows. `counts` is false during the
/// run-in and for the first 20 rows after a gap or the start of the data: averages start from nothing there.
template <class Step>
void run_through_fold(const FrameTable& frames, RowRange fold, Step&& step) {
  constexpr std::size_t run_in_rows = 300, settling_rows = 20;
  const std::size_t first = fold.first - std::min(fold.first, run_in_rows);
  std::size_t since_start = 0;
  for (std::size_t row = first; row < fold.last; ++row) {
    if (frames.after_gap(row)) since_start = 0;
    ++since_start;
    step(row, row >= fold.first && since_start > settling_rows);
  }
}

}  // namespace weir
