#include "metrics/batadal/batadal.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Batadal, WorkedByHand) {
  const auto b = batadal(drawn_series(".#####....###.", "...#.....#...."));
  EXPECT_DOUBLE_EQ(*b.ttd, 1 - (2.0 / 4 + 1) / 2);
  EXPECT_DOUBLE_EQ(b.clf, (1.0 / 8 + 5.0 / 6) / 2);
  EXPECT_DOUBLE_EQ(*b.s, (*b.ttd + b.clf) / 2);
}

TEST(Batadal, AnEventOfOneStepIsHitOrMissed) {
  EXPECT_EQ(batadal(drawn_series("..#", "..#")).ttd, 1);
  EXPECT_EQ(batadal(drawn_series("..#", "#..")).ttd, 0);
  EXPECT_FALSE(batadal(drawn_series("...", "#..")).s);
}

}  // namespace
}  // namespace weir
