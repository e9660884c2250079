// Short random recordings, overlapping events among them: every metric stays in its range and never touches a step that isn't there.
#include <cmath>
#include <optional>

#include <gtest/gtest.h>

#include "metrics/affiliation/affiliation.h"
#include "metrics/batadal/batadal.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/drawn_series.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/nab/nab.h"
#include "metrics/point/point.h"
#include "metrics/point_adjusted/point_adjusted.h"
#include "metrics/range_pr/range_pr.h"
#include "metrics/ranking/ranking.h"
#include "metrics/skab_nab/skab_nab.h"
#include "metrics/tsb_ad/tsb_ad.h"
#include "metrics/vus/vus.h"

namespace weir {
namespace {

bool is_rate(double x) { return x >= 0 && x <= 1 + 1e-12; }
bool is_rate(std::optional<double> x) { return !x || is_rate(*x); }

Series with_overlapping_events(Random& random, const Series& base) {
  std::vector<RowRange> events(1 + random.index(5));
  for (RowRange& event : events) {
    event.first = random.index(base.size());
    event.last = event.first + 1 + random.index(base.size() - event.first);
  }
  auto series = Series::make({.events = events, .alarms = base.alarms(), .scores = base.scores(), .period_s = 2});
  EXPECT_TRUE(series);
  return *std::move(series);
}

void judge(const Series& s, Random& random) {
  const auto c = point_counts(s);
  ASSERT_EQ(c.tp + c.fp + c.fn + c.tn, s.size());
  ASSERT_TRUE(is_rate(f1(c)) && is_rate(accuracy(c)) && is_rate(balanced_accuracy(c)));
  ASSERT_LE(std::abs(matthews_correlation(c)), 1 + 1e-12);
  ASSERT_TRUE(is_rate(auroc(s)) && is_rate(average_precision(s)));
  ASSERT_GE(best_f1(s)->f1, 0);
  ASSERT_LE(best_f1(s)->f1, 1);
  ASSERT_GE(best_composite_f1(s)->f1 + 1e-12, composite_f1(composite_counts(s)));  // the alarms are one of its thresholds

  const auto view = event_view(s);
  ASSERT_EQ(view.true_alarms + view.false_alarms, s.alarm_runs().size());
  ASSERT_EQ(view.events, s.events().size());
  std::size_t detected = 0;
  for (const auto& delay : delays(s).per_event_s) detected += delay ? 1 : 0;
  ASSERT_EQ(detected, view.events_detected);
  ASSERT_DOUBLE_EQ(view.penalty_s, static_cast<double>(c.fp) * s.period_s());

  const auto e = etapr(s, {random.uniform(), random.uniform(), random.uniform()});
  ASSERT_TRUE(is_rate(e.recall) && std::isfinite(e.precision) && e.precision >= 0);
  const auto a = affiliation(s);
  ASSERT_TRUE(is_rate(a.precision) && is_rate(a.recall) && is_rate(a.f1));
  const auto volume = vus(s, {random.index(20), 1 + random.index(20)});
  ASSERT_TRUE(!volume || (std::isfinite(volume->roc) && std::isfinite(volume->pr)));
  const auto of_alarms = vus_of_alarms(s, random.index(20));
  ASSERT_TRUE(!of_alarms || (is_rate(of_alarms->recall) && is_rate(of_alarms->f1)));
  ASSERT_TRUE(is_rate(range_pr(s).f1) && is_rate(batadal(s).s));
  ASSERT_LE(nab(s).raw, nab(s).perfect + 1e-12);
  ASSERT_GE(nab(s, nab_standard, 0).raw, nab(s, nab_standard, 0).null - 0.11 * static_cast<double>(c.fp) - 1e-9);
  ASSERT_LE(skab_nab(s, 1 + random.index(9)).raw, skab_nab(s, 1).perfect + 1e-12);
  ASSERT_GE(pak_f1(s, 0) + 1e-12, pak_f1(s, 100));
  ASSERT_TRUE(is_rate(best_of_100_linear_thresholds(s, tsb_ad_pa_f1)) && is_rate(best_of_100_linear_thresholds(s, tsb_ad_event_f1)));
}

TEST(RandomSeries, EveryMetricStaysInItsRange) {
  Random random(17);
  for (int round = 0; round < 1500; ++round) {
    const auto series = random_series(random, 1 + random.index(50), random.uniform(0.02, 0.6));
    judge(series, random);
    judge(with_overlapping_events(random, series), random);
    if (HasFatalFailure()) FAIL() << "in round " << round;
  }
}

}  // namespace
}  // namespace weir
