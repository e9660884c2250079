#include "detectors/ensemble/suspects.h"

namespace weir {
namespace {

constexpr double suspect_digits = 9;
constexpr std::size_t joined_rows = 10;
constexpr double share_max = 0.05;

}  // namespace

Suspects find_suspects(const Fusion& fusion, const std::vector<FoldNumbers>& folds) {
  Suspects suspects;
  const std::size_t width = fusion.views.size();
  std::size_t rows = 0, found = 0;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    std::vector<float> others;
    for (std::size_t other = 0; other < folds.size(); ++other) {
      if (other != k) others.insert(others.end(), folds[other].numbers.begin(), folds[other].numbers.end());
    }
    rows += folds[k].rows.size();
    if (others.empty()) continue;
    const auto judge = Fusion::fit(fusion.views, fusion.group_weight, others, fusion.method);
    for (std::size_t row = 0; row < folds[k].rows.size(); ++row) {
      const auto numbers = std::span(folds[k].numbers).subspan(row * width, width);
      if (judge.fused_tail.digits(judge.fuse(numbers)) < suspect_digits) continue;
      ++found;
      const std::size_t at = folds[k].rows[row];
      if (!suspects.stretches.empty() && at < suspects.stretches.back().last + joined_rows && at >= suspects.stretches.back().first) {
        suspects.stretches.back().last = at + 1;
      } else {
        suspects.stretches.push_back({at, at + 1});
      }
    }
  }
  suspects.folds_differ = static_cast<double>(found) > share_max * static_cast<double>(rows);
  if (suspects.folds_differ) suspects.stretches.clear();
  return suspects;
}

}  // namespace weir
