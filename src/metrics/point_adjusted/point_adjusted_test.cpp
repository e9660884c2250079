#include "metrics/point_adjusted/point_adjusted.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(PointAdjusted, WorkedByHand) {
  const auto series = drawn_series(".####..", "..#...#");      // one of four steps hit, one false
  EXPECT_DOUBLE_EQ(pak_f1(series, 0), 2 * 4.0 / (2 * 4 + 1));  // adjusted
  EXPECT_DOUBLE_EQ(pak_f1(series, 24), 2 * 4.0 / (2 * 4 + 1));
  EXPECT_DOUBLE_EQ(pak_f1(series, 25), 2 * 1.0 / (2 * 1 + 1 + 3));  // 25 % isn't more than 25 %
  EXPECT_DOUBLE_EQ(pak_f1(series, 100), pak_f1(series, 25));
}

TEST(PointAdjusted, AreaIsBetweenItsEnds) {
  const auto series = drawn_series(".####..", "..#...#");
  EXPECT_GT(pak_f1_area(series, 1), pak_f1(series, 100));
  EXPECT_LT(pak_f1_area(series, 1), pak_f1(series, 0));
  EXPECT_DOUBLE_EQ(pak_f1_area(series, 100), (pak_f1(series, 0) + pak_f1(series, 100)) / 2);
  EXPECT_DOUBLE_EQ(pak_f1_area(drawn_series("##", "##"), 30), 1);
}

/// Why it is no headline: noise scores well.
TEST(PointAdjusted, FlattersNoise) {
  Random random(1);
  std::vector<std::uint8_t> labels(2000, 0), alarms(2000, 0);
  std::fill(labels.begin() + 500, labels.begin() + 1500, 1);
  for (auto& alarm : alarms) alarm = random.chance(0.01) ? 1 : 0;
  const auto series = Series::make({.labels = labels, .alarms = alarms});
  ASSERT_TRUE(series);
  EXPECT_GT(pak_f1(*series, 0), 0.95);
  EXPECT_LT(pak_f1(*series, 100), 0.05);
}

}  // namespace
}  // namespace weir
