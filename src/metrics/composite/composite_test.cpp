#include "metrics/composite/composite.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Composite, WorkedByHand) {
  const auto c = composite_counts(drawn_series("..####..##", "...##.#..."));
  EXPECT_DOUBLE_EQ(composite_precision(c), 2.0 / 3);
  EXPECT_DOUBLE_EQ(composite_event_recall(c), 0.5);
  EXPECT_DOUBLE_EQ(composite_f1(c), 4.0 / 7);
}

TEST(Composite, AnEventAtTheLastStepCanBeHit) { EXPECT_EQ(composite_f1(composite_counts(drawn_series("...#", "...#"))), 1); }

TEST(Composite, TheBestThresholdIsTheBestOfAll) {
  Random random(11);
  for (int round = 0; round < 200; ++round) {
    auto series = random_series(random, 1 + random.index(60));
    double best = 0;
    for (const double threshold : std::vector<double>(series.scores().begin(), series.scores().end())) {
      ASSERT_TRUE(series.set_alarms(alarms_at(series.scores(), threshold)));
      best = std::max(best, composite_f1(composite_counts(series)));
    }
    const auto found = best_composite_f1(series);
    ASSERT_TRUE(found);
    ASSERT_DOUBLE_EQ(found->f1, best);
    ASSERT_TRUE(series.set_alarms(alarms_at(series.scores(), found->threshold)));
    ASSERT_DOUBLE_EQ(composite_f1(composite_counts(series)), best);
  }
}

}  // namespace
}  // namespace weir
