#include "detectors/self_supervised/neighbours.h"

#include <gtest/gtest.h>

#include <cmath>

namespace weir {
namespace {

Graph chain() { return Graph(4, {{0, 1, 0.9F, false}, {1, 2, -0.4F, false}, {2, 3, 0.7F, true}}); }

TEST(Neighbours, KeepTheStrongestAndSumToOne) {
  const auto two = Neighbours::of(Graph(4, {{0, 3, 0.1F, false}, {1, 3, -0.6F, false}, {2, 3, 0.2F, false}}), 4, 2);
  EXPECT_EQ(two.first, (std::vector<std::uint32_t>{0, 0, 0, 0, 2}));
  EXPECT_EQ(two.from, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_FLOAT_EQ(two.weight[0], -0.75F);
  EXPECT_FLOAT_EQ(two.weight[1], 0.25F);
  const auto silent = Neighbours::of(Graph(2, {{0, 1, 0, false}}), 2, 8);
  EXPECT_EQ(silent.weight, (std::vector<float>{0}));
  EXPECT_TRUE(Neighbours::of(chain(), 4, 0).from.empty());
  EXPECT_TRUE(Neighbours::of(chain(), 3, 8).from.empty()) << "a graph of another plant";
}

TEST(Neighbours, SurviveSavingAndRefuseNonsense) {
  const auto neighbours = Neighbours::of(chain(), 4, 8);
  TensorSet tensors;
  neighbours.save(tensors);
  const auto loaded = Neighbours::load(tensors, 4);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->first, neighbours.first);
  EXPECT_EQ(loaded->from, neighbours.from);
  EXPECT_EQ(loaded->weight, neighbours.weight);
  EXPECT_EQ(loaded->sensors(), 4U);
  EXPECT_FALSE(Neighbours::load(tensors, 3));
  auto bad = tensors;
  bad.put("edge.from", {neighbours.from.size()}, std::vector<float>(neighbours.from.size(), 4));
  EXPECT_FALSE(Neighbours::load(bad, 4)) << "sensor 4 of 0 to 3";
  bad = tensors;
  bad.put("edge.weight", {neighbours.weight.size()}, std::vector<float>(neighbours.weight.size(), NAN));
  EXPECT_FALSE(Neighbours::load(bad, 4));
}

}  // namespace
}  // namespace weir
