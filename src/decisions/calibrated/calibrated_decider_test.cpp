#include "decisions/calibrated/calibrated_decider.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t sensors = 12;

/// Threshold 4, half of it 2; no baseline; over after three quiet steps.
AlarmPolicy plain_policy() {
  AlarmPolicy policy;
  policy.threshold = 4;
  policy.baseline_rate = 0;
  policy.quiet_steps = 3;
  return policy;
}

/// A decider, fed one step a second, and all that it said.
class Bench final : public Outlet<Alarm> {
 public:
  explicit Bench(const AlarmPolicy& policy = plain_policy(), std::vector<Edge> edges = {}) : topology_(sensors, std::move(edges)) {
    std::vector<Sensor> list(sensors);
    for (std::size_t i = 0; i < sensors; ++i) list[i].name = fmt::format("s{}", i);
    catalogue_ = Catalogue(std::move(list));
    decider_ = std::move(*make_calibrated_decider(policy, catalogue_, topology_));
    for (auto* v : {&per_sensor, &values, &expected, &spread}) v->assign(sensors, 0);
    per_edge.assign(topology_.edge_count(), 0);
  }

  std::vector<float> per_sensor, values, expected, spread, per_edge;
  std::vector<Alarm> said;

  bool push(std::span<const Alarm> alarms) override {
    said.insert(said.end(), alarms.begin(), alarms.end());
    return true;
  }
  Learning step(float total, bool after_gap = false) {
    const std::vector<Quality> quality(sensors, Quality::good);
    const FrameView frame{at(now_++), values, quality, {}, after_gap};
    return decider_->decide(frame, {total, per_sensor, per_edge, expected, spread}, *this);
  }
  void run(std::initializer_list<float> totals) {
    for (const float total : totals) step(total);
  }
  /// A score of which only the total is known.
  void step_without_parts(float total) { decider_->decide({at(now_++), values, {}, {}, false}, {total, {}, {}, {}, {}}, *this); }
  void finish() { decider_->finish(*this); }
  Decider& decider() { return *decider_; }
  std::string phases() const {
    std::string text;
    for (const auto& alarm : said) text += fmt::format("{}{} ", name_of(alarm.phase)[0], alarm.id);
    return text;
  }
  static Timestamp at(std::int64_t second) { return Timestamp(std::chrono::seconds(1'000'000 + second)); }

 private:
  Catalogue catalogue_;
  Graph topology_;
  std::unique_ptr<Decider> decider_;
  std::int64_t now_ = 0;
};

TEST(CalibratedDecider, SaysNothingBelowTheThreshold) {
  Bench bench;
  for (int step = 0; step < 1000; ++step) bench.step(3.99F);
  bench.finish();
  EXPECT_TRUE(bench.said.empty());
}

TEST(CalibratedDecider, OpensAtTheThresholdAndClosesAfterTheQuietSteps) {
  Bench bench;
  bench.run({0, 0, 4});
  ASSERT_EQ(bench.phases(), "o1 ");
  EXPECT_TRUE(bench.decider().in_alarm());
  EXPECT_EQ(bench.said[0].at, Bench::at(2));
  bench.run({0, 0});
  EXPECT_TRUE(bench.decider().in_alarm());
  bench.run({0});
  EXPECT_FALSE(bench.decider().in_alarm());
  ASSERT_EQ(bench.phases(), "o1 c1 ");
  const auto& closed = bench.said[1];
  EXPECT_EQ(closed.at, Bench::at(2));  // at its last strange step
  EXPECT_EQ(closed.last, Bench::at(2));
  EXPECT_EQ(closed.onset, Bench::at(2));
}

TEST(CalibratedDecider, DatesTheOnsetToWhereTheScoreRoseThroughHalf) {
  Bench bench;
  bench.run({0, 2, 2.5F, 1, 3, 4.5F, 6, 5, 0, 0, 0});
  ASSERT_EQ(bench.phases(), "o1 c1 ");
  EXPECT_EQ(bench.said[0].onset, Bench::at(1));  // the dip at 3 was too short to part it
  EXPECT_EQ(bench.said[0].at, Bench::at(5));
  const auto& closed = bench.said.back();
  EXPECT_EQ(closed.onset, Bench::at(1));
  EXPECT_EQ(closed.peak, Bench::at(6));
  EXPECT_EQ(closed.last, Bench::at(7));
  EXPECT_FLOAT_EQ(static_cast<float>(closed.score), 6);
  EXPECT_DOUBLE_EQ(closed.p_value, 1e-6);
}

TEST(CalibratedDecider, ForgetsARiseThatCameToNothing) {
  Bench bench;
  bench.run({3, 3, 0, 0, 0, 0, 5});
  ASSERT_EQ(bench.phases(), "o1 ");
  EXPECT_EQ(bench.said[0].onset, Bench::at(6));
}

TEST(CalibratedDecider, IsOneEpisodeHoweverOftenTheScoreDips) {
  Bench bench;
  for (int swing = 0; swing < 50; ++swing) bench.run({9, 0, 0});  // never three quiet steps
  for (int step = 0; step < 20; ++step) bench.step(2.1F);         // above half: still not over
  EXPECT_TRUE(bench.decider().in_alarm());
  bench.run({0, 0, 0, 0, 0});
  std::size_t opened = 0, closed = 0;
  for (const auto& alarm : bench.said) {
    EXPECT_EQ(alarm.id, 1u);
    opened += alarm.phase == AlarmPhase::opened;
    closed += alarm.phase == AlarmPhase::closed;
  }
  EXPECT_EQ(opened, 1u);
  EXPECT_EQ(closed, 1u);
}

TEST(CalibratedDecider, TellsPhasesInOrderAndUpdatesAtEveryDoubling) {
  Bench bench;
  for (int step = 0; step < 1000; ++step) bench.step(8);
  bench.run({0, 0, 0});
  ASSERT_GE(bench.said.size(), 3u);
  EXPECT_EQ(bench.said.front().phase, AlarmPhase::opened);
  EXPECT_EQ(bench.said.back().phase, AlarmPhase::closed);
  std::int64_t expected = 2;  // steps into the episode
  for (std::size_t k = 1; k + 1 < bench.said.size(); ++k, expected *= 2) {
    EXPECT_EQ(bench.said[k].phase, AlarmPhase::updated);
    EXPECT_EQ(bench.said[k].at, Bench::at(expected - 1));
  }
  EXPECT_EQ(bench.said.size(), 2u + 9u);  // 2, 4, ... 512
}

TEST(CalibratedDecider, CountsItsAlarms) {
  Bench bench;
  for (int episode = 0; episode < 3; ++episode) bench.run({0, 5, 0, 0, 0, 0});
  EXPECT_EQ(bench.phases(), "o1 c1 o2 c2 o3 c3 ");
  bench.decider().reset();
  bench.run({5});
  EXPECT_EQ(bench.said.back().id, 4u);
}

TEST(CalibratedDecider, AGapEndsTheEpisodeAndMayBeginTheNext) {
  Bench bench;
  bench.run({0, 5, 5});
  bench.step(0, true);
  EXPECT_EQ(bench.phases(), "o1 u1 c1 ");
  EXPECT_FALSE(bench.decider().in_alarm());
  bench.run({5});
  bench.step(5, true);
  ASSERT_EQ(bench.phases(), "o1 u1 c1 o2 c2 o3 ");
  EXPECT_EQ(bench.said[4].at, Bench::at(4));
  EXPECT_EQ(bench.said[5].onset, Bench::at(5));  // nothing of before the gap
}

TEST(CalibratedDecider, AGapForgetsARise) {
  Bench bench;
  bench.run({3, 3});
  bench.step(5, true);
  ASSERT_EQ(bench.phases(), "o1 ");
  EXPECT_EQ(bench.said[0].onset, Bench::at(2));
}

TEST(CalibratedDecider, FinishClosesOnceAndOnlyWhatIsOpen) {
  Bench bench;
  bench.run({0, 5, 2.5F, 0});
  bench.finish();
  bench.finish();
  ASSERT_EQ(bench.phases(), "o1 u1 c1 ");
  EXPECT_EQ(bench.said.back().at, Bench::at(2));
  EXPECT_FALSE(bench.decider().in_alarm());
}

TEST(CalibratedDecider, ResetDropsTheEpisodeWithoutAWord) {
  Bench bench;
  bench.run({0, 5});
  bench.decider().reset();
  EXPECT_FALSE(bench.decider().in_alarm());
  bench.run({0, 0, 0, 0});
  bench.finish();
  EXPECT_EQ(bench.phases(), "o1 ");
}

TEST(CalibratedDecider, LetsDetectorsLearnOnlyFromWhatIsCalm) {
  Bench bench;
  EXPECT_EQ(bench.step(1), Learning::allow);
  EXPECT_EQ(bench.step(2.5F), Learning::hold);  // rising
  EXPECT_EQ(bench.step(5), Learning::hold);
  EXPECT_EQ(bench.step(0), Learning::hold);  // still open
  EXPECT_EQ(bench.step(0), Learning::hold);
  EXPECT_EQ(bench.step(0), Learning::allow);  // closed by this step
  EXPECT_EQ(bench.step(0), Learning::allow);
}

TEST(CalibratedDecider, BlamesSensorsByTheirSquaresAndTellsTheirStrangestStep) {
  Bench bench;
  const auto set = [&](std::size_t i, float strangeness, float seen) {
    bench.per_sensor[i] = strangeness;
    bench.values[i] = seen;
  };
  bench.expected[5] = 20;
  bench.spread[5] = 0.5F;
  set(5, -4, 11);
  set(2, 2, 7);
  bench.step(5);
  set(5, 1, 19);
  bench.step(5);
  bench.run({0, 0, 0});
  const auto& opened = bench.said.front();
  ASSERT_EQ(opened.culprit_count, 2u);
  EXPECT_EQ(opened.culprits[0].sensor, 5u);
  EXPECT_FLOAT_EQ(opened.culprits[0].share, 16.0F / 20);
  EXPECT_FLOAT_EQ(opened.culprits[1].share, 4.0F / 20);
  const auto& closed = bench.said.back();
  ASSERT_EQ(closed.culprit_count, 2u);
  EXPECT_EQ(closed.culprits[0].sensor, 5u);
  EXPECT_FLOAT_EQ(closed.culprits[0].share, 17.0F / 25);
  EXPECT_EQ(closed.culprits[0].seen, 11);  // at its strangest step, not at the last
  EXPECT_EQ(closed.culprits[0].expected, 20);
  EXPECT_EQ(closed.culprits[0].spread, 0.5F);
  EXPECT_EQ(closed.culprits[1].sensor, 2u);
  EXPECT_FLOAT_EQ(closed.culprits[1].share, 8.0F / 25);
}

TEST(CalibratedDecider, SortsAtMostEightCulpritsAndLeavesTheSmallOnesOut) {
  Bench bench;
  for (std::size_t i = 0; i < sensors; ++i) bench.per_sensor[i] = i == 7 ? 3.0F : 2.0F + 0.01F * static_cast<float>(i % 3);
  bench.step(5);
  const auto& crowd = bench.said.back();
  ASSERT_EQ(crowd.culprit_count, Alarm::culprits_max);
  EXPECT_EQ(crowd.culprits[0].sensor, 7u);
  EXPECT_EQ(crowd.culprits[1].sensor, 2u);  // of equals the first
  EXPECT_EQ(crowd.culprits[2].sensor, 5u);
  float sum = 0;
  for (std::size_t k = 0; k < crowd.culprit_count; ++k) {
    if (k > 0) {
      EXPECT_LE(crowd.culprits[k].share, crowd.culprits[k - 1].share);
    }
    sum += crowd.culprits[k].share;
  }
  EXPECT_GT(sum, 0.5F);
  EXPECT_LE(sum, 1.0F);

  Bench one;
  one.per_sensor[3] = 5;
  one.per_sensor[4] = 0.5F;  // a hundredth of the squares
  one.step(5);
  EXPECT_EQ(one.said.back().culprit_count, 1u);
}

TEST(CalibratedDecider, StartsEveryEpisodeWithACleanSlate) {
  Bench bench;
  bench.per_sensor[1] = 6;
  bench.run({9, 0, 0, 0});
  bench.per_sensor[1] = 0;
  bench.per_sensor[8] = 2;
  bench.run({5});
  const auto& second = bench.said.back();
  EXPECT_EQ(second.id, 2u);
  ASSERT_EQ(second.culprit_count, 1u);
  EXPECT_EQ(second.culprits[0].sensor, 8u);
  EXPECT_EQ(second.score, 5);
}

TEST(CalibratedDecider, NamesTheBrokenRelationsOfThoseItBlames) {
  Bench bench(plain_policy(), {{0, 1, 0.5F, false},
                               {2, 3, 0.5F, true},
                               {4, 5, 1, false},
                               {6, 7, 1, false},
                               {8, 7, 1, false},
                               {9, 10, 1, false},
                               {8, 11, 1, false}});
  for (const std::size_t target : {1, 3, 7, 10}) bench.per_sensor[target] = 3;
  bench.per_edge = {1, 6, 50, 2, 0.2F, 1, 50};  // in the order of targets; 4 -> 5 and 8 -> 11 lead to nobody who is blamed
  bench.step(5);
  bench.per_edge = {3, 0, 0, 0, 0, 0, 0};
  bench.step(5);
  bench.finish();
  const auto& closed = bench.said.back();
  ASSERT_EQ(closed.edge_count, 4u);
  EXPECT_EQ(closed.edges[0].from, 2u);
  EXPECT_EQ(closed.edges[0].to, 3u);
  EXPECT_FLOAT_EQ(closed.edges[0].share, 6 / 13.2F);
  EXPECT_EQ(closed.edges[1].to, 1u);
  EXPECT_FLOAT_EQ(closed.edges[1].share, 4 / 13.2F);
  EXPECT_EQ(closed.edges[2].from, 6u);
  EXPECT_EQ(closed.edges[2].to, 7u);
  EXPECT_EQ(closed.edges[3].to, 10u);

  Bench small(plain_policy(), {{0, 1, 1, false}, {2, 1, 1, false}});
  small.per_sensor[1] = 3;
  small.per_edge = {9, 0.1F};  // a hundredth isn't worth a line
  small.step(5);
  ASSERT_EQ(small.said.back().edge_count, 1u);
  EXPECT_EQ(small.said.back().edges[0].from, 0u);
}

TEST(CalibratedDecider, TakesScoresWithoutPartsAndNumbersThatAreNone) {
  Bench bench(plain_policy(), {{0, 1, 0.5F, false}});
  bench.step_without_parts(5);
  ASSERT_EQ(bench.phases(), "o1 ");
  EXPECT_EQ(bench.said[0].culprit_count, 0u);
  EXPECT_EQ(bench.said[0].edge_count, 0u);
  bench.per_sensor[0] = std::nanf("");
  bench.per_sensor[1] = std::numeric_limits<float>::infinity();
  bench.per_sensor[2] = 3;
  bench.step(5);
  bench.finish();
  const auto& closed = bench.said.back();
  ASSERT_EQ(closed.culprit_count, 1u);
  EXPECT_EQ(closed.culprits[0].sensor, 2u);
  EXPECT_FLOAT_EQ(closed.culprits[0].share, 1);
}

TEST(CalibratedDecider, ScoresThatAreNoNumberChangeNothing) {
  AlarmPolicy policy = plain_policy();
  policy.baseline_rate = 0.1;
  Bench bench(policy), undisturbed(policy);
  for (int step = 0; step < 30; ++step) {
    if (step == 10) bench.step(std::nanf(""));
    bench.step(1.9F);
    undisturbed.step(1.9F);
  }
  EXPECT_TRUE(bench.said.empty());
  // Both have got used to 1.9; a baseline lost to the NaN would alarm here.
  bench.run({5.1F});
  undisturbed.run({5.1F});
  EXPECT_EQ(bench.phases(), undisturbed.phases());
  EXPECT_EQ(bench.phases(), "");
}

TEST(CalibratedDecider, GetsUsedToALastingShiftButNotToAnAttack) {
  AlarmPolicy policy;
  policy.threshold = 2.5;
  policy.baseline_rate = 0.01;
  policy.baseline_clip = 2;
  policy.baseline_rest = 0.434;
  policy.quiet_steps = 5;
  // A plant that has moved: 2.6 digits for good. It alarms at first, then the baseline takes 1.57 off and it is over.
  Bench moved(policy);
  for (int step = 0; step < 2000; ++step) moved.step(2.6F);
  EXPECT_FALSE(moved.decider().in_alarm());
  EXPECT_EQ(moved.said.front().phase, AlarmPhase::opened);
  EXPECT_EQ(moved.said.back().phase, AlarmPhase::closed);
  EXPECT_EQ(moved.said.back().id, 1u);
  for (int step = 0; step < 10; ++step) moved.step(6);  // and what is new on top of it is still seen
  EXPECT_TRUE(moved.decider().in_alarm());

  // An attack of a quarter of the baseline's memory is one alarm from beginning to end.
  Bench attacked(policy);
  for (int step = 0; step < 500; ++step) attacked.step(0.4F);
  for (int step = 0; step < 25; ++step) attacked.step(3);
  EXPECT_TRUE(attacked.decider().in_alarm());
  for (int step = 0; step < 100; ++step) attacked.step(0.4F);
  EXPECT_FALSE(attacked.decider().in_alarm());
  EXPECT_EQ(attacked.said.back().onset, Bench::at(500));
  EXPECT_EQ(attacked.said.back().last, Bench::at(524));
  attacked.run({3});  // its shadow isn't: the next one is seen as soon
  EXPECT_TRUE(attacked.decider().in_alarm());
}

TEST(CalibratedDecider, ForgetsItsHabitsAtAGapAndWhenReset) {
  AlarmPolicy policy;
  policy.threshold = 2.5;
  policy.baseline_rate = 0.01;
  policy.quiet_steps = 5;
  for (const bool by_gap : {true, false}) {
    Bench bench(policy);
    for (int step = 0; step < 1000; ++step) bench.step(1.9F);  // used to 1.9 by now
    bench.step(3);
    EXPECT_EQ(bench.phases(), "");
    if (!by_gap) bench.decider().reset();
    bench.step(3, by_gap);
    EXPECT_EQ(bench.phases(), "o1 ");
  }
}

TEST(CalibratedDecider, SaysTheSameOfTheSame) {
  Bench one, two;
  for (int step = 0; step < 500; ++step) {
    const auto total = static_cast<float>(3 + 3 * std::sin(0.1 * step));
    for (auto* bench : {&one, &two}) {
      bench->per_sensor[static_cast<std::size_t>(step) % sensors] = total;
      bench->step(total);
    }
  }
  EXPECT_EQ(one.phases(), two.phases());
  EXPECT_GT(one.said.size(), 10u);
}

}  // namespace
}  // namespace weir
