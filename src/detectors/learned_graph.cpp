#include "detectors/learned_graph.h"

#include <algorithm>
#include <cmath>

namespace weir {

Graph learned_graph(const GroupRegression& conditional, std::size_t neighbours, float weakest) {
  const std::size_t n = conditional.sensors();
  auto present = [&](std::size_t i, std::size_t j) -> float {
    const auto sources = conditional.sources(i);
    const auto found = std::lower_bound(sources.begin(), sources.end(), static_cast<std::uint32_t>(j));
    if (found == sources.end() || *found != j) return 0;
    return conditional.coefficients(i, static_cast<std::size_t>(found - sources.begin()))[0];
  };
  std::vector<Edge> edges, of_one;
  for (std::size_t i = 0; i < n; ++i) {
    of_one.clear();
    for (const auto j : conditional.sources(i)) {
      if (j == i) continue;
      const float b = present(i, j), back = present(j, i);
      const float strength = back != 0 ? std::sqrt(std::abs(b * back)) : std::abs(b);
      const float weight = std::copysign(std::min(strength, 1.0F), b);
      if (strength >= weakest) of_one.push_back({j, static_cast<SensorIndex>(i), weight, false});
    }
    std::stable_sort(of_one.begin(), of_one.end(), [](const Edge& a, const Edge& b) { return std::abs(a.weight) > std::abs(b.weight); });
    of_one.resize(std::min(of_one.size(), neighbours));
    edges.insert(edges.end(), of_one.begin(), of_one.end());
  }
  return Graph(n, std::move(edges));
}

}  // namespace weir
