#include "metrics/delay/delay.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Delay, MissedEventsHaveNone) {
  const auto d = delays(drawn_series("###..###..###.##", "..#.##......###.", {}, 10));
  ASSERT_EQ(d.per_event_s.size(), 4U);
  EXPECT_EQ(d.per_event_s[0], 20);
  EXPECT_EQ(d.per_event_s[1], 0);
  EXPECT_EQ(d.per_event_s[2], 20);
  EXPECT_EQ(d.per_event_s[3], 0);
  EXPECT_EQ(d.alarm_already_on, 1U + 0U + 1U);  // events 2 and 4 began under an alarm
  EXPECT_EQ(delay_sum_s(d), 40);
  EXPECT_EQ(delay_mean_s(d), 10);
  EXPECT_EQ(delay_quantile_s(d, 0.5), 10);
  EXPECT_EQ(delay_quantile_s(d, 0.9), 20);
}

TEST(Delay, UndefinedWithoutDetection) {
  const auto d = delays(drawn_series("##.", "..."));
  EXPECT_EQ(d.per_event_s.size(), 1U);
  EXPECT_FALSE(d.per_event_s[0]);
  EXPECT_FALSE(delay_mean_s(d));
  EXPECT_FALSE(delay_quantile_s(d, 0.5));
}

TEST(Delay, AnEventAtStepZeroCantBeginUnderAnAlarm) { EXPECT_EQ(delays(drawn_series("##", "##")).alarm_already_on, 0U); }

}  // namespace
}  // namespace weir
