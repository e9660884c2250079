#include "metrics/point/point.h"

#include <cmath>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Point, CountsAndRates) {
  const auto c = point_counts(drawn_series("..####....", "...##.#..."));
  EXPECT_EQ(c, (PointCounts{.tp = 2, .fp = 1, .fn = 2, .tn = 5}));
  EXPECT_DOUBLE_EQ(precision(c), 2.0 / 3);
  EXPECT_DOUBLE_EQ(recall(c), 0.5);
  EXPECT_DOUBLE_EQ(f1(c), 4.0 / 7);
  EXPECT_DOUBLE_EQ(false_positive_rate(c), 1.0 / 6);
  EXPECT_DOUBLE_EQ(accuracy(c), 0.7);
  EXPECT_DOUBLE_EQ(trivial_accuracy(c), 0.6);
  EXPECT_DOUBLE_EQ(balanced_accuracy(c), (0.5 + 5.0 / 6) / 2);
  EXPECT_NEAR(matthews_correlation(c), (2.0 * 5 - 1 * 2) / std::sqrt(3.0 * 4 * 6 * 7), 1e-15);
  EXPECT_DOUBLE_EQ(skab_mar_percent(c), 50);
}

TEST(Point, ARateWithoutABaseIsZero) {
  const auto c = point_counts(drawn_series("....", "...."));
  EXPECT_EQ(precision(c), 0);
  EXPECT_EQ(recall(c), 0);
  EXPECT_EQ(f1(c), 0);
  EXPECT_EQ(matthews_correlation(c), 0);
  EXPECT_EQ(balanced_accuracy(c), 0.5);
}

TEST(Point, CorrelationOfLongSeriesDoesNotOverflow) {
  const std::size_t billion = 1'000'000'000;
  EXPECT_NEAR(matthews_correlation({.tp = billion, .fp = 0, .fn = 0, .tn = billion}), 1, 1e-12);
  EXPECT_NEAR(matthews_correlation({.tp = 0, .fp = billion, .fn = billion, .tn = 0}), -1, 1e-12);
}

TEST(Point, PooledCountsAreSums) {
  auto sum = point_counts(drawn_series("##", "#."));
  sum += point_counts(drawn_series("..#", "#.#"));
  EXPECT_EQ(sum, (PointCounts{.tp = 2, .fp = 1, .fn = 1, .tn = 1}));
}

}  // namespace
}  // namespace weir
