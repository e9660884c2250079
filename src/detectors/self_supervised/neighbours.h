// Who listens to whom, as the kernels want it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "model_file/model_file.h"
#include "topology/graph.h"

namespace weir {

/// Neighbours of every sensor as the kernels want them.
struct Neighbours {
  std::vector<std::uint32_t> first;  // [N + 1]
  std::vector<std::uint32_t> from;   // [E]
  std::vector<float> weight;         // [E], absolute sum 1 a sensor
  std::size_t sensors() const { return first.empty() ? 0 : first.size() - 1; }
  /// The `count` strongest edges into each sensor.
  static Neighbours of(const Graph& graph, std::size_t sensors, std::size_t count);

  /// Tensors "edge.first", "edge.from", "edge.weight".
  void save(TensorSet& tensors) const;
  static Result<Neighbours> load(const TensorSet& tensors, std::size_t sensors);
};

}  // namespace weir
