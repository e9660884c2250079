#include "detectors/ensemble/suspects.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr double digits_beyond_rows = 3;  // one row in a thousand times as many as there are: view tails are only roughly known
constexpr std::size_t least_rows = 2, members_least = 2;
constexpr std::size_t joined_rows = 100;  // a lie shows where it begins and where it ends
constexpr double share_max = 0.05;

/// How many members have a view whose digits reach `limit`. Views of one member stand together.
std::size_t members_that_find(std::span<const double> digits, std::span<const View> views, double limit) {
  std::size_t members = 0;
  for (std::size_t v = 0; v < views.size(); ++v) {
    if (digits[v] < limit) continue;
    const bool counted = std::any_of(views.begin(), views.begin() + static_cast<std::ptrdiff_t>(v), [&](const View& before) {
      return before.member == views[v].member && digits[static_cast<std::size_t>(&before - views.data())] >= limit;
    });
    members += !counted;
  }
  return members;
}

}  // namespace

Suspects find_suspects(const Fusion& fusion, const std::vector<FoldNumbers>& folds) {
  Suspects suspects;
  const std::size_t width = fusion.views.size();
  std::vector<double> digits(width);
  std::size_t rows = 0, found = 0;
  for (const auto& fold : folds) rows += fold.rows.size();
  const double suspect_digits = std::log10(static_cast<double>(std::max<std::size_t>(1, rows))) + digits_beyond_rows;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    std::vector<float> others;
    for (std::size_t other = 0; other < folds.size(); ++other) {
      if (other != k) others.insert(others.end(), folds[other].numbers.begin(), folds[other].numbers.end());
    }
    if (others.empty()) continue;
    const auto judge = Fusion::fit(fusion.views, fusion.group_weight, others, fusion.method);
    for (std::size_t row = 0; row < folds[k].rows.size(); ++row) {
      const auto numbers = std::span(folds[k].numbers).subspan(row * width, width);
      judge.digits_of(numbers, digits);
      if (members_that_find(digits, fusion.views, suspect_digits) < members_least) continue;
      ++found;
      const std::size_t at = folds[k].rows[row];
      if (!suspects.stretches.empty() && at < suspects.stretches.back().last + joined_rows && at >= suspects.stretches.back().first) {
        suspects.stretches.back().last = at + 1;
      } else {
        suspects.stretches.push_back({at, at + 1});
      }
    }
  }
  std::erase_if(suspects.stretches, [](const RowRange& stretch) { return stretch.size() < least_rows; });
  suspects.folds_differ = static_cast<double>(found) > share_max * static_cast<double>(rows);
  if (suspects.folds_differ) suspects.stretches.clear();
  return suspects;
}

}  // namespace weir
