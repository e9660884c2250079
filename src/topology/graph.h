// The directed sensor graph, in compressed rows: who acts on whom.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "telemetry/catalogue.h"

namespace weir {

struct Edge {
  SensorIndex from = 0, to = 0;
  float weight = 0;       // signed strength in -1..1; 1 where only its existence is known
  bool physical = false;  // read from a drawing or a file, not learned
  bool operator==(const Edge&) const = default;
};

/// Immutable after construction. Edge e of sensor i runs from edges_into(i)[k].from to i; e counts in that order.
class Graph {
 public:
  Graph() = default;
  /// Sorts by (to, from), merges doubles (physical wins, the stronger weight stays) and drops self-loops. The order of
  /// the edges given doesn't matter. REQUIRES: from and to below `sensors`; edges that break this are dropped.
  Graph(std::size_t sensors, std::vector<Edge> edges);
  std::size_t sensors() const { return first_.empty() ? 0 : first_.size() - 1; }
  std::size_t edge_count() const { return edges_.size(); }
  std::span<const Edge> edges() const { return edges_; }
  std::span<const Edge> edges_into(SensorIndex i) const { return std::span(edges_).subspan(first_[i], first_[i + 1] - first_[i]); }
  std::size_t first_edge_into(SensorIndex i) const { return first_[i]; }
  bool operator==(const Graph&) const = default;

 private:
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> first_;  // [N + 1]
};

/// All edges of both; doubles merge as in the constructor. The larger number of sensors counts.
Graph merge(const Graph& a, const Graph& b);

}  // namespace weir
