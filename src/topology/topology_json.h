// The sensor graph as a small JSON file:
//   {"edges": [{"from": "LIT101", "to": "MV101", "weight": 1.0, "physical": true}]}
// weight (-1..1, default 1) and physical (default true: somebody wrote it down) may be left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "telemetry/catalogue.h"
#include "topology/graph.h"

namespace weir {

enum class UnknownSensors {
  refuse,  // an error that names them
  skip,    // their edges are left out and counted: a drawing often shows more than is measured
};

struct ReadTopology {
  Graph graph;                               // over the catalogue's sensors
  std::size_t skipped_edges = 0;             // those that name an unknown sensor
  std::vector<std::string> unknown_sensors;  // each once, in order of appearance
};

/// `origin` is the file's name for messages; syntax errors come with line and column, others with the edge's number from 1.
Result<ReadTopology> topology_from_json(std::string_view json, std::string_view origin, const Catalogue& catalogue,
                                        UnknownSensors unknown = UnknownSensors::refuse);

/// One edge a line, in the graph's own order. REQUIRES: the graph is over this catalogue.
std::string to_json(const Graph& graph, const Catalogue& catalogue);

}  // namespace weir
