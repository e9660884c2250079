#include "linear/moments.h"

#include <gtest/gtest.h>

#include "linear/test_plant.h"

namespace weir {
namespace {

using test::Row;

/// What moments_of does, one row at a time and without blocks.
Moments by_hand(const FrameTable& frames, RowRange rows, const Normaliser& normaliser, const FeatureLayout& layout) {
  const std::size_t n = frames.sensors(), d = n * layout.width();
  FeatureState state(n, layout);
  std::vector<float> z(n), previous(n, NAN);
  Moments result{static_cast<double>(rows.size()), std::vector<double>(d), std::vector<double>(d * d)};
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    if (frames.after_gap(row)) {
      state.reset();
      std::fill(previous.begin(), previous.end(), NAN);
    }
    normaliser.apply(frames.values(row), previous, z);
    state.advance(z);
    const auto a = state.values();
    for (std::size_t i = 0; i < d; ++i) {
      result.sum[i] += a[i];
      for (std::size_t j = 0; j < d; ++j) result.cross[i * d + j] += static_cast<double>(a[i]) * a[j];
    }
  }
  return result;
}

void expect_equal(const Moments& seen, const Moments& expected, double tolerance) {
  EXPECT_EQ(seen.rows, expected.rows);
  ASSERT_EQ(seen.sum.size(), expected.sum.size());
  ASSERT_EQ(seen.cross.size(), expected.cross.size());
  for (std::size_t k = 0; k < seen.sum.size(); ++k) ASSERT_NEAR(seen.sum[k], expected.sum[k], tolerance) << k;
  for (std::size_t k = 0; k < seen.cross.size(); ++k) ASSERT_NEAR(seen.cross[k], expected.cross[k], tolerance) << k;
}

TEST(Moments, EqualTheSumsRowByRowAcrossGapsAndBlocks) {
  auto plant = test::small_plant(700, 1);
  FrameTable frames(plant.catalogue());
  for (std::size_t row = 0; row < plant.rows(); ++row) {
    auto frame = plant.frame(row);
    frame.after_gap = row == 333;
    frames.append(frame);
  }
  const std::vector<RowRange> folds = {{0, 250}, {250, 700}};
  const auto moments = fold_moments(frames, folds, {2, {5}}, 2);
  ASSERT_TRUE(moments) << moments.error().message;
  ASSERT_EQ((*moments)->folds.size(), 2U);
  for (std::size_t k = 0; k < 2; ++k) {
    expect_equal((*moments)->folds[k], by_hand(frames, folds[k], (*moments)->normaliser, (*moments)->layout), 1e-7);
  }
}

TEST(Moments, MergedFoldsAreTheWhole) {
  const auto frames = test::small_plant(600, 2);
  const std::vector<RowRange> folds = {{0, 200}, {200, 400}, {400, 600}};
  const auto moments = *fold_moments(frames, folds, {1, {}}, 1);
  Moments whole;
  for (const auto& fold : moments->folds) whole.add(fold);
  expect_equal(moments->merged(), whole, 0);
  EXPECT_EQ(whole.rows, 600);
  Moments rest = moments->merged(1);
  EXPECT_EQ(rest.rows, 400);
  rest.add(moments->folds[1]);
  expect_equal(rest, whole, 1e-9);
}

TEST(Moments, AveragesTooSlowForTheDataAreLeftOut) {
  const auto frames = test::small_plant(400, 3);
  const std::vector<RowRange> folds = {{0, 200}, {200, 400}};
  EXPECT_EQ((*fold_moments(frames, folds, {3, {5, 20, 100}}, 1))->layout.spans, (std::vector<float>{5, 20}));
}

TEST(Moments, TooManySensorsAreRefused) {
  const auto frames = test::make_table(std::vector<SensorKind>(4001), 4, [](std::size_t, Row&) {});
  const std::vector<RowRange> folds = {{0, 2}, {2, 4}};
  const auto moments = fold_moments(frames, folds, {1, {}}, 1);
  ASSERT_FALSE(moments);
  EXPECT_NE(moments.error().message.find("4001 sensors"), std::string::npos) << moments.error().message;
}

TEST(Folds, CoverTheRowsInOrder) {
  for (const std::size_t rows : {2U, 3U, 19U, 40U, 100U, 1003U}) {
    const auto frames = test::make_table({SensorKind::continuous}, rows, [](std::size_t, Row&) {});
    for (const std::size_t count : {1U, 2U, 5U}) {
      const auto folds = make_folds(frames, count);
      ASSERT_GE(folds.size(), 2U) << rows << " rows";
      EXPECT_LE(folds.size(), std::max<std::size_t>(2, count));
      EXPECT_EQ(folds.front().first, 0U);
      EXPECT_EQ(folds.back().last, rows);
      for (std::size_t k = 0; k < folds.size(); ++k) {
        EXPECT_GT(folds[k].size(), 0U);
        EXPECT_EQ(folds[k].first, k > 0 ? folds[k - 1].last : 0);
      }
    }
  }
}

TEST(Folds, EndAtAGapNearby) {
  const auto frames = test::make_table({SensorKind::continuous}, 1000, [](std::size_t row, Row& now) { now.after_gap = row == 530; });
  EXPECT_EQ(make_folds(frames, 2), (std::vector<RowRange>{{0, 530}, {530, 1000}}));
  EXPECT_EQ(make_folds(frames, 4)[1].last, 530U);
  EXPECT_EQ(make_folds(frames, 4)[0].last, 250U);
}

}  // namespace
}  // namespace weir
