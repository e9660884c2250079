#include "plant/building/loops.h"

#include <gtest/gtest.h>

namespace weir::building {
namespace {

TEST(PiLoop, HoldsItsTargetWithoutRest) {
  PiLoop loop(0.5, 20);
  double value = 0;
  for (int s = 0; s < 600; ++s) value += (loop.step(10 - value, 0, 100) - value) / 15;
  EXPECT_NEAR(value, 10, 0.01);
}

TEST(PiLoop, LeavesItsEndAtOnceAfterALongTimeThere) {
  PiLoop loop(2, 50);
  for (int s = 0; s < 100000; ++s) EXPECT_LE(loop.step(30, 0, 100), 100);
  EXPECT_LT(loop.step(-5, 0, 100), 91) << "nothing has piled up";
}

TEST(Staging, RespectsItsTimes) {
  Staging pump{10, 5, 100, 60};
  int second = 0;
  for (; !pump.step(true, false); ++second) ASSERT_LT(second, 1000);
  EXPECT_EQ(second, 9) << "ten seconds of asking";
  for (second = 0; pump.step(false, true); ++second) ASSERT_LT(second, 1000);
  EXPECT_EQ(second, 99) << "it runs its minimum";
  for (second = 0; !pump.step(true, false); ++second) ASSERT_LT(second, 1000);
  EXPECT_EQ(second, 59) << "and rests its minimum";
  EXPECT_TRUE(pump.step(false, false)) << "neither asked nor released: stays";
}

}  // namespace
}  // namespace weir::building
