#include "metrics/range_pr/range_pr.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(RangePr, WorkedByHand) {
  // Event of 4 steps met by two alarms in 2 steps; a second event missed.
  const auto r = range_pr(drawn_series(".####..##.", ".#.#......"));
  EXPECT_DOUBLE_EQ(r.recall, (0.2 + 0.8 * 0.5 / 2) / 2);
  EXPECT_DOUBLE_EQ(r.precision, 1);
}

TEST(RangePr, OneRangeOverEverythingIsARange) {
  const auto r = range_pr(drawn_series("..##....##", "##########"));
  EXPECT_DOUBLE_EQ(r.recall, 1);
  EXPECT_DOUBLE_EQ(r.precision, 0.4 / 2);
}

TEST(RangePr, NothingIsZero) { EXPECT_EQ(range_pr(drawn_series("...", "...")).f1, 0); }

}  // namespace
}  // namespace weir
