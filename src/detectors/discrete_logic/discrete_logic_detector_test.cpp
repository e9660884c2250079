#include "detectors/discrete_logic/discrete_logic_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "detectors/discrete_logic/facts.h"
#include "detectors/discrete_logic/logic.h"
#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

enum : std::size_t { level, pump, valve, flow, standby };

/// A tank that a pump empties: on above 80, off below 20 (both roughly); a valve that runs with it, its move over two steps; a flow; a
/// standby pump that takes one in ten turns.
FrameTable pump_data(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  double height = 50;
  bool on = false, second = false;
  float opening = 0;
  return test::make_table({SensorKind::level, SensorKind::discrete, SensorKind::discrete, SensorKind::continuous, SensorKind::discrete},
                          rows, [&](std::size_t, test::Row& now) {
                            if (!on && height > 80 + random.normal()) {
                              on = true;
                              second = random.chance(0.1);
                            }
                            if (on && height < 20 + random.normal()) on = second = false;
                            height += on ? -3 - 0.1 * random.normal() : 2 + 0.1 * random.normal();
                            opening = std::clamp(opening + (on ? 0.4F : -0.4F), 0.0F, 1.0F);
                            const double values[] = {height + 0.2 * random.normal(), on && !second ? 1.0 : 0.0, opening,
                                                     (on ? 30 : 0) + 0.5 * random.normal(), on && second ? 1.0 : 0.0};
                            for (std::size_t i = 0; i < 5; ++i) now.values[i] = static_cast<float>(values[i]);
                          });
}

struct DiscreteLogic : testing::Test {
  const FrameTable normal = pump_data(6000, 1), fresh = pump_data(2000, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  std::unique_ptr<Detector> made() const {
    const auto factory = discrete_logic_detector();
    const auto trained = factory.train(ConfigTable{}, {normal, make_folds(normal, 5), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    return std::move(*factory.make(trained->full, context));
  }
  /// The first row from 300 on where the pump has been in `state` for `steps` steps.
  std::size_t row_where(float state, std::size_t steps) const {
    std::size_t run = 0;
    for (std::size_t row = 300; row < fresh.rows(); ++row) {
      run = fresh.values(row)[pump] == state && fresh.values(row)[standby] == 0 ? run + 1 : 0;
      if (run == steps) return row;
    }
    ADD_FAILURE() << "no such row";
    return 300;
  }
  template <class Change>
  std::vector<float> strangeness(std::size_t sensor, std::size_t onset, std::size_t steps, Change&& change) const {
    const auto detector = made();
    std::vector<float> result;
    for (std::size_t row = 0; row < onset + steps; ++row) {
      test::Row now(5);
      now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
      if (row >= onset) change(row - onset, now);
      const auto score = detector->score(now.view(row));
      if (row >= onset) result.push_back(score.per_sensor[sensor]);
    }
    return result;
  }
};

TEST_F(DiscreteLogic, AnAverageOverASwitchIsNoStateOfItsOwn) {
  const auto sets = state_sets(normal, make_folds(normal, 5));
  ASSERT_EQ(sets.size(), 3U);
  EXPECT_EQ(sets[0].sensor, pump);
  EXPECT_EQ(sets[0].count, 2U);
  EXPECT_EQ(sets[0].state_of(0.3F), 0);
  EXPECT_EQ(sets[0].state_of(0.8F), 1);
  EXPECT_EQ(sets[0].state_of(1.05F), 1);
  EXPECT_EQ(sets[0].state_of(7), -1);
}

TEST_F(DiscreteLogic, IsQuietInNormalOperation) {
  const auto detector = made();
  std::size_t strange = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    for (const float s : detector->score(fresh.frame(row)).per_sensor) strange += std::abs(s) > 1;
  }
  EXPECT_LT(strange, fresh.rows() * 5 / 50);
}

TEST_F(DiscreteLogic, SeesAPumpThatStartsAtTheWrongLevel) {
  const auto s = strangeness(pump, row_where(0, 15), 10, [](std::size_t, test::Row& now) { now.values[pump] = 1; });
  EXPECT_GT(*std::ranges::max_element(s), 1.5F);
}

TEST_F(DiscreteLogic, SeesAPumpThatStopsWhileItsFlowGoesOn) {
  const auto s = strangeness(pump, row_where(1, 6), 10, [](std::size_t, test::Row& now) { now.values[pump] = 0; });
  EXPECT_LT(*std::ranges::min_element(s), -1.5F);
}

TEST_F(DiscreteLogic, SeesAStateThatLastsTooLong) {
  const auto s = strangeness(pump, row_where(0, 10), 400, [](std::size_t, test::Row& now) {
    now.values = {50, 0, 0, 0, 0};  // nothing else looks odd
  });
  EXPECT_LT(std::abs(s[5]), 1);
  EXPECT_LT(s.back(), -1);
}

TEST_F(DiscreteLogic, SeesChatter) {
  const auto s = strangeness(pump, row_where(0, 10), 40, [](std::size_t k, test::Row& now) { now.values[pump] = k % 2 ? 1 : 0; });
  EXPECT_GT(std::abs(s[30]), 1.5F);
}

TEST_F(DiscreteLogic, SeesBothPumpsTogether) {
  const std::size_t onset = row_where(1, 6);
  const auto s = strangeness(standby, onset, 5, [](std::size_t, test::Row& now) { now.values[standby] = 1; });
  EXPECT_GT(*std::ranges::max_element(s), 1);
}

TEST_F(DiscreteLogic, SeesAValueThatIsNoState) {
  const auto s = strangeness(pump, row_where(0, 10), 5, [](std::size_t, test::Row& now) { now.values[pump] = 3; });
  EXPECT_GT(s.back(), 1.5F);
}

TEST_F(DiscreteLogic, WhatIsNotDeliveredIsNotJudged) {
  const auto s = strangeness(pump, row_where(0, 10), 5, [](std::size_t, test::Row& now) {
    now.values[pump] = 3;
    now.quality[pump] = Quality::stale;
  });
  for (const float one : s) EXPECT_EQ(one, 0);
}

TEST(StateRuns, ARunWithAHoleIsNoWholeRun) {
  StateRuns runs(std::vector<StateSet>{{.sensor = 0, .count = 2, .value = {0, 1}}});
  auto step = [&](float value, Quality quality = Quality::good) -> const StateRun& {
    test::Row now(1);
    now.values[0] = value;
    now.quality[0] = quality;
    runs.step(now.view(0));
    return runs[0];
  };
  step(0);
  EXPECT_FALSE(step(1).whole_before) << "its beginning wasn't seen";
  step(1);
  EXPECT_TRUE(step(0).switched);
  EXPECT_TRUE(runs[0].whole_before);
  EXPECT_EQ(runs[0].run_before, 2U);
  step(0, Quality::missing);
  EXPECT_FALSE(runs[0].judged);
  EXPECT_TRUE(step(1).switched);
  EXPECT_FALSE(runs[0].whole_before);
}

TEST(ZCounts, QuantilesAreRightWithinABin) {
  ZCounts counts;
  EXPECT_EQ(counts.quantile(0.5), 0);
  for (int k = -400; k <= 400; ++k) counts.add(static_cast<float>(k) / 100);
  EXPECT_NEAR(counts.quantile(0.5), 0, 0.07);
  EXPECT_NEAR(counts.quantile(0.995), 3.96, 0.07);
}

TEST(JointStates, HashesOfSensorsAddUpInAnyOrder) {
  const auto one = (hash_of(3, 1) + hash_of(8, 0)) & joint_mask, other = (hash_of(8, 0) + hash_of(3, 1)) & joint_mask;
  EXPECT_EQ(one, other);
  EXPECT_NE(one, (hash_of(3, 0) + hash_of(8, 1)) & joint_mask);
}

}  // namespace
}  // namespace weir
