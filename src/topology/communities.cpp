#include "topology/communities.h"

#include <cmath>
#include <map>

namespace weir {

std::vector<int> communities(const Graph& graph) {
  const std::size_t n = graph.sensors();
  std::vector<std::map<std::size_t, double>> joined(n);  // [i][j] strength between communities i and j, both ways
  std::vector<double> degree(n, 0);
  double total = 0;  // of all degrees: 2 m
  for (const Edge& edge : graph.edges()) {
    const double strength = std::isfinite(edge.weight) ? std::fabs(static_cast<double>(edge.weight)) : 0;
    if (strength == 0) continue;
    joined[edge.from][edge.to] += strength;
    joined[edge.to][edge.from] += strength;
    degree[edge.from] += strength;
    degree[edge.to] += strength;
    total += 2 * strength;
  }

  std::vector<std::size_t> community(n);
  for (std::size_t i = 0; i < n; ++i) community[i] = i;
  while (total > 0) {
    double best_gain = 1e-12;  // rounding must not merge what gains nothing
    std::size_t keep = n, leave = n;
    for (std::size_t i = 0; i < n; ++i) {
      for (auto other = joined[i].upper_bound(i); other != joined[i].end(); ++other) {
        const double gain = 2 * (other->second / total - degree[i] / total * (degree[other->first] / total));
        if (gain > best_gain) {
          best_gain = gain;
          keep = i;
          leave = other->first;
        }
      }
    }
    if (keep == n) break;
    for (const auto& [other, strength] : joined[leave]) {
      joined[other].erase(leave);
      if (other == keep) continue;
      joined[keep][other] += strength;
      joined[other][keep] += strength;
    }
    joined[leave].clear();
    degree[keep] += degree[leave];
    for (auto& one : community) {
      if (one == leave) one = keep;
    }
  }

  std::vector<int> number(n, -1), result(n);
  int next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (number[community[i]] < 0) number[community[i]] = next++;
    result[i] = number[community[i]];
  }
  return result;
}

}  // namespace weir
