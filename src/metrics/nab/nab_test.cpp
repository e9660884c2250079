#include "metrics/nab/nab.h"

#include <cmath>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

double sigma(double r) { return 2 / (1 + std::exp(5 * r)) - 1; }

TEST(Nab, WorkedByHand) {
  // False alarm before any window, detections in the window (the earliest counts), one false alarm right behind it.
  const auto score = nab(drawn_series("....####....", ".#...##.#..."), nab_standard, 0);
  EXPECT_DOUBLE_EQ(score.raw, -0.11 + sigma(-3.0 / 4) / sigma(-1) + 0.11 * sigma(1.0 / 3));
  EXPECT_DOUBLE_EQ(score.null, -1);
  EXPECT_DOUBLE_EQ(score.perfect, 1);
}

TEST(Nab, OnsetsCostOnceAndAnEarlierAlarmDetectsNothing) {
  const auto series = drawn_series("....####....", "..####......");
  EXPECT_DOUBLE_EQ(nab(series, nab_standard, 0).raw, -0.22 + 1);
  EXPECT_DOUBLE_EQ(nab(series, nab_standard, 0, NabStream::onsets).raw, -0.11 - 1);
}

TEST(Nab, ProbationIsNotJudged) {
  const auto series = drawn_series(".##.......", "#..#......");
  const auto score = nab(series, nab_reward_low_fn, 0.3);
  EXPECT_DOUBLE_EQ(score.raw, 0.11 * sigma(1));  // step 3: one behind a window of width 2
  EXPECT_EQ(score.null, 0);                      // the window lies in probation
  EXPECT_EQ(score.perfect, 1);
}

TEST(Nab, OneStepWindowsAndNoWindows) {
  EXPECT_DOUBLE_EQ(nab(drawn_series(".#....", "...#.."), nab_standard, 0).raw, -1 + 0.11 * sigma(2));
  EXPECT_FALSE(nab_normalised(nab(drawn_series("....", ".#.."), nab_standard, 0)));
}

}  // namespace
}  // namespace weir
