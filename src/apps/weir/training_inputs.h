// What a user may tell about his plant beside the data: the catalogue and the topology.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "telemetry/catalogue.h"
#include "topology/graph.h"

namespace weir {

/// Kinds, units and stages of the file's sensors into `catalogue`; ranges stay those of the data. Sensors that the data
/// don't hold are an error that names them.
Status take_catalogue(const std::filesystem::path& path, Catalogue& catalogue);

struct GivenTopology {
  Graph graph;
  std::vector<std::string> remarks;  // whole sentences
};

/// JSON, or an EPANET network where the name ends in .inp.
Result<GivenTopology> read_topology(const std::filesystem::path& path, const Catalogue& catalogue);

}  // namespace weir
