#include "metrics/runs.h"

#include <algorithm>

namespace weir {

std::vector<RowRange> runs_of(std::span<const std::uint8_t> steps) {
  std::vector<RowRange> runs;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == 0) continue;
    if (i == 0 || steps[i - 1] == 0) runs.push_back({i, i + 1});
    else runs.back().last = i + 1;
  }
  return runs;
}

std::vector<std::size_t> change_points(std::span<const std::uint8_t> steps) {
  std::vector<std::size_t> changes;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if ((steps[i] != 0) != (steps[i - 1] != 0)) changes.push_back(i);
  }
  return changes;
}

std::size_t overlap(const RowRange& a, const RowRange& b) {
  const std::size_t first = std::max(a.first, b.first);
  const std::size_t last = std::min(a.last, b.last);
  return first < last ? last - first : 0;
}

std::span<const RowRange> runs_within(std::span<const RowRange> runs, const RowRange& range) {
  const auto begin = std::ranges::upper_bound(runs, range.first, {}, &RowRange::last);
  const auto end = std::lower_bound(begin, runs.end(), range.last, [](const RowRange& run, std::size_t at) { return run.first < at; });
  return {begin, end};
}

}  // namespace weir
