#include "detectors/self_supervised/examples.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/test_plant.h"

namespace weir {
namespace {

using test::Row;

struct Examples : testing::Test {
  FrameTable frames = test::small_plant(900, 1);
  std::vector<RowRange> folds = make_folds(frames, 3);
  ExampleOptions options;
  RowRange allowed{0, 900};
  Examples() {
    options.count = 12;
    options.rows = 120;
  }
  std::vector<Example> made(std::uint64_t seed = 5, int threads = 1) {
    const auto linear = fit_linear(frames, folds, *fold_moments(frames, folds, {}, 1), {}, 1);
    return make_examples(frames, folds, linear, habitual_stillness(frames, folds), std::span(&allowed, 1), options, seed, threads);
  }
};

bool equal(const Example& a, const Example& b) {
  return a.rows == b.rows && a.inputs == b.inputs && a.truth == b.truth && a.manipulated == b.manipulated && a.judged == b.judged;
}

TEST_F(Examples, SameSeedSameExamplesForAnyNumberOfThreads) {
  const auto one = made(5, 1), two = made(5, 2), other = made(6, 1);
  ASSERT_EQ(one.size(), 12U);
  for (std::size_t e = 0; e < one.size(); ++e) EXPECT_TRUE(equal(one[e], two[e])) << e;
  EXPECT_FALSE(equal(one[0], other[0]));
  EXPECT_FALSE(equal(one[0], one[1]));
}

TEST_F(Examples, HaveTheirShapes) {
  for (const auto& example : made()) {
    ASSERT_EQ(example.rows, 120U);
    EXPECT_EQ(example.inputs.size(), 120 * 9 * NetworkInputs::per_sensor);
    for (const std::size_t size : {example.truth.size(), example.manipulated.size(), example.judged.size()}) EXPECT_EQ(size, 120U * 9);
    for (const float t : example.truth) ASSERT_LE(std::abs(t), 8);
  }
}

TEST_F(Examples, CleanOnesHoldNoManipulationAndTheirOwnTruth) {
  options.clean_share = 1;
  for (const auto& example : made()) {
    for (std::size_t k = 0; k < example.truth.size(); ++k) {
      ASSERT_EQ(example.manipulated[k], 0);
      if (!example.judged[k] || std::abs(example.truth[k]) >= 4) continue;
      // What is read is true: the truth seen from the expectation is the conditional residual.
      ASSERT_NEAR(example.truth[k], example.inputs[k * 4 + 3], 1e-4) << "row " << k / 9 << ", sensor " << k % 9;
    }
  }
}

TEST_F(Examples, ManipulatedReadingsAreMarkedAndStandOut) {
  options.clean_share = 0;
  options.manipulations.size_min = options.manipulations.size_max = 5;
  double marked = 0, marked_residual = 0, others = 0, others_residual = 0;
  for (const auto& example : made()) {
    for (std::size_t k = 0; k < example.truth.size(); ++k) {
      if (!example.judged[k]) continue;
      const double residual = std::abs(example.inputs[k * 4 + 3]);
      (example.manipulated[k] ? marked : others) += 1;
      (example.manipulated[k] ? marked_residual : others_residual) += residual;
      EXPECT_FALSE(k % 9 == 6 && example.manipulated[k]) << "nobody manipulates a constant";
    }
  }
  EXPECT_GT(marked, 500);
  EXPECT_LT(marked, others);
  EXPECT_GT(marked_residual / marked, 3 * others_residual / others);
}

TEST_F(Examples, WhatChangesNothingIsNoManipulation) {
  // A valve that never leaves state 1 in this stretch: freezing or replaying it changes nothing.
  frames = test::make_table({SensorKind::continuous}, 900, [](std::size_t row, Row& now) { now.values[0] = row == 450 ? 2.0F : 1.0F; });
  folds = {{0, 300}, {300, 600}, {600, 900}};
  allowed = {600, 900};
  options.clean_share = 0;
  options.count = 60;
  bool some_manipulated = false;
  for (const auto& example : made()) {
    for (std::size_t row = 1; row < example.rows; ++row) {
      const bool moved = std::abs(example.inputs[row * 4]) > 0;
      EXPECT_FALSE(!moved && !example.manipulated[row - 1] && example.manipulated[row]) << "row " << row;
      some_manipulated |= example.manipulated[row] != 0;
    }
  }
  EXPECT_TRUE(some_manipulated);
}

TEST_F(Examples, NothingIsLearnedFromWhatWasNotDelivered) {
  frames = test::make_table(test::small_plant_kinds, 900, [plant = frames](std::size_t row, Row& now) {
    now.values.assign(plant.values(row).begin(), plant.values(row).end());
    if (row % 3 == 0) now.quality[1] = Quality::missing;
    if (row < 500) now.values[3] = std::numeric_limits<float>::quiet_NaN();
  });
  options.clean_share = 0;
  std::size_t judged = 0, not_judged = 0;
  for (const auto& example : made()) {
    for (std::size_t row = 0; row < example.rows; ++row) (example.judged[row * 9 + 1] ? judged : not_judged) += 1;
    for (std::size_t k = 0; k < example.truth.size(); ++k) {
      ASSERT_TRUE(std::isfinite(example.truth[k]));
      for (std::size_t x = 0; x < 4; ++x) ASSERT_TRUE(std::isfinite(example.inputs[k * 4 + x]));
      ASSERT_FALSE(k % 9 == 3 && !example.judged[k] && example.manipulated[k]) << "what was never seen can't be changed";
    }
  }
  EXPECT_NEAR(static_cast<double>(not_judged) / static_cast<double>(judged + not_judged), 1.0 / 3, 0.02);
}

TEST_F(Examples, StretchesKeepToTheAllowedRows) {
  allowed = {310, 560};
  frames = test::make_table(test::small_plant_kinds, 900, [&, plant = frames](std::size_t row, Row& now) {
    now.values.assign(plant.values(row).begin(), plant.values(row).end());
    if (row < allowed.first || row >= allowed.last) std::ranges::fill(now.quality, Quality::bad);
  });
  for (const auto& example : made()) {
    for (std::size_t k = 4 * 9; k < example.judged.size(); ++k) ASSERT_EQ(example.judged[k], 1) << "row " << k / 9;
  }
}

TEST_F(Examples, StretchesEndAtGaps) {
  FrameTable cut(frames.catalogue());
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    auto frame = frames.frame(row);
    frame.after_gap = row % 50 == 0;
    cut.append(frame);
  }
  frames = cut;
  for (const auto& example : made()) EXPECT_LE(example.rows, 50U);
  allowed = {0, 0};
  EXPECT_TRUE(made().empty());
}

TEST(SpreadOf, CountsGoodReadingsOnly) {
  const auto frames =
      test::make_table({SensorKind::continuous, SensorKind::constant, SensorKind::continuous}, 100, [](std::size_t row, Row& now) {
        now.values = {row % 2 ? 12.0F : 8.0F, 1e6F, std::numeric_limits<float>::quiet_NaN()};
        if (row == 50) {
          now.values[0] = 1e9F;
          now.quality[0] = Quality::bad;
        }
      });
  const RowRange all{0, 100};
  const auto spread = spread_of(frames, std::span(&all, 1));
  EXPECT_NEAR(spread.mean[0], 10, 0.05);
  EXPECT_NEAR(spread.deviation[0], 2, 0.01);
  EXPECT_EQ(spread.deviation[1], 0);
  EXPECT_EQ(spread.deviation[2], 0);
}

}  // namespace
}  // namespace weir
