#include "metrics/tsb_ad/tsb_ad.h"

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(TsbAd, ThresholdsAreStrictAndEvenlySpaced) {
  const std::vector<double> scores{0, 1, 99, 50};
  std::size_t calls = 0, alarmed_most = 0;
  const auto series = drawn_series("..#.", "....", scores);
  const auto best = best_of_100_linear_thresholds(series, [&](const Series& s) -> std::optional<double> {
    ++calls;
    std::size_t alarmed = 0;
    for (const auto alarm : s.alarms()) alarmed += alarm;
    alarmed_most = std::max(alarmed_most, alarmed);
    if (alarmed == 0) return std::nullopt;
    return 1.0 / static_cast<double>(alarmed);
  });
  EXPECT_EQ(calls, 100U);
  EXPECT_EQ(alarmed_most, 3U);  // score > minimum: never all steps
  EXPECT_EQ(best, 1);
}

TEST(TsbAd, ItsQuirks) {
  EXPECT_DOUBLE_EQ(tsb_ad_pa_f1(drawn_series("###.", ".#..")), 2 * 2.0 / (2 + 3));  // step 0 isn't filled
  EXPECT_DOUBLE_EQ(tsb_ad_pa_f1(drawn_series(".###", "..#.")), 1);
  EXPECT_EQ(tsb_ad_event_f1(drawn_series("..##", "...#")), 0);  // the last step of an event at the end isn't seen
  EXPECT_EQ(tsb_ad_event_f1(drawn_series(".##.", "..#.")), 1);
  EXPECT_EQ(tsb_ad_range_f1(drawn_series("####", "..#."), 0.5), 0);
  EXPECT_EQ(tsb_ad_range_f1(drawn_series(".###", "..#."), 0.5), 0.5);
}

TEST(TsbAd, UndefinedWithoutScores) { EXPECT_FALSE(best_of_100_linear_thresholds(drawn_series("#.", "#."), tsb_ad_pa_f1)); }

}  // namespace
}  // namespace weir
