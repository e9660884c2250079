#include "detectors/flatline/flatline_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/flatline/octave_counts.h"
#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

/// S0 noise about a slow wave; S1 a dead-banded level that rests for up to 40 steps; S2 a valve; S3 a counter of even steps;
/// S4 a ramp with little noise, back to 0 every 200 steps.
const std::vector<SensorKind> kinds = {SensorKind::continuous, SensorKind::level, SensorKind::discrete, SensorKind::counter,
                                       SensorKind::continuous};

FrameTable normal_data(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  float level = 3;
  std::size_t rest = 0;
  return test::make_table(kinds, rows, [&](std::size_t row, test::Row& now) {
    if (rest-- == 0) {
      level += random.chance(0.5) ? 1.0F : -1.0F;
      rest = random.index(41);
    }
    const double wave = 10 * std::sin(static_cast<double>(row) / 60);
    now.values = {static_cast<float>(50 + wave + random.normal()), level, row / 300 % 2 ? 1.0F : 0.0F,
                  static_cast<float>(3 * (row + 1)) + (random.chance(0.3) ? 1.0F : 0.0F),
                  static_cast<float>(static_cast<double>(row % 200) + 0.3 * random.normal())};
  });
}

struct Flatline : testing::Test {
  const FrameTable normal = normal_data(4000, 1), fresh = normal_data(1500, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  std::unique_ptr<Detector> made() const {
    const auto factory = flatline_detector();
    const auto trained = factory.train(ConfigTable{}, {normal, make_folds(normal, 4), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    return std::move(*factory.make(trained->full, context));
  }
  /// Strangeness of one sensor on each step from 300 on while `change` alters its readings.
  template <class Change>
  std::vector<float> strangeness(std::size_t sensor, std::size_t steps, Change&& change) const {
    const auto detector = made();
    std::vector<float> result;
    for (std::size_t row = 0; row < 300 + steps; ++row) {
      test::Row now(kinds.size());
      now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
      if (row >= 300) change(row - 300, now);
      const auto score = detector->score(now.view(row));
      if (row >= 300) result.push_back(score.per_sensor[sensor]);
    }
    return result;
  }
  float reading(std::size_t row, std::size_t sensor) const { return fresh.values(row)[sensor]; }
};

TEST_F(Flatline, IsQuietInNormalOperation) {
  const auto detector = made();
  std::vector<int> strange(kinds.size(), 0);
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    const auto score = detector->score(fresh.frame(row));
    for (std::size_t i = 0; i < kinds.size(); ++i) strange[i] += std::abs(score.per_sensor[i]) > 1;
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_LE(strange[i], static_cast<int>(fresh.rows() / 40)) << "sensor " << i;
}

TEST_F(Flatline, SeesAFrozenReadingSoonAndMoreTheLongerItLasts) {
  const float held = reading(299, 0);
  const auto s = strangeness(0, 60, [&](std::size_t, test::Row& now) { now.values[0] = held; });
  EXPECT_GT(std::abs(s[4]), 1);
  EXPECT_GT(std::abs(s[20]), 3);
  EXPECT_GT(std::abs(s[59]), std::abs(s[20]));
}

TEST_F(Flatline, TheSignTellsWhetherItStandsHighOrLow) {
  const auto high = strangeness(0, 30, [&](std::size_t, test::Row& now) { now.values[0] = 58; });
  const auto low = strangeness(0, 30, [&](std::size_t, test::Row& now) { now.values[0] = 42; });
  EXPECT_GT(high.back(), 1);
  EXPECT_LT(low.back(), -1);
}

TEST_F(Flatline, WhatRestsByHabitMayRestAsLongAsItAlwaysDid) {
  const auto as_ever = strangeness(1, 30, [&](std::size_t, test::Row& now) { now.values[1] = 9; });
  EXPECT_LT(std::abs(as_ever.back()), 1);
  const auto far_longer = strangeness(1, 600, [&](std::size_t, test::Row& now) { now.values[1] = 9; });
  EXPECT_GT(std::abs(far_longer.back()), 1.5F);
}

TEST_F(Flatline, AValveMayStandForever) {
  for (const float s : strangeness(2, 1000, [](std::size_t, test::Row& now) { now.values[2] = 1; })) EXPECT_EQ(s, 0);
}

TEST_F(Flatline, NoRestIsTooLongForAValve) {
  const auto trained = flatline_detector().train(ConfigTable{}, {normal, make_folds(normal, 4), nullptr}, context);
  const auto still = *trained->full.get("still", {kinds.size(), TensorSet::any});
  const std::size_t aspects = still.size() / kinds.size();
  for (std::size_t a = 0; a < aspects; ++a) EXPECT_GT(still[2 * aspects + a], 100) << "octaves, aspect " << a;
}

TEST_F(Flatline, SeesAStuckCounter) {
  const float held = reading(299, 3);
  EXPECT_GT(std::abs(strangeness(3, 30, [&](std::size_t, test::Row& now) { now.values[3] = held; }).back()), 2);
}

TEST_F(Flatline, SeesAShortPatternPlayedAgain) {
  const auto s = strangeness(0, 60, [&](std::size_t k, test::Row& now) { now.values[0] = reading(290 + k % 5, 0); });
  EXPECT_GT(std::abs(s[30]), 2);
}

TEST_F(Flatline, SeesAReadingThatIsHeldWithALittleJitter) {
  Random random(5);
  const float held = reading(299, 0);
  const auto s =
      strangeness(0, 60, [&](std::size_t, test::Row& now) { now.values[0] = held + 0.05F * static_cast<float>(random.normal()); });
  EXPECT_GT(std::abs(s[40]), 2);
}

TEST_F(Flatline, SeesADrawnLineWhereNoiseShouldBe) {
  const float from = reading(299, 4);
  const auto s = strangeness(4, 60, [&](std::size_t k, test::Row& now) { now.values[4] = from + static_cast<float>(k + 1); });
  EXPECT_GT(std::abs(s[50]), 2);
}

TEST_F(Flatline, SeesLostResolution) {
  const auto s = strangeness(0, 200, [&](std::size_t, test::Row& now) { now.values[0] = 5 * std::round(now.values[0] / 5); });
  EXPECT_GT(std::abs(s[150]), 1);
}

TEST_F(Flatline, WhatIsMissingDoesNotStandStill) {
  const auto s = strangeness(0, 100, [&](std::size_t k, test::Row& now) {
    if (k >= 50) return;
    now.values[0] = reading(299, 0);
    now.quality[0] = Quality::missing;
  });
  for (std::size_t k = 0; k < 50; ++k) EXPECT_EQ(s[k], 0);
  EXPECT_LT(std::abs(s[60]), 1);
}

TEST(OctaveCounts, QuantilesAreRightWithinABin) {
  OctaveCounts counts;
  EXPECT_EQ(counts.quantile(0.5), OctaveCounts::highest);
  for (int k = 0; k < 1000; ++k) counts.add(static_cast<float>(k) / 100);
  EXPECT_NEAR(counts.quantile(0.5), 5, 0.13);
  EXPECT_NEAR(counts.quantile(0.995), 9.95, 0.13);
  counts.add(1e9F);
  counts.add(-1e9F);
  EXPECT_EQ(counts.quantile(1), OctaveCounts::highest);
}

}  // namespace
}  // namespace weir
