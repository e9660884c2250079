// Which sensors of a catalogue act on each other, by the water network they sit in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/catalogue.h"
#include "topology/epanet.h"
#include "topology/graph.h"

namespace weir {

enum class Quantity : std::uint8_t { unknown, level, flow, status, pressure };

/// Where a sensor sits in the network.
struct SensorPlace {
  EpanetNetwork::Element element = 0;
  Quantity quantity = Quantity::unknown;
};

/// By name: a sensor called like a node or link (node first) sits there. Otherwise a letter in front tells what is measured
/// (the tags of BATADAL): L_T1 level of tank T1, P_J280 pressure at node J280, F_PU1 flow and S_PU1 status of link PU1.
/// Letter case counts only where two names differ in nothing else.
std::optional<SensorPlace> place_of_sensor(const EpanetNetwork& network, std::string_view sensor_name);

struct EpanetSensors {
  Graph graph;                        // over the catalogue's sensors, all edges physical with weight 1
  std::vector<std::string> unplaced;  // sensors that name nothing in the network; they have no edges
};

/// Edges, all found in the network:
/// - same element: its sensors act on each other (flow and status of one pump);
/// - water: both ways between two elements that a path joins without another sensed element on it, at most `links_max`
///   unsensed links long. Reservoirs (fixed head) and links that are closed and never driven end a path. Water changes no
///   switch, so no such edge runs into a status;
/// - control: from the sensors of the element that drives a link to the link's status (or, without one, to all it has).
/// Fails when no sensor names an element. O(sensed elements * (nodes + links)).
/// C-Town with the 43 sensors of BATADAL has no longer path than 25 links; a bound of 10 finds 133 of its 164 edges.
inline constexpr std::size_t epanet_links_max = 25;
Result<EpanetSensors> sensors_of_epanet(const EpanetNetwork& network, const Catalogue& catalogue, std::size_t links_max = epanet_links_max);

}  // namespace weir
