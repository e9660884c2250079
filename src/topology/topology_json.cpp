#include "topology/topology_json.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

using nlohmann::json;

/// "LIT101, MV101, and 3 more"
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i) text += (i ? ", " : "") + names[i];
  return names.size() > shown ? text + fmt::format(", and {} more", names.size() - shown) : text;
}

std::vector<std::string> names_of(const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& sensor : catalogue) names.push_back(sensor.name);
  return names;
}

/// "topology.json:3:7", from the parser's count of bytes.
std::string place_of(std::string_view text, std::string_view origin, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto last_break = before.rfind('\n');
  return fmt::format("{}:{}:{}", origin, line, before.size() - (last_break == before.npos ? 0 : last_break + 1) + 1);
}

struct NamedEdge {
  std::string from, to;
  float weight = 1;
  bool physical = true;
};

Result<NamedEdge> edge_from(const json& one, const std::string& where) {
  if (!one.is_object()) return bad_input("{}: is not an object; write {{\"from\": \"A\", \"to\": \"B\"}}", where);
  NamedEdge edge;
  for (const auto& [key, value] : one.items()) {
    if (key == "from" && value.is_string()) edge.from = value.get<std::string>();
    else if (key == "to" && value.is_string()) edge.to = value.get<std::string>();
    else if (key == "physical" && value.is_boolean()) edge.physical = value.get<bool>();
    else if (key == "weight" && value.is_number()) {
      const double weight = value.get<double>();
      if (!(std::fabs(weight) <= 1)) return bad_input("{}: weight {} is not in -1..1", where, weight);
      edge.weight = static_cast<float>(weight);
    } else {
      return bad_input(
          "{}: field '{}' is unknown or of the wrong type; known: from and to (text), weight (number), physical (true or false)", where,
          key);
    }
  }
  if (edge.from.empty()) return bad_input("{}: has no 'from'", where);
  if (edge.to.empty()) return bad_input("{}: has no 'to'", where);
  return edge;
}

}  // namespace

Result<ReadTopology> topology_from_json(std::string_view text, std::string_view origin, const Catalogue& catalogue,
                                        UnknownSensors unknown) {
  json root;
  try {  // the library tells the place only by throwing
    root = json::parse(text);
  } catch (const json::exception& failure) {
    const auto* syntax = dynamic_cast<const json::parse_error*>(&failure);
    return bad_input("{}: not valid JSON", syntax ? place_of(text, origin, syntax->byte) : std::string(origin));
  }
  if (!root.is_object() || !root.contains("edges") || !root["edges"].is_array()) {
    return bad_input("{}: no list of edges; write {{\"edges\": [{{\"from\": \"A\", \"to\": \"B\"}}]}}", origin);
  }
  for (const auto& [key, value] : root.items()) {
    if (key != "edges") return bad_input("{}: field '{}' is unknown; known: edges", origin, key);
  }

  std::unordered_map<std::string_view, SensorIndex> index;
  for (std::size_t i = 0; i < catalogue.size(); ++i) index.emplace(catalogue[i].name, static_cast<SensorIndex>(i));
  ReadTopology read;
  std::vector<Edge> edges;
  std::unordered_set<std::string> seen_unknown;
  std::size_t number = 0;
  for (const auto& one : root["edges"]) {
    const auto edge = edge_from(one, fmt::format("{}: edge {}", origin, ++number));
    if (!edge) return std::unexpected(edge.error());
    const auto from = index.find(edge->from);
    const auto to = index.find(edge->to);
    for (const auto& [found, name] : {std::pair(from, &edge->from), std::pair(to, &edge->to)}) {
      if (found != index.end()) continue;
      if (seen_unknown.insert(*name).second) read.unknown_sensors.push_back(*name);
    }
    if (from == index.end() || to == index.end()) ++read.skipped_edges;
    else edges.push_back({from->second, to->second, edge->weight, edge->physical});
  }
  if (unknown == UnknownSensors::refuse && !read.unknown_sensors.empty()) {
    return bad_input("{}: {} of {} edges name sensors that the catalogue doesn't have: {}; its {} sensors: {}", origin, read.skipped_edges,
                     number, some_of(read.unknown_sensors), catalogue.size(), some_of(names_of(catalogue)));
  }
  read.graph = Graph(catalogue.size(), std::move(edges));
  return read;
}

std::string to_json(const Graph& graph, const Catalogue& catalogue) {
  assert(graph.sensors() <= catalogue.size());
  std::string text = "{\"edges\": [";
  const auto name = [&](SensorIndex i) { return json(catalogue[i].name).dump(-1, ' ', false, json::error_handler_t::replace); };
  const char* separator = "\n  ";
  for (const Edge& edge : graph.edges()) {
    text += fmt::format("{}{{\"from\": {}, \"to\": {}, \"weight\": {}, \"physical\": {}}}", separator, name(edge.from), name(edge.to),
                        std::isfinite(edge.weight) ? edge.weight : 0.0F, edge.physical);
    separator = ",\n  ";
  }
  return text + (graph.edge_count() ? "\n]}\n" : "]}\n");
}

}  // namespace weir
