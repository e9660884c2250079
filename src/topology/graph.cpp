#include "topology/graph.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace weir {
namespace {

/// Of two strengths the larger in size; of equal sizes the positive one. NaN counts as 0.
float stronger(float a, float b) {
  const float size_a = std::isnan(a) ? 0 : std::fabs(a);
  const float size_b = std::isnan(b) ? 0 : std::fabs(b);
  if (size_a != size_b) return size_a > size_b ? a : b;
  return std::isnan(a) || b > a ? b : a;
}

}  // namespace

Graph::Graph(std::size_t sensors, std::vector<Edge> edges) : edges_(std::move(edges)), first_(sensors + 1, 0) {
  std::erase_if(edges_, [&](const Edge& e) { return e.from == e.to || e.from >= sensors || e.to >= sensors; });
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return std::tie(a.to, a.from) < std::tie(b.to, b.from); });
  std::size_t kept = 0;
  for (const Edge& edge : edges_) {
    if (kept > 0 && edges_[kept - 1].from == edge.from && edges_[kept - 1].to == edge.to) {
      Edge& same = edges_[kept - 1];
      same.physical = same.physical || edge.physical;
      same.weight = stronger(same.weight, edge.weight);
    } else {
      edges_[kept++] = edge;
    }
  }
  edges_.resize(kept);
  for (const Edge& edge : edges_) ++first_[edge.to + 1];
  for (std::size_t i = 0; i < sensors; ++i) first_[i + 1] += first_[i];
}

Graph merge(const Graph& a, const Graph& b) {
  std::vector<Edge> edges(a.edges().begin(), a.edges().end());
  edges.insert(edges.end(), b.edges().begin(), b.edges().end());
  return Graph(std::max(a.sensors(), b.sensors()), std::move(edges));
}

}  // namespace weir
