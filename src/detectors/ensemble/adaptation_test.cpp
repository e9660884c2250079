#include "detectors/ensemble/adaptation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace weir {
namespace {

struct Told final : Outlet<Notice> {
  std::vector<Notice> all;
  bool push(std::span<const Notice> notices) override {
    all.insert(all.end(), notices.begin(), notices.end());
    return true;
  }
};

/// One member, two sensors: noise of size `noise` about `level` on the first, noise of 0.3 on the second.
void run(Adaptation& adaptation, int steps, float level, float noise, Told& told, bool learns = true) {
  Random random(3);
  for (int step = 0; step < steps; ++step) {
    const std::vector<float> s = {level + noise * static_cast<float>(random.normal()), 0.3F * static_cast<float>(random.normal())};
    adaptation.adjusted(0, s);
    if (learns) adaptation.learn(Timestamp(std::chrono::seconds(step)), told);
  }
}

TEST(Adaptation, WhatHasLongBeenStrangeBecomesUsualAndIsTold) {
  Adaptation adaptation(1, 2, {.rate = 0.001F, .bound = 0.7F});
  Told told;
  run(adaptation, 8000, 2, 0.3F, told);
  const auto s = adaptation.adjusted(0, std::vector<float>{2, 1});
  EXPECT_NEAR(s[0], 0, 0.1);
  EXPECT_NEAR(s[1], 1, 0.1) << "the other sensor is left alone";
  int adapted = 0, changed = 0;
  for (const auto& notice : told.all) {
    adapted += notice.kind == Notice::Kind::adapted;
    changed += notice.kind == Notice::Kind::plant_changed;
    if (notice.kind == Notice::Kind::adapted) {
      EXPECT_EQ(notice.sensor, 0u);
      EXPECT_NEAR(notice.after - notice.before, Adaptation::told_change, 0.1);
    }
  }
  EXPECT_GE(adapted, 3) << "at 0.5, 1, 1.5 and perhaps 2 of 2";
  EXPECT_LE(adapted, 4);
  EXPECT_EQ(changed, 1);
}

TEST(Adaptation, WhatHasBecomeNoisierCountsLess) {
  Adaptation adaptation(1, 2, {.rate = 0.001F, .bound = 0});
  Told told;
  run(adaptation, 8000, 0, 3, told);
  const auto s = adaptation.adjusted(0, std::vector<float>{6, 0.6F});
  EXPECT_LT(s[0], 2);
  EXPECT_NEAR(s[1], 0.6, 0.05);
}

TEST(Adaptation, LearnsNothingWhileHeld) {
  Adaptation adaptation(1, 2, {.rate = 0.001F, .bound = 0.1F});
  Told told;
  run(adaptation, 8000, 5, 0.3F, told, false);
  EXPECT_EQ(adaptation.adjusted(0, std::vector<float>{5, 1})[0], 5);
  EXPECT_TRUE(told.all.empty());
}

TEST(Adaptation, ARampAsFastAsPromisedIsNeverSwallowed) {
  constexpr float rate = 0.001F, ramp = 0.004F;  // four units in a time constant
  Adaptation adaptation(1, 1, {.rate = rate, .bound = 0});
  Told told;
  float level = 0, left = 0;
  for (int step = 0; step < 1500; ++step) {
    level += ramp;
    left = adaptation.adjusted(0, std::vector<float>{level})[0];
    adaptation.learn(Timestamp(std::chrono::seconds(step)), told);
  }
  EXPECT_GT(left, 1.0F) << "still strange, though it has gone on for more than the time constant";
}

TEST(Adaptation, SettlesAgainWhenThePlantReturns) {
  Adaptation adaptation(1, 2, {.rate = 0.001F, .bound = 0.5F});
  Told told;
  run(adaptation, 4000, 2, 0.3F, told);
  run(adaptation, 8000, 0, 0.3F, told);
  ASSERT_FALSE(told.all.empty());
  int settled = 0;
  for (const auto& notice : told.all) settled += notice.kind == Notice::Kind::plant_settled;
  EXPECT_EQ(settled, 1);
  adaptation.reset();
  EXPECT_EQ(adaptation.drift(), 0);
}

TEST(Adaptation, SwitchedOffChangesNothing) {
  Adaptation adaptation(1, 2, {});
  Told told;
  run(adaptation, 3000, 5, 1, told);
  EXPECT_EQ(adaptation.adjusted(0, std::vector<float>{5, 1})[0], 5);
  EXPECT_TRUE(told.all.empty());
}

}  // namespace
}  // namespace weir
