#include "metrics/series.h"

#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"
#include "metrics/runs.h"
#include "metrics/threshold_sweep.h"

namespace weir {
namespace {

using Ranges = std::vector<RowRange>;

TEST(Runs, AreMaximalAndHalfOpen) {
  EXPECT_EQ(runs_of(drawn("##..#.###")), (Ranges{{0, 2}, {4, 5}, {6, 9}}));
  EXPECT_TRUE(runs_of(drawn("....")).empty());
  EXPECT_TRUE(runs_of({}).empty());
  EXPECT_EQ(change_points(drawn("##..#")), (std::vector<std::size_t>{2, 4}));
}

TEST(Runs, WithinARangeAreThoseThatShareAStep) {
  const Ranges runs{{0, 2}, {4, 5}, {6, 9}};
  const auto within = [&](std::size_t first, std::size_t last) {
    const auto span = runs_within(runs, {first, last});
    return Ranges(span.begin(), span.end());
  };
  EXPECT_EQ(within(1, 7), runs);
  EXPECT_EQ(within(2, 6), (Ranges{{4, 5}}));
  EXPECT_TRUE(within(2, 4).empty());
  EXPECT_TRUE(within(9, 20).empty());
}

TEST(Series, EventsAreTheRunsOfLabelsUnlessGiven) {
  const auto runs = drawn_series(".##..#.", ".......");
  EXPECT_EQ(Ranges(runs.events().begin(), runs.events().end()), (Ranges{{1, 3}, {5, 6}}));

  const Ranges touching{{3, 5}, {1, 3}};
  const auto given = Series::make({.events = touching, .alarms = drawn(".......")});
  ASSERT_TRUE(given);
  EXPECT_EQ(Ranges(given->events().begin(), given->events().end()), (Ranges{{1, 3}, {3, 5}}));
  EXPECT_EQ(Ranges(given->label_runs().begin(), given->label_runs().end()), (Ranges{{1, 5}}));
}

TEST(Series, OverlappingEventsCoverTheirUnion) {
  const Ranges events{{1, 6}, {2, 3}, {5, 8}};
  const auto series = Series::make({.events = events, .alarms = drawn("..........")});
  ASSERT_TRUE(series);
  EXPECT_EQ(Ranges(series->label_runs().begin(), series->label_runs().end()), (Ranges{{1, 8}}));
}

TEST(Series, RefusesWhatCantBeJudgedAndSaysWhy) {
  const auto message = [](const SeriesInput& input) {
    const auto series = Series::make(input);
    return series ? std::string() : series.error().message;
  };
  const auto labels = drawn("..##");
  const std::vector<double> scores{0, 1, std::numeric_limits<double>::quiet_NaN(), 2};
  EXPECT_NE(message({}).find("give at least one"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .alarms = drawn("..###")}).find("labels have 4 steps where the series has 5"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .scores = scores}).find("score of step 2 is NaN"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .period_s = 0}).find("period"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .events = Ranges{{2, 5}}}).find("event [2, 5)"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .events = Ranges{{2, 2}}}).find("event [2, 2)"), std::string::npos);
  EXPECT_NE(message({.labels = labels, .events = Ranges{{1, 4}}}).find("step 1 is normal by its label but inside an event"),
            std::string::npos);
  auto series = drawn_series("..##", "....");
  EXPECT_FALSE(series.set_alarms(drawn("#")));
  EXPECT_TRUE(series.set_alarms(drawn("#..#")));
  EXPECT_EQ(series.alarm_runs().size(), 2U);
}

TEST(ThresholdSweep, GivesEveryScoreOnceFromTheHighest) {
  const std::vector<double> scores{1, 3, 2, 3, std::numeric_limits<double>::infinity()};
  std::vector<std::pair<double, std::vector<std::uint32_t>>> seen;
  sweep_thresholds(scores, [&](double at, auto steps) { seen.push_back({at, {steps.begin(), steps.end()}}); });
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[1].first, 3);
  EXPECT_EQ(seen[1].second, (std::vector<std::uint32_t>{1, 3}));
  EXPECT_EQ(seen[3].first, 1);
}

}  // namespace
}  // namespace weir
