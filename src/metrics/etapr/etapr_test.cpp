#include "metrics/etapr/etapr.h"

#include <limits>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Etapr, WorkedByHand) {
  // Event of 4 steps half alarmed; one alarm of 4 steps half on it, one of 1 step beside it.
  const auto e = etapr(drawn_series("..####.....", "....####.#."));
  EXPECT_DOUBLE_EQ(e.recall, (1 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(e.precision, 2 * (1 + 0.5) / 2 / (2 + 1));  // weights: roots of the lengths
  EXPECT_EQ(e.events_found, 1U);
  EXPECT_EQ(e.alarms_right, 1U);
}

TEST(Etapr, AWrongAlarmFindsNoEvent) {
  const auto e = etapr(drawn_series("..##.......", "...########"));  // 1 of 8 steps on the event: below theta_p, so it is pruned
  EXPECT_EQ(e.precision, 0);
  EXPECT_EQ(e.recall, 0);
  EXPECT_GT(etapr(drawn_series("..##.......", "...########"), {.theta_p = 0.1}).recall, 0);
}

TEST(Etapr, TheAmbiguousZoneRewardsALateAlarm) {
  const auto late = drawn_series("..####.........", "......###......");
  EXPECT_EQ(etapr(late).f1, 0);
  EXPECT_GT(etapr(late, {.theta_p = 0.1, .theta_r = 0.1, .delta = 1}).f1, 0);
  EXPECT_EQ(etapr(late, {.theta_p = 0.1, .theta_r = 0.1, .delta = 0.2}).f1, 0);  // int(0.2 * 3) = 0: one step, not used
}

TEST(Etapr, EveryDeltaIsSafe) {
  Random random(3);
  for (const double delta : {-1.0, 0.0, 0.7, 1.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    const auto e = etapr(random_series(random, 50), {.theta_p = 0.5, .theta_r = 0.1, .delta = delta});
    EXPECT_GE(e.f1, 0);
    EXPECT_LE(e.recall, 1);
  }
}

}  // namespace
}  // namespace weir
