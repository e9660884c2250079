// Lowering a threshold through every value a score takes, once, in O(n log n).
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace weir {

/// Calls lowered(threshold, steps) for every distinct score from the highest to the lowest; `steps` are those whose score
/// equals the threshold, which are exactly the ones that `score >= threshold` adds.
template <class F>
void sweep_thresholds(std::span<const double> scores, F&& lowered) {
  std::vector<std::uint32_t> order(scores.size());  // a series of 2^32 steps is 136 years at one a second
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && scores[order[end]] == scores[order[begin]]) ++end;
    lowered(scores[order[begin]], std::span<const std::uint32_t>(order.data() + begin, end - begin));
    begin = end;
  }
}

}  // namespace weir
