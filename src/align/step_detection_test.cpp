#include "align/step_detection.h"

#include <gtest/gtest.h>

#include <vector>

namespace weir {
namespace {

DetectedStep detect(std::vector<double> at_s) {
  std::vector<Timestamp> times;
  for (const double t : at_s) times.emplace_back(from_seconds(t));
  return detect_step(times);
}

TEST(StepDetection, MedianAndShare) {
  const DetectedStep step = detect({0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11});
  EXPECT_EQ(step.step, std::chrono::seconds(1));
  EXPECT_NEAR(step.regularity, 0.9, 1e-9);
}

TEST(StepDetection, BackwardAndEqualTimesDoNotCount) {
  const DetectedStep step = detect({0, 60, 60, 0, 60, 120});
  EXPECT_EQ(step.step, std::chrono::seconds(60));
  EXPECT_EQ(step.differences, 3u);
}

TEST(StepDetection, NothingToSee) {
  EXPECT_EQ(detect({}).step, Duration::zero());
  EXPECT_EQ(detect({5}).step, Duration::zero());
  EXPECT_EQ(detect({5, 5, 4}).step, Duration::zero());
  const std::vector<Timestamp> extremes = {Timestamp::min(), Timestamp::max()};
  EXPECT_EQ(detect_step(extremes).differences, 0u);
}

}  // namespace
}  // namespace weir
