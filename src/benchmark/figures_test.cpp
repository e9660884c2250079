#include "benchmark/figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "benchmark/taught_plant.h"

namespace weir {
namespace {

/// 100 minutes; events at 20..29 and 60..69; alarms as given.
UnitTrace minutes(std::vector<std::pair<std::size_t, std::size_t>> alarms) {
  UnitTrace trace;
  trace.step_s = 60;
  trace.labels.assign(100, 0);
  trace.alarms.assign(100, 0);
  trace.scores.assign(100, 0);
  for (const auto& [first, last] : {std::pair<std::size_t, std::size_t>{20, 30}, {60, 70}})
    std::fill(trace.labels.begin() + static_cast<std::ptrdiff_t>(first), trace.labels.begin() + static_cast<std::ptrdiff_t>(last), 1);
  for (const auto& [first, last] : alarms) {
    for (auto t = first; t < last; ++t) trace.alarms[t] = 1, trace.scores[t] = 1 + static_cast<double>(t) / 100;
  }
  return trace;
}

TEST(Figures, CountsArePooledAndMeansAreOverUnits) {
  const auto one = minutes({{22, 26}, {40, 42}}), other = minutes({{60, 70}});
  const auto figures = figures_of({one, other}, 10, 0);
  ASSERT_TRUE(figures) << figures.error().message;
  EXPECT_EQ(value_of(*figures, "events"), 4);
  EXPECT_EQ(value_of(*figures, "events_found"), 2);
  EXPECT_EQ(value_of(*figures, "false_alarms"), 1);
  EXPECT_DOUBLE_EQ(*value_of(*figures, "false_alarms_per_day"), 1 / (160.0 / 1440));
  EXPECT_DOUBLE_EQ(*value_of(*figures, "false_positive_rate"), 2.0 / 160);
  EXPECT_DOUBLE_EQ(*value_of(*figures, "f1"), 2 * 14.0 / (2 * 14 + 2 + 26));
  EXPECT_DOUBLE_EQ(*value_of(*figures, "median_delay_s"), 60);
  const auto alone = figures_of({other}, 10, 0), first = figures_of({one}, 10, 0);
  EXPECT_DOUBLE_EQ(*value_of(*figures, "auprc"), (*value_of(*alone, "auprc") + *value_of(*first, "auprc")) / 2);
  for (const auto& figure : *figures) EXPECT_NE(std::ranges::find(figure_names(), figure.name), figure_names().end()) << figure.name;
}

TEST(Figures, AUnitWithoutEventsHasNoScoreFiguresButFalseAlarms) {
  auto quiet = minutes({{40, 42}});
  quiet.labels.assign(100, 0);
  const auto figures = figures_of({quiet}, 10, 0);
  ASSERT_TRUE(figures);
  EXPECT_FALSE(value_of(*figures, "auroc"));
  EXPECT_EQ(value_of(*figures, "false_alarms"), 1);
}

TEST(Sweep, EverLowerThresholdsFindMoreAndCostMore) {
  auto trace = minutes({});
  Random random(3);
  for (auto& score : trace.scores) score = random.uniform();
  trace.scores[25] = 3;  // one event stands out, the other is as everything
  const auto curve = sweep({trace}, 0);
  ASSERT_TRUE(curve);
  ASSERT_GT(curve->size(), 5u);
  EXPECT_EQ(curve->front().events_found, 1u);
  EXPECT_EQ(curve->front().false_alarms_per_day, 0);
  for (std::size_t k = 1; k < curve->size(); ++k) {
    EXPECT_LT((*curve)[k].threshold, (*curve)[k - 1].threshold);
    EXPECT_GE((*curve)[k].events_found, (*curve)[k - 1].events_found);
    EXPECT_GE((*curve)[k].false_positive_rate, (*curve)[k - 1].false_positive_rate);
  }
  EXPECT_EQ(events_within(*curve, 0), 1u);
  EXPECT_EQ(events_within({}, 1), 0u);
}

TEST(Calibration, OfHonestScoresLiesOnTheDiagonal) {
  UnitTrace trace;
  Random random(1);
  for (int row = 0; row < 20000; ++row) {
    trace.scores.push_back(-std::log10(1 - random.uniform()));
    trace.labels.push_back(row % 100 == 0);
    if (row % 100 == 0) trace.scores.back() = 9;  // attacked rows don't count
  }
  const auto points = calibration_of({trace});
  ASSERT_GE(points.size(), 10u);
  for (const auto& point : points) {
    EXPECT_NEAR(point.observed, point.nominal, 5 * std::sqrt(point.nominal / 19800) + 1e-9) << point.nominal;
    EXPECT_EQ(point.rows, 19800u);
  }
}

TEST(IgnorantTraces, KnowNothing) {
  const auto truth = minutes({});
  const auto always = figures_of({ignorant_trace("always", truth, 1)}, 10, 0),
             never = figures_of({ignorant_trace("never", truth, 1)}, 10, 0),
             random = figures_of({ignorant_trace("random", truth, 1)}, 10, 0);
  ASSERT_TRUE(always && never && random);
  EXPECT_EQ(value_of(*always, "events_found"), 2);
  EXPECT_EQ(value_of(*always, "false_positive_rate"), 1);
  EXPECT_EQ(value_of(*always, "auroc"), 0.5);
  EXPECT_EQ(value_of(*never, "events_found"), 0);
  EXPECT_NEAR(*value_of(*random, "auroc"), 0.5, 0.2);
}

}  // namespace
}  // namespace weir
