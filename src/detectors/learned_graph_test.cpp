#include "detectors/learned_graph.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

constexpr double coupling = 0.8;

/// x_0 random, x_k = .8 x_(k-1) + noise, all at one time: given its two neighbours, nobody else says anything about a sensor.
GroupRegression chain(std::size_t sensors, std::size_t sources = 40) {
  Random random(1);
  const auto frames = test::make_table(std::vector<SensorKind>(sensors), 20000, [&](std::size_t, test::Row& now) {
    double x = random.normal();
    for (float& value : now.values) {
      value = static_cast<float>(x);
      x = coupling * x + random.normal();
    }
  });
  const auto folds = make_folds(frames, 2);
  const auto moments = *fold_moments(frames, folds, {1, {}}, 1);
  return GroupRegression::fit(moments->merged(), moments->layout, GroupRegression::Kind::conditional, 1e-4, sources, 1);
}

TEST(LearnedGraph, FindsTheChain) {
  const auto graph = learned_graph(chain(6), 8, 0.1F);
  ASSERT_EQ(graph.edge_count(), 10U);
  for (const auto& edge : graph.edges()) {
    EXPECT_EQ(std::max(edge.from, edge.to) - std::min(edge.from, edge.to), 1U);
    EXPECT_FALSE(edge.physical);
  }
  // Tridiagonal precision: (1 + a^2) on the diagonal, but 1 at the end of the chain; -a beside it.
  const auto middle = graph.edges_into(2)[0];
  EXPECT_NEAR(middle.weight, coupling / (1 + coupling * coupling), 0.03);
  const auto end = graph.edges_into(5)[0];
  EXPECT_NEAR(end.weight, coupling / std::sqrt(1 + coupling * coupling), 0.03);
}

TEST(LearnedGraph, IsSymmetricWhereBothRegressionsKeptEachOther) {
  const auto graph = learned_graph(chain(6), 8, 0);
  for (const auto& edge : graph.edges()) {
    for (const auto& back : graph.edges_into(edge.from)) {
      if (back.from != edge.to) continue;
      EXPECT_NEAR(std::abs(back.weight), std::abs(edge.weight), 1e-6);
    }
  }
}

TEST(LearnedGraph, KeepsTheStrongestNeighbours) {
  const auto graph = learned_graph(chain(6), 1, 0);
  ASSERT_EQ(graph.edge_count(), 6U);
  EXPECT_EQ(graph.edges_into(0)[0].from, 1U);
  EXPECT_EQ(graph.edges_into(5)[0].from, 4U);
}

TEST(LearnedGraph, SparseRegressionsGiveTheSameChain) {
  const auto graph = learned_graph(chain(8, 3), 8, 0.1F);
  ASSERT_EQ(graph.edge_count(), 14U);
  for (const auto& edge : graph.edges()) EXPECT_EQ(std::max(edge.from, edge.to) - std::min(edge.from, edge.to), 1U);
}

}  // namespace
}  // namespace weir
