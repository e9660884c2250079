#include "detectors/ensemble/fusion.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace weir {
namespace {

/// Rows of [views] numbers, exponential, independent.
std::vector<float> normal_numbers(std::size_t rows, std::size_t views, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> numbers(rows * views);
  for (float& v : numbers) v = static_cast<float>(-std::log(1 - random.uniform()));
  return numbers;
}

const std::vector<View> three_views = {
    {0, Pool::mean, Group::onset, 1}, {1, Pool::mean, Group::onset, 1}, {2, Pool::mean, Group::state, 1}};

TEST(Fusion, IsCalibratedOnRowsItHasNotSeen) {
  const auto fusion = Fusion::fit(three_views, {1, 1, 1}, normal_numbers(20000, 3, 1));
  const auto fresh = normal_numbers(20000, 3, 2);
  int over_one = 0, over_two = 0;
  for (std::size_t row = 0; row < 20000; ++row) {
    const double digits = fusion.fused_tail.digits(fusion.fuse(std::span(fresh).subspan(row * 3, 3)));
    over_one += digits > 1;
    over_two += digits > 2;
  }
  EXPECT_NEAR(over_one, 2000, 200);
  EXPECT_NEAR(over_two, 200, 60);
}

TEST(Fusion, MoreEvidenceIsNeverLess) {
  const auto fusion = Fusion::fit(three_views, {1, 1, 1}, normal_numbers(5000, 3, 1));
  Random random(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<float> numbers = {0, 0, 0};
    for (float& v : numbers) v = static_cast<float>(8 * random.uniform());
    const double before = fusion.fuse(numbers);
    numbers[random.index(3)] += 1;
    ASSERT_GE(fusion.fuse(numbers), before);
  }
}

TEST(Fusion, TwoGroupsOutdoOneThatIsCertain) {
  const auto fusion = Fusion::fit(three_views, {1, 1, 1}, normal_numbers(5000, 3, 1));
  const std::vector<float> both = {9, 9, 9}, one_certain = {1000, 1000, 0};
  EXPECT_GT(fusion.fuse(both), fusion.fuse(one_certain));
}

TEST(Fusion, WeightsSayWhichGroupCounts) {
  const auto numbers = normal_numbers(5000, 3, 1);
  const auto onset_only = Fusion::fit(three_views, {1, 0, 0}, numbers);
  EXPECT_EQ(onset_only.fuse(std::vector<float>{3, 3, 0}), onset_only.fuse(std::vector<float>{3, 3, 100}));
  const auto nothing = Fusion::fit(three_views, {0, 0, 0}, numbers);
  EXPECT_EQ(nothing.fuse(std::vector<float>{3, 3, 3}), 0);
}

TEST(Fusion, EveryMethodIsCalibratedAndMoreEvidenceIsNeverLess) {
  for (const auto method : {FusionMethod::mean, FusionMethod::stouffer, FusionMethod::largest}) {
    const auto fusion = Fusion::fit(three_views, {1, 1, 1, 1}, normal_numbers(20000, 3, 1), method);
    const auto fresh = normal_numbers(20000, 3, 2);
    int over_one = 0;
    for (std::size_t row = 0; row < 20000; ++row) {
      over_one += fusion.fused_tail.digits(fusion.fuse(std::span(fresh).subspan(row * 3, 3))) > 1;
    }
    EXPECT_NEAR(over_one, 2000, 250) << fusion_methods[static_cast<std::size_t>(method)];
    EXPECT_GT(fusion.fuse(std::vector<float>{9, 9, 9}), fusion.fuse(std::vector<float>{1, 1, 1}));
    EXPECT_GE(fusion.fuse(std::vector<float>{3, 9, 3}), fusion.fuse(std::vector<float>{3, 3, 3}));
  }
}

TEST(Fusion, StoufferCountsViewsThatSayTheSameOnce) {
  auto numbers = normal_numbers(20000, 3, 1);
  for (std::size_t row = 0; row < 20000; ++row) numbers[row * 3 + 1] = numbers[row * 3];
  const auto fusion = Fusion::fit(three_views, {1, 1, 1, 1}, numbers, FusionMethod::stouffer);
  EXPECT_NEAR(fusion.view_weight[0] + fusion.view_weight[1], fusion.view_weight[2], 0.1 * fusion.view_weight[2]);
}

TEST(Fusion, WithoutRowsNothingIsEverStrange) {
  const auto fusion = Fusion::fit(three_views, {1, 1, 1}, {});
  EXPECT_EQ(fusion.fused_tail.digits(fusion.fuse(std::vector<float>{1e9F, 1e9F, 1e9F})), 0);
}

}  // namespace
}  // namespace weir
