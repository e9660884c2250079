#include "training_inputs.h"

#include "base/file.h"
#include "config/nearest.h"
#include "topology/epanet_sensors.h"
#include "topology/topology_json.h"

namespace weir {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{64} << 20;

}  // namespace

Status take_catalogue(const std::filesystem::path& path, Catalogue& catalogue) {
  const auto text = read_file(path, file_bytes_max);
  if (!text) return std::unexpected(text.error());
  const auto given = catalogue_from_json(*text, path.string());
  if (!given) return std::unexpected(given.error());
  std::vector<std::string> unknown;
  for (const auto& sensor : *given) {
    const auto i = catalogue.find(sensor.name);
    if (!i) {
      unknown.push_back(sensor.name);
      continue;
    }
    catalogue[*i].kind = sensor.kind;
    catalogue[*i].unit = sensor.unit;
    catalogue[*i].stage = sensor.stage;
  }
  if (!unknown.empty()) {
    return bad_input("{}: {} of its sensors are not in the data: {}; take them out of the catalogue, or look at --columns and --ignore",
                     path.string(), unknown.size(), listed(unknown));
  }
  return {};
}

Result<GivenTopology> read_topology(const std::filesystem::path& path, const Catalogue& catalogue) {
  const auto text = read_file(path, file_bytes_max);
  if (!text) return std::unexpected(text.error());
  GivenTopology given;
  if (path.extension() == ".inp" || path.extension() == ".INP") {
    const auto network = parse_epanet(*text, path.string());
    if (!network) return std::unexpected(network.error());
    auto sensors = sensors_of_epanet(*network, catalogue);
    if (!sensors) return std::unexpected(Error{sensors.error().code, fmt::format("{}: {}", path.string(), sensors.error().message)});
    given.graph = std::move(sensors->graph);
    if (!sensors->unplaced.empty()) {
      given.remarks.push_back(fmt::format("{}: {} sensors name nothing in the network and get no relations from it: {}", path.string(),
                                          sensors->unplaced.size(), listed(sensors->unplaced)));
    }
    return given;
  }
  auto read = topology_from_json(*text, path.string(), catalogue, UnknownSensors::skip);
  if (!read) return std::unexpected(read.error());
  if (read->skipped_edges > 0) {
    given.remarks.push_back(fmt::format("{}: {} relations name sensors that the data don't hold, and are left out: {}", path.string(),
                                        read->skipped_edges, listed(read->unknown_sensors)));
  }
  given.graph = std::move(read->graph);
  if (given.graph.edge_count() == 0) return bad_input("{}: none of its relations is between two sensors of the data", path.string());
  return given;
}

}  // namespace weir
