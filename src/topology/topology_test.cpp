#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "topology/communities.h"
#include "topology/graph.h"
#include "topology/topology_json.h"

namespace weir {
namespace {

Catalogue named(std::initializer_list<const char*> names) {
  std::vector<Sensor> sensors;
  for (const char* name : names) {
    sensors.emplace_back();
    sensors.back().name = name;
  }
  return Catalogue(std::move(sensors));
}

TEST(Graph, SortsMergesAndDropsSelfLoops) {
  const Graph graph(
      3, {{2, 0, 0.2F, false}, {1, 1, 1.0F, true}, {1, 0, 0.5F, false}, {1, 0, -0.8F, false}, {1, 0, 0.1F, true}, {0, 2, 1.0F, true}});
  EXPECT_EQ(graph.sensors(), 3U);
  const std::vector<Edge> expected = {{1, 0, -0.8F, true}, {2, 0, 0.2F, false}, {0, 2, 1.0F, true}};
  EXPECT_TRUE(std::equal(graph.edges().begin(), graph.edges().end(), expected.begin(), expected.end()));
  EXPECT_EQ(graph.edges_into(0).size(), 2U);
  EXPECT_EQ(graph.edges_into(1).size(), 0U);
  EXPECT_EQ(graph.first_edge_into(2), 2U);
}

TEST(Graph, DoesNotDependOnTheOrderOfEdges) {
  std::vector<Edge> edges = {{0, 1, 0.5F, false}, {0, 1, -0.5F, false}, {1, 0, 0.1F, false}, {0, 1, 0.3F, true}, {2, 1, 1.0F, false}};
  const Graph first(3, edges);
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.weight < b.weight; });
  do {
    EXPECT_EQ(Graph(3, edges), first);
  } while (std::next_permutation(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.weight < b.weight; }));
  EXPECT_EQ(first.edges_into(1)[0], (Edge{0, 1, 0.5F, true}));
}

TEST(Graph, EmptyAndOutOfRange) {
  EXPECT_EQ(Graph().sensors(), 0U);
  EXPECT_EQ(Graph(2, {{0, 5, 1.0F, false}, {5, 0, 1.0F, false}}).edge_count(), 0U);
  const Graph odd(2, {{0, 1, std::numeric_limits<float>::quiet_NaN(), false}, {0, 1, 0.1F, false}});
  EXPECT_EQ(odd.edges()[0].weight, 0.1F);
}

TEST(Graph, MergeKeepsAllEdgesOfBoth) {
  const Graph learned(3, {{0, 1, 0.4F, false}, {1, 2, 0.3F, false}});
  const Graph given(3, {{0, 1, 1.0F, true}, {2, 0, 1.0F, true}});
  const Graph both = merge(learned, given);
  EXPECT_EQ(both, merge(given, learned));
  EXPECT_EQ(both.edge_count(), 3U);
  EXPECT_EQ(both.edges_into(1)[0], (Edge{0, 1, 1.0F, true}));
  EXPECT_EQ(merge(Graph(), given), given);
}

TEST(TopologyJson, SurvivesTheRoundTrip) {
  const auto catalogue = named({"LIT101", "MV101", "quote\"d"});
  const Graph graph(3, {{0, 1, 0.3F, false}, {1, 0, 1.0F, true}, {2, 0, -0.25F, false}});
  const auto text = to_json(graph, catalogue);
  const auto back = topology_from_json(text, "topology.json", catalogue);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->graph, graph);
  EXPECT_NE(text.find("{\"from\": \"LIT101\", \"to\": \"MV101\", \"weight\": 0.3, \"physical\": false}"), std::string::npos) << text;
  EXPECT_EQ(to_json(Graph(), catalogue), "{\"edges\": []}\n");
}

TEST(TopologyJson, DefaultsAreAWrittenDownEdge) {
  const auto read = topology_from_json(R"({"edges":[{"from":"a","to":"b"}]})", "t.json", named({"a", "b"}));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->graph.edge_count(), 1U);
  EXPECT_EQ(read->graph.edges()[0], (Edge{0, 1, 1.0F, true}));
}

TEST(TopologyJson, UnknownSensorsAreNamedOrSkippedAndCounted) {
  const auto catalogue = named({"a", "b"});
  const char* text = R"({"edges":[{"from":"a","to":"x"},{"from":"x","to":"y"},{"from":"a","to":"b"}]})";
  const auto refused = topology_from_json(text, "t.json", catalogue);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "t.json: 2 of 3 edges name sensors that the catalogue doesn't have: x, y; its 2 sensors: a, b");
  const auto skipped = topology_from_json(text, "t.json", catalogue, UnknownSensors::skip);
  ASSERT_TRUE(skipped) << skipped.error().message;
  EXPECT_EQ(skipped->graph.edge_count(), 1U);
  EXPECT_EQ(skipped->skipped_edges, 2U);
  EXPECT_EQ(skipped->unknown_sensors, (std::vector<std::string>{"x", "y"}));
}

TEST(TopologyJson, BadFilesGetOneClearSentence) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "t.json:1:1: not valid JSON"},
      {"{\n\"edges\": [\n  {\"from\": }]}", "t.json:3:12: not valid JSON"},
      {"{\"edges\": [\"\xFF\"]}", "t.json:1:13: not valid JSON"},
      {"[]", "t.json: no list of edges"},
      {"{\"edges\": {}}", "t.json: no list of edges"},
      {"{\"edges\": [], \"nodes\": []}", "t.json: field 'nodes' is unknown"},
      {"{\"edges\": [1]}", "t.json: edge 1: is not an object"},
      {"{\"edges\": [{\"from\": \"a\"}]}", "t.json: edge 1: has no 'to'"},
      {"{\"edges\": [{\"to\": \"a\"}]}", "t.json: edge 1: has no 'from'"},
      {"{\"edges\": [{\"from\": 1, \"to\": \"a\"}]}", "t.json: edge 1: field 'from' is unknown or of the wrong type"},
      {"{\"edges\": [{\"from\": \"b\", \"to\": \"a\", \"lag\": 1}]}", "t.json: edge 1: field 'lag' is unknown"},
      {"{\"edges\": [{\"from\": \"b\", \"to\": \"a\", \"weight\": 2}]}", "t.json: edge 1: weight 2 is not in -1..1"},
  };
  for (const auto& [text, message] : cases) {
    const auto read = topology_from_json(text, "t.json", named({"a", "b"}));
    ASSERT_FALSE(read) << text;
    EXPECT_TRUE(read.error().message.starts_with(message)) << read.error().message;
  }
}

TEST(Communities, FindTwoCliquesJoinedByABridge) {
  std::vector<Edge> edges;
  for (SensorIndex base : {0U, 4U}) {
    for (SensorIndex i = 0; i < 4; ++i) {
      for (SensorIndex j = 0; j < i; ++j) edges.push_back({base + i, base + j, 0.9F, false});
    }
  }
  edges.push_back({3, 4, 0.9F, false});
  EXPECT_EQ(communities(Graph(9, edges)), (std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1, 2}));
}

TEST(Communities, WeightsCountAndSignsDoNot) {
  const Graph graph(4, {{0, 1, -1.0F, false}, {1, 2, 0.01F, false}, {2, 3, 1.0F, false}, {3, 0, 0.01F, false}});
  EXPECT_EQ(communities(graph), (std::vector<int>{0, 0, 1, 1}));
}

TEST(Communities, WithoutEdgesEverySensorIsItsOwn) {
  EXPECT_TRUE(communities(Graph()).empty());
  EXPECT_EQ(communities(Graph(3, {})), (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace weir
