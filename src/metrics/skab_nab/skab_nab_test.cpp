#include "metrics/skab_nab/skab_nab.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(SkabNab, DetectionAtTheChangeIsPerfect) {
  const auto score = skab_nab(drawn_series("....####....", "....####...."), 3);
  EXPECT_DOUBLE_EQ(score.raw, 2);
  EXPECT_DOUBLE_EQ(*skab_nab_normalised(score), 100);
}

TEST(SkabNab, MissesAndFalseAlarmsCost) {
  const auto score = skab_nab(drawn_series("......##########", ".#.............."), 3);
  EXPECT_DOUBLE_EQ(score.raw, -1 - 2 * 0.11);
  EXPECT_DOUBLE_EQ(skab_nab(drawn_series("......##########", ".#.............."), 3, skab_low_fn).raw, -2 - 2 * 0.11);
}

TEST(SkabNab, WorthFallsThroughTheWindow) {
  double before = 2;
  for (const char* alarms : {"....########", ".....#######", "......######", ".......#####"}) {
    const double raw = skab_nab(drawn_series("....########", alarms), 3).raw;
    EXPECT_LT(raw, before);
    before = raw;
  }
  EXPECT_NEAR(before, -0.11, 1e-3);  // at the window's last step
}

TEST(SkabNab, UndefinedWithoutChange) { EXPECT_FALSE(skab_nab_normalised(skab_nab(drawn_series("....", ".#.."), 3))); }

}  // namespace
}  // namespace weir
