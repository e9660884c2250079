#include "detectors/baseline.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace weir {
namespace {

TEST(Baseline, AnOffsetIsNewsFirstAndUsualLater) {
  Baseline baseline;
  float first = 0, later = 0;
  for (int step = 0; step < 6000; ++step) {
    later = baseline.step(2, 1);
    if (step == 0) first = later;
  }
  EXPECT_EQ(first, 2);
  EXPECT_LT(std::abs(later), 0.2F);
  EXPECT_LT(baseline.step(0, 1), -1);  // and its end is news again
}

TEST(Baseline, AHundredStepsOfSomethingFarOutHardlyMoveIt) {
  Baseline baseline;
  Random random(1);
  for (int step = 0; step < 2000; ++step) baseline.step(static_cast<float>(random.normal()), 1);
  float last = 0;
  for (int step = 0; step < 100; ++step) last = baseline.step(50, 1);
  EXPECT_GT(last, 30);
}

TEST(Baseline, LastingUnrestCountsForLess) {
  Baseline baseline;
  Random random(1);
  for (int step = 0; step < 5000; ++step) baseline.step(3 * static_cast<float>(random.normal()), 1);
  EXPECT_LT(std::abs(baseline.step(6, 1)), 4);
  EXPECT_NEAR(baseline.offset(), 6, 1);
}

TEST(Baseline, NormalNoisePassesAsItIs) {
  Baseline baseline;
  Random random(2);
  double in = 0, out = 0;
  for (int step = 0; step < 5000; ++step) {
    const auto noise = static_cast<float>(random.normal());
    const float fresh = baseline.step(noise, 1);
    in += noise * noise;
    out += fresh * fresh;
  }
  EXPECT_NEAR(out / in, 1, 0.1);
}

}  // namespace
}  // namespace weir
