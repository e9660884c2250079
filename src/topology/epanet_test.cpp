#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "topology/epanet.h"
#include "topology/epanet_sensors.h"

namespace weir {
namespace {

// R1 --PU1-- J1 --P1-- J2 --P2-- T1      and a dead branch J2 --P3(closed)-- J3 --P4-- T2
constexpr const char* small_network = R"([TITLE]
; a comment
[JUNCTIONS]
 J1   10  5 pat ;
 J2   12  5 pat ;
 J3   12  5 pat ;
[RESERVOIRS]
 R1   100
[TANKS]
 T1   70 3 0 6 30 0
 T2   70 3 0 6 30 0
[PIPES]
 P1   J1 J2  100 300 120 0 Open ;
 P2   J2 T1  100 300 120 0 Open ;
 P3   J2 J3  100 300 120 0 Closed ;
 P4   J3 T2  100 300 120 0 Open ;
[PUMPS]
 PU1  R1 J1  HEAD 1
[STATUS]
 PU1 Closed
[CONTROLS]
 LINK PU1 OPEN IF NODE T1 BELOW 4
 LINK PU1 CLOSED IF NODE T1 ABOVE 6
 LINK PU1 OPEN AT CLOCKTIME 6 AM
[END]
this is not read any more
)";

Catalogue named(std::initializer_list<const char*> names) {
  std::vector<Sensor> sensors;
  for (const char* name : names) {
    sensors.emplace_back();
    sensors.back().name = name;
  }
  return Catalogue(std::move(sensors));
}

EpanetNetwork network_of(std::string_view text) {
  auto network = parse_epanet(text, "net.inp");
  EXPECT_TRUE(network) << network.error().message;
  return network ? *network : EpanetNetwork{};
}

std::vector<std::string> edges_of(const EpanetSensors& sensors, const Catalogue& catalogue) {
  std::vector<std::string> texts;
  for (const Edge& e : sensors.graph.edges()) texts.push_back(catalogue[e.from].name + ">" + catalogue[e.to].name);
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(Epanet, ReadsNodesLinksAndControls) {
  const auto network = network_of(small_network);
  EXPECT_EQ(network.nodes.size(), 6U);
  EXPECT_EQ(network.links.size(), 5U);
  ASSERT_EQ(network.controls.size(), 2U);
  EXPECT_EQ(network.id(network.controls[0].by), "T1");
  EXPECT_EQ(network.links[network.controls[0].link].id, "PU1");
  EXPECT_EQ(network.nodes[network.links[4].from].id, "R1");
  EXPECT_EQ(network.nodes[3].kind, EpanetNetwork::NodeKind::reservoir);
  EXPECT_TRUE(network.links[2].closed);
  EXPECT_TRUE(network.links[4].closed);
  EXPECT_FALSE(network.links[0].closed);
}

TEST(Epanet, RulesJoinEveryPremiseWithEveryAction) {
  const auto network = network_of(std::string(small_network).substr(0, std::string_view(small_network).find("[CONTROLS]")) + R"([RULES]
RULE 1
IF TANK T1 LEVEL BELOW 4
AND LINK P4 FLOW ABOVE 1
OR SYSTEM CLOCKTIME >= 8 AM
THEN PUMP PU1 STATUS IS OPEN
AND PIPE P3 STATUS IS OPEN
ELSE PUMP PU1 STATUS IS CLOSED
PRIORITY 2
RULE 2
IF NODE J1 PRESSURE ABOVE 3
THEN LINK P1 STATUS IS CLOSED
)");
  std::vector<std::string> seen;
  for (const auto& control : network.controls) seen.push_back(network.id(control.by) + ">" + network.links[control.link].id);
  EXPECT_EQ(seen, (std::vector<std::string>{"T1>PU1", "P4>PU1", "T1>P3", "P4>P3", "T1>PU1", "P4>PU1", "J1>P1"}));
}

TEST(Epanet, SensorsFollowWaterAndControls) {
  const auto network = network_of(small_network);
  const auto catalogue = named({"L_T1", "F_PU1", "S_PU1", "P_J2", "L_T2", "weather"});
  const auto sensors = sensors_of_epanet(network, catalogue);
  ASSERT_TRUE(sensors) << sensors.error().message;
  EXPECT_EQ(sensors->unplaced, std::vector<std::string>{"weather"});
  // J2 stands between the pump and the tank; T2 is cut off by the closed pipe; water never sets the status.
  EXPECT_EQ(edges_of(*sensors, catalogue), (std::vector<std::string>{"F_PU1>P_J2", "F_PU1>S_PU1", "L_T1>P_J2", "L_T1>S_PU1", "P_J2>F_PU1",
                                                                     "P_J2>L_T1", "S_PU1>F_PU1", "S_PU1>P_J2"}));
  EXPECT_TRUE(
      std::all_of(sensors->graph.edges().begin(), sensors->graph.edges().end(), [](const Edge& e) { return e.physical && e.weight == 1; }));
}

TEST(Epanet, PathsEndAtTheBoundAndAtReservoirs) {
  const auto network = network_of(small_network);
  const auto far = named({"F_PU1", "L_T1"});
  EXPECT_EQ(edges_of(*sensors_of_epanet(network, far, 2), far), (std::vector<std::string>{"F_PU1>L_T1", "L_T1>F_PU1"}));
  // The control remains, whatever the distance: the pump has no status sensor, so its flow takes the edge.
  EXPECT_EQ(edges_of(*sensors_of_epanet(network, far, 1), far), std::vector<std::string>{"L_T1>F_PU1"});
  const auto split = network_of("[JUNCTIONS]\nA\nB\n[RESERVOIRS]\nR\n[PIPES]\nP1 A R\nP2 R B\n");
  const auto ends = named({"A", "B"});
  EXPECT_TRUE(edges_of(*sensors_of_epanet(split, ends), ends).empty());
}

TEST(Epanet, NamesMatchExactlyOrWithoutCase) {
  const auto network = network_of("[JUNCTIONS]\nab\nAB\nc\n9\n[PIPES]\n9 ab c\nv1 c AB\n");
  EXPECT_EQ(place_of_sensor(network, "ab")->element, 0U);
  EXPECT_EQ(place_of_sensor(network, "AB")->element, 1U);
  EXPECT_FALSE(place_of_sensor(network, "Ab"));
  EXPECT_EQ(place_of_sensor(network, "C")->element, 2U);
  EXPECT_EQ(place_of_sensor(network, "9")->element, 3U);    // a node goes first
  EXPECT_EQ(place_of_sensor(network, "F_9")->element, 4U);  // but a flow is a link's
  EXPECT_EQ(place_of_sensor(network, "f_V1")->quantity, Quantity::flow);
  for (const char* name : {"", "F", "F_", "X_9", "F_nothing", "L_v1"}) EXPECT_FALSE(place_of_sensor(network, name)) << name;
}

TEST(Epanet, BadNetworksGetOneClearSentence) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "net.inp: no pipe, pump or valve"},
      {"time,LIT101\n1,2\n", "net.inp:1: text before the first [SECTION]"},
      {"[JUNCTIONS]\nA\nA\n", "net.inp:3: node 'A' stands twice"},
      {"[JUNCTIONS]\nA\nB\n[PIPES]\nP A B\nP B A\n", "net.inp:6: link 'P' stands twice"},
      {"[PIPES]\nP A\n", "net.inp:2: a link needs a name and two nodes; found 2 fields"},
      {"[JUNCTIONS]\nA\n[PIPES]\nP A B\n", "net.inp:4: node 'B' is in no section; check its spelling"},
      {"[JUNCTIONS]\nA\nB\n[PIPES]\nP A B\n[CONTROLS]\nLINK Q OPEN IF NODE A ABOVE 1\n", "net.inp:7: link 'Q' is in no section"},
      {"[JUNCTIONS]\nA\nB\n[PIPES]\nP A B\n[CONTROLS]\nLINK P OPEN IF NODE C ABOVE 1\n", "net.inp:7: node 'C' is in no section"},
      {"[CONTROLS]\nOPEN P\n", "net.inp:2: this is no control"},
      {"[STATUS]\nP Closed\n[JUNCTIONS]\nA\nB\n[PIPES]\nQ A B\n", "net.inp:2: link 'P' is in no section"},
      {"[RULES]\nWHEN it rains\n", "net.inp:2: 'WHEN' begins no clause of a rule"},
      {"[RULES]\nIF TANK\n", "net.inp:2: the clause of a rule ends too early"},
      {"[RULES]\nIF CLOUD 1 ABOVE 2\n", "net.inp:2: 'CLOUD' is no kind of node or link"},
      {"[RULES]\nTHEN NODE 1 STATUS IS OPEN\n", "net.inp:2: a rule acts on links, not on NODE 1"},
  };
  for (const auto& [text, message] : cases) {
    const auto network = parse_epanet(text, "net.inp");
    ASSERT_FALSE(network) << text;
    EXPECT_TRUE(network.error().message.starts_with(message)) << network.error().message;
  }
  const auto nobody = sensors_of_epanet(network_of(small_network), named({"LIT101"}));
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().message.find("LIT101"), std::string::npos);
}

std::filesystem::path networks() {
  const char* data = std::getenv("WEIR_DATA");
  return (data ? std::filesystem::path(data) : std::filesystem::path(WEIR_SOURCE_DIR) / "../shared/data") / "networks";
}

TEST(EpanetFiles, EveryPublishedNetworkIsRead) {
  if (!std::filesystem::exists(networks())) GTEST_SKIP() << "no networks at " << networks() << "; set WEIR_DATA";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(networks())) {
    if (entry.path().extension() != ".inp") continue;
    const auto text = read_file(entry.path());
    ASSERT_TRUE(text);
    const auto network = parse_epanet(*text, entry.path().string());
    ASSERT_TRUE(network) << network.error().message;
    EXPECT_GT(network->nodes.size(), 5U) << entry.path();
    EXPECT_GT(network->links.size(), 5U) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 1);
}

TEST(EpanetFiles, CTownGivesTheGraphOfBatadal) {
  const auto file = networks() / "ctown_map.inp";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << "; set WEIR_DATA";
  const auto network = parse_epanet(*read_file(file), "ctown_map.inp");
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->nodes.size(), 388U + 1 + 7);
  EXPECT_EQ(network->links.size(), 429U + 11 + 4);
  EXPECT_EQ(network->controls.size(), 20U);  // ten links, each opened and closed by one tank

  const auto catalogue = named({"L_T1",   "L_T2",   "L_T3",   "L_T4",   "L_T5",   "L_T6",   "L_T7",   "F_PU1",  "S_PU1", "F_PU2",  "S_PU2",
                                "F_PU3",  "S_PU3",  "F_PU4",  "S_PU4",  "F_PU5",  "S_PU5",  "F_PU6",  "S_PU6",  "F_PU7", "S_PU7",  "F_PU8",
                                "S_PU8",  "F_PU9",  "S_PU9",  "F_PU10", "S_PU10", "F_PU11", "S_PU11", "F_V2",   "S_V2",  "P_J280", "P_J269",
                                "P_J300", "P_J256", "P_J289", "P_J415", "P_J302", "P_J306", "P_J307", "P_J317", "P_J14", "P_J422"});
  const auto sensors = sensors_of_epanet(*network, catalogue);
  ASSERT_TRUE(sensors) << sensors.error().message;
  EXPECT_TRUE(sensors->unplaced.empty());
  const auto edges = edges_of(*sensors, catalogue);
  const auto has = [&](const char* edge) { return std::binary_search(edges.begin(), edges.end(), edge); };
  for (const char* edge : {"L_T1>S_PU1", "L_T1>S_PU2", "L_T2>S_V2", "L_T3>S_PU4", "L_T4>S_PU7", "L_T7>S_PU11",  // controls
                           "S_PU1>F_PU1", "F_PU2>P_J269", "F_V2>P_J422", "P_J14>F_V2"}) {                       // pipes
    EXPECT_TRUE(has(edge)) << edge;
  }
  EXPECT_FALSE(has("F_PU1>S_PU2"));
  EXPECT_EQ(edges.size(), 164U);
}

}  // namespace
}  // namespace weir
