#include "metrics/ranking/ranking.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Ranking, WorkedByHand) {
  const std::vector<double> scores{0.9, 0.8, 0.8, 0.1};  // attacked: first and third
  const auto series = drawn_series("#.#.", "....", scores);
  EXPECT_DOUBLE_EQ(*auroc(series), 3.5 / 4);                                // of 4 pairs one is tied
  EXPECT_DOUBLE_EQ(*average_precision(series), 0.5 * 1 + 0.5 * (2.0 / 3));  // at 0.9, at 0.8
  const auto best = *best_f1(series);
  EXPECT_DOUBLE_EQ(best.f1, 0.8);
  EXPECT_DOUBLE_EQ(best.threshold, 0.8);
}

TEST(Ranking, UndefinedWithoutScoresOrClasses) {
  const std::vector<double> scores{1, 2};
  EXPECT_FALSE(auroc(drawn_series("#.", "..")));
  EXPECT_FALSE(best_f1(drawn_series("#.", "..")));
  EXPECT_FALSE(auroc(drawn_series("..", "..", scores)));
  EXPECT_FALSE(average_precision(drawn_series("..", "..", scores)));
  EXPECT_FALSE(auroc(drawn_series("##", "..", scores)));
  EXPECT_EQ(best_f1(drawn_series("..", "..", scores))->f1, 0);
}

TEST(Ranking, AgreesWithCountingEveryPair) {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    const auto series = random_series(random, 1 + random.index(60));
    double above = 0, pairs = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
      for (std::size_t j = 0; j < series.size(); ++j) {
        if (series.labels()[i] == 0 || series.labels()[j] != 0) continue;
        pairs += 1;
        above += series.scores()[i] > series.scores()[j] ? 1.0 : series.scores()[i] == series.scores()[j] ? 0.5 : 0.0;
      }
    }
    const auto area = auroc(series);
    ASSERT_EQ(area.has_value(), pairs > 0);
    if (area) {
      ASSERT_NEAR(*area, above / pairs, 1e-12);
    }
  }
}

}  // namespace
}  // namespace weir
