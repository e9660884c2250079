#include "metrics/event_view/event_view.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(EventView, CountsAlarmsNotSteps) {
  const auto view = event_view(drawn_series(".####...####", ".#.##.##....", {}, 60));
  EXPECT_EQ(view.events, 2U);
  EXPECT_EQ(view.events_detected, 1U);
  EXPECT_EQ(view.true_alarms, 2U);
  EXPECT_EQ(view.false_alarms, 1U);
  EXPECT_EQ(view.penalty_s, 120);
  EXPECT_EQ(event_recall(view), 0.5);
  EXPECT_DOUBLE_EQ(event_precision(view), 2.0 / 3);
  EXPECT_DOUBLE_EQ(*false_alarms_per_day(view), 1 / (4 * 60 / 86400.0));
}

TEST(EventView, GraceIsOnEachSideByItself) {
  const auto series = drawn_series("....##......", ".#......#...");  // ends 3 before the event, begins 3 after it
  EXPECT_EQ(event_view(series, {.grace_before_steps = 2, .grace_after_steps = 2}).true_alarms, 0U);
  const auto after = event_view(series, {.grace_before_steps = 0, .grace_after_steps = 3});
  EXPECT_EQ(after.true_alarms, 1U);
  EXPECT_EQ(after.events_detected, 1U);
  const auto before = event_view(series, {.grace_before_steps = 3, .grace_after_steps = 0});
  EXPECT_EQ(before.true_alarms, 1U);
  EXPECT_EQ(before.false_alarms, 1U);
  EXPECT_EQ(event_view(series, {.grace_before_steps = 999, .grace_after_steps = 999}).true_alarms, 2U);
}

TEST(EventView, NoNormalTimeNoRate) { EXPECT_FALSE(false_alarms_per_day(event_view(drawn_series("##", "##")))); }

}  // namespace
}  // namespace weir
