#include "detectors/ensemble/suspects.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace weir {
namespace {

const std::vector<View> two_views = {{0, Pool::mean, Group::onset, 1}, {1, Pool::mean, Group::state, 1}};

/// Four folds of 1,000 rows, exponential numbers; rows [first, last) of the table are `height` higher.
std::vector<FoldNumbers> folds_with(std::size_t first, std::size_t last, float height) {
  Random random(5);
  std::vector<FoldNumbers> folds(4);
  for (std::size_t row = 0; row < 4000; ++row) {
    auto& fold = folds[row / 1000];
    fold.rows.push_back(row);
    for (int view = 0; view < 2; ++view) {
      fold.numbers.push_back(static_cast<float>(-std::log(1 - random.uniform())) + (row >= first && row < last ? height : 0));
    }
  }
  return folds;
}

Fusion fusion_of(const std::vector<FoldNumbers>& folds) {
  std::vector<float> all;
  for (const auto& fold : folds) all.insert(all.end(), fold.numbers.begin(), fold.numbers.end());
  return Fusion::fit(two_views, {1, 1, 1, 1}, all);
}

TEST(Suspects, AnAttackInTheTrainingDataIsFoundWhereItIs) {
  const auto folds = folds_with(1500, 1530, 60);
  const auto suspects = find_suspects(fusion_of(folds), folds);
  EXPECT_FALSE(suspects.folds_differ);
  ASSERT_EQ(suspects.stretches.size(), 1u);
  EXPECT_EQ(suspects.stretches[0], (RowRange{1500, 1530}));
}

TEST(Suspects, NormalDataHoldNone) {
  const auto folds = folds_with(0, 0, 0);
  const auto suspects = find_suspects(fusion_of(folds), folds);
  EXPECT_TRUE(suspects.stretches.empty());
  EXPECT_FALSE(suspects.folds_differ);
}

TEST(Suspects, AFoldUnlikeTheOthersIsNoIncident) {
  const auto folds = folds_with(2000, 3000, 60);
  const auto suspects = find_suspects(fusion_of(folds), folds);
  EXPECT_TRUE(suspects.stretches.empty());
  EXPECT_TRUE(suspects.folds_differ);
}

}  // namespace
}  // namespace weir
