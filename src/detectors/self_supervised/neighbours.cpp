#include "detectors/self_supervised/neighbours.h"

#include <algorithm>
#include <cmath>

namespace weir {

Neighbours Neighbours::of(const Graph& graph, std::size_t sensors, std::size_t count) {
  Neighbours result;
  result.first.push_back(0);
  for (std::size_t i = 0; i < sensors; ++i) {
    const auto into = graph.sensors() == sensors ? graph.edges_into(static_cast<SensorIndex>(i)) : std::span<const Edge>{};
    std::vector<Edge> edges(into.begin(), into.end());
    std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return std::abs(a.weight) > std::abs(b.weight); });
    edges.resize(std::min(edges.size(), count));
    float sum = 0;
    for (const auto& edge : edges) sum += std::abs(edge.weight);
    for (const auto& edge : edges) {
      result.from.push_back(edge.from);
      result.weight.push_back(sum > 0 ? edge.weight / sum : 0);
    }
    result.first.push_back(static_cast<std::uint32_t>(result.from.size()));
  }
  return result;
}

void Neighbours::save(TensorSet& tensors) const {
  tensors.put("edge.first", {first.size()}, std::vector<float>(first.begin(), first.end()));
  tensors.put("edge.from", {from.size()}, std::vector<float>(from.begin(), from.end()));
  tensors.put("edge.weight", {weight.size()}, weight);
}

Result<Neighbours> Neighbours::load(const TensorSet& tensors, std::size_t sensors) {
  const auto starts = tensors.get("edge.first", {sensors + 1});
  if (!starts) return std::unexpected(starts.error());
  const auto sources = tensors.get("edge.from", {TensorSet::any});
  if (!sources) return std::unexpected(sources.error());
  const auto weights = tensors.get("edge.weight", {sources->size()});
  if (!weights) return std::unexpected(weights.error());
  Neighbours result;
  float before = 0;
  for (const float f : *starts) {
    const bool counts = f >= before && f <= static_cast<float>(sources->size()) && f == std::floor(f);
    if (!counts) return bad_input("tensor edge.first is out of order");
    before = f;
    result.first.push_back(static_cast<std::uint32_t>(f));
  }
  if (result.first.front() != 0 || result.first.back() != sources->size()) {
    return bad_input("tensor edge.first doesn't cover the edges");
  }
  for (const float f : *sources) {
    const bool known = f >= 0 && f < static_cast<float>(sensors) && f == std::floor(f);
    if (!known) return bad_input("tensor edge.from names sensor {}, of {}", f, sensors);
    result.from.push_back(static_cast<std::uint32_t>(f));
  }
  if (!std::ranges::all_of(*weights, [](float w) { return std::isfinite(w); })) {
    return bad_input("tensor edge.weight holds a number that is not finite");
  }
  result.weight.assign(weights->begin(), weights->end());
  return result;
}

}  // namespace weir
