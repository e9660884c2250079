#include "patterns/alarm_history.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

Timestamp hour(double h) { return Timestamp(std::chrono::hours(480'000)) + from_seconds(h * 3600); }

/// a - b - c given, in the stages P1, P2, P3; d stands alone in P9.
class History : public testing::Test {
 protected:
  History() {
    std::vector<Sensor> list(4);
    const char* names[] = {"a", "b", "c", "d"};
    const char* stages[] = {"P1", "P2", "P3", "P9"};
    for (std::size_t i = 0; i < 4; ++i) list[i].name = names[i], list[i].stage = stages[i];
    catalogue_ = Catalogue(std::move(list));
    graph_ = Graph(4, {{0, 1, 1, true}, {1, 2, 1, true}});
    history_ = std::make_unique<AlarmHistory>(catalogue_, graph_);
  }
  Alarm alarm(std::uint64_t id, SensorIndex sensor, double from_h, PatternKind verdict = PatternKind::attack,
              std::string_view pattern = "bias") {
    Alarm one;
    one.id = id;
    one.onset = hour(from_h);
    one.last = one.at = hour(from_h + 0.5);
    one.culprits[0] = {.sensor = sensor, .share = 1, .seen = 0, .expected = 0, .spread = 1};
    one.culprit_count = 1;
    one.verdict = verdict;
    one.patterns[0].name = FixedText<23>(pattern);
    one.pattern_count = 1;
    return one;
  }
  Alarm placed(Alarm one) {
    history_->place(one);
    return one;
  }

  Catalogue catalogue_;
  Graph graph_;
  std::unique_ptr<AlarmHistory> history_;
};

TEST_F(History, JoinsStagesOverHours) {
  EXPECT_EQ(placed(alarm(1, 0, 0)).campaign.id, 0U);
  const auto second = placed(alarm(2, 1, 5));
  EXPECT_EQ(second.campaign.id, 1U);
  EXPECT_EQ(second.campaign.place, 2U);
  EXPECT_EQ(second.campaign.began, hour(0));
  const auto third = placed(alarm(3, 2, 11));
  EXPECT_EQ(third.campaign.id, 1U);
  EXPECT_EQ(third.campaign.place, 3U);
  EXPECT_EQ(third.campaign.first_stage.view(), "P1");
  EXPECT_EQ(third.campaign.last_stage.view(), "P3");
}

TEST_F(History, LeavesApartWhatHasNothingInCommon) {
  placed(alarm(1, 0, 0));
  EXPECT_EQ(placed(alarm(2, 3, 2)).campaign.id, 0U) << "no relation, another stage";
  EXPECT_EQ(placed(alarm(3, 0, 40)).campaign.id, 0U) << "more than a day later";
}

TEST_F(History, FaultsAndChangesAreNoCampaign) {
  placed(alarm(1, 0, 0, PatternKind::fault, "drift"));
  EXPECT_EQ(placed(alarm(2, 0, 3)).campaign.id, 0U);
  EXPECT_EQ(placed(alarm(3, 1, 4, PatternKind::change, "change")).campaign.id, 0U);
  EXPECT_EQ(placed(alarm(4, 0, 6, PatternKind::unclear)).campaign.id, 2U) << "what may be an attack joins one";
}

TEST_F(History, APhaseKeepsItsPlace) {
  placed(alarm(1, 0, 0));
  placed(alarm(2, 1, 1));
  auto closed = alarm(2, 1, 1);
  closed.phase = AlarmPhase::closed;
  EXPECT_EQ(placed(closed).campaign.place, 2U);
  EXPECT_EQ(placed(alarm(3, 2, 2)).campaign.place, 3U);
}

TEST_F(History, TellsTheLikestFirst) {
  placed(alarm(1, 0, 0, PatternKind::attack, "ramp"));
  placed(alarm(2, 3, 1));
  placed(alarm(3, 0, 2));
  const auto found = placed(alarm(4, 0, 3));
  ASSERT_EQ(found.similar_count, 2U);
  EXPECT_EQ(found.similar[0].id, 3U);
  EXPECT_FLOAT_EQ(found.similar[0].likeness, 1);
  EXPECT_EQ(found.similar[1].id, 1U) << "the same sensor, another pattern";
  EXPECT_LT(found.similar[1].likeness, 1);
}

TEST_F(History, RemembersTheLast64) {
  for (std::uint64_t id = 1; id <= 500; ++id) placed(alarm(id, 0, static_cast<double>(id) * 0.1));
  const auto last = placed(alarm(501, 0, 50.2));
  ASSERT_EQ(last.similar_count, 2U);
  EXPECT_GT(last.similar[0].id, 436U);
  EXPECT_EQ(last.campaign.id, 1U) << "a campaign is called by its first alarm even when that is forgotten";
  EXPECT_EQ(last.campaign.place, 501U);
}

}  // namespace
}  // namespace weir
