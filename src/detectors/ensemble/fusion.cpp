#include "detectors/ensemble/fusion.h"

#include <algorithm>
#include <cmath>

namespace weir {

double Fusion::fuse(std::span<const float> numbers) const {
  std::array<double, group_count> sum{}, count{};
  for (std::size_t v = 0; v < views.size(); ++v) {
    const auto group = static_cast<std::size_t>(views[v].group);
    sum[group] += tails[v].digits(numbers[v]);
    count[group] += 1;
  }
  double joined = 0, groups = 0;
  for (std::size_t g = 0; g < group_count; ++g) {
    if (count[g] == 0) continue;
    joined += group_weight[g] * std::log1p(std::min(sum[g] / count[g], digits_cap));
    groups += group_weight[g];
  }
  return groups > 0 ? joined / groups : 0;
}

Fusion Fusion::fit(std::vector<View> views, std::array<double, group_count> group_weight, std::span<const float> numbers) {
  Fusion fusion;
  fusion.group_weight = group_weight;
  fusion.views = std::move(views);
  const std::size_t width = fusion.views.size(), rows = width ? numbers.size() / width : 0;
  for (std::size_t v = 0; v < width; ++v) {
    std::vector<float> column(rows);
    for (std::size_t row = 0; row < rows; ++row) column[row] = numbers[row * width + v];
    fusion.tails.push_back(TailModel::fit(std::move(column), view_tail));
  }
  std::vector<float> fused(rows);
  for (std::size_t row = 0; row < rows; ++row) fused[row] = static_cast<float>(fusion.fuse(numbers.subspan(row * width, width)));
  fusion.fused_tail = TailModel::fit(std::move(fused));
  return fusion;
}

}  // namespace weir
