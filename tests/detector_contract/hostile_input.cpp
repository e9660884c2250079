// Bad readings are the normal case: no number that arrives may break a detector or make a score of nothing.
#include <algorithm>
#include <cmath>
#include <limits>

#include "contract_plant.h"

namespace weir::contract {
namespace {

class DetectorUnderHostileInput : public DetectorContract {};

constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
constexpr float largest = std::numeric_limits<float>::max();
constexpr float junk[] = {nan,   infinity, -infinity, largest, -largest,
                          1e30F, -1e30F,   0.0F,      -0.0F,   std::numeric_limits<float>::denorm_min()};

void expect_sane(const ScoreView& score, std::size_t row) {
  ASSERT_TRUE(std::isfinite(score.total) && score.total >= 0) << "row " << row << ": " << score.total;
  for (const float s : score.per_sensor) ASSERT_TRUE(std::isfinite(s)) << "row " << row << ": " << s;
  for (const float s : score.per_edge) ASSERT_TRUE(std::isfinite(s)) << "row " << row << ": " << s;
}

TEST_P(DetectorUnderHostileInput, JunkOfEveryQualityGivesFiniteScores) {
  const auto detector = made(GetParam());
  Random random(1);
  const std::size_t n = plant().fresh.sensors();
  for (std::size_t row = 0; row < 1500; ++row) {
    test::Row now(n);
    now.values.assign(plant().fresh.values(row).begin(), plant().fresh.values(row).end());
    const double share = row % 100 < 50 ? 0.05 : 0.9;
    for (std::size_t i = 0; i < n; ++i) {
      if (random.chance(share)) now.values[i] = junk[random.index(std::size(junk))];
      if (random.chance(share)) now.quality[i] = static_cast<Quality>(random.index(5));
    }
    now.after_gap = random.chance(0.02);
    expect_sane(detector->score(now.view(row)), row);
  }
}

TEST_P(DetectorUnderHostileInput, EachKindOfJunkHeldForLong) {
  for (const float value : junk) {
    const auto detector = made(GetParam());
    for (std::size_t row = 0; row < 60; ++row) {
      test::Row now(9);
      std::ranges::fill(now.values, value);
      expect_sane(detector->score(now.view(row)), row);
    }
  }
}

TEST_P(DetectorUnderHostileInput, ItRecovers) {
  const auto hurt = made(GetParam()), well = made(GetParam());
  for (std::size_t row = 0; row < 100; ++row) {
    test::Row now(9);
    for (std::size_t i = 0; i < 9; ++i) now.values[i] = junk[(row + i) % std::size(junk)];
    hurt->score(now.view(row));
  }
  hurt->reset();
  EXPECT_TRUE(scores_of(*hurt, plant().fresh, {0, 100}) == scores_of(*well, plant().fresh, {0, 100}));
}

TEST_P(DetectorUnderHostileInput, WhatWasNotDeliveredIsNotStrange) {
  const auto detector = made(GetParam());
  scores_of(*detector, plant().fresh, {0, 300});
  for (std::size_t row = 300; row < 330; ++row) {
    test::Row now(9);
    now.values.assign(plant().fresh.values(row).begin(), plant().fresh.values(row).end());
    now.values[1] = plant().fresh.values(299)[1];
    now.quality[1] = Quality::missing;
    now.values[2] = nan;
    now.quality[2] = Quality::bad;
    const auto score = detector->score(now.view(row));
    ASSERT_EQ(score.per_sensor[1], 0);
    ASSERT_EQ(score.per_sensor[2], 0);
  }
}

TEST_P(DetectorUnderHostileInput, NothingDeliveredAtAllIsNoScore) {
  const auto detector = made(GetParam());
  test::Row nothing(9);
  std::ranges::fill(nothing.values, nan);
  std::ranges::fill(nothing.quality, Quality::missing);
  for (std::size_t row = 0; row < 50; ++row) {
    const auto score = detector->score(nothing.view(row));
    expect_sane(score, row);
    for (const float s : score.per_sensor) ASSERT_EQ(s, 0);
  }
}

TEST_P(DetectorUnderHostileInput, JunkInTheTrainingDataDoesNotTeach) {
  Random random(2);
  const auto dirty = test::make_table(test::small_plant_kinds, 600, [&](std::size_t row, test::Row& now) {
    now.values.assign(plant().normal.values(row).begin(), plant().normal.values(row).end());
    for (std::size_t i = 0; i < now.values.size(); ++i) {
      if (!random.chance(0.02)) continue;
      now.values[i] = junk[random.index(3)];
      now.quality[i] = random.chance(0.5) ? Quality::bad : Quality::good;  // a source that lies about its quality
    }
  });
  const auto learned = train(GetParam(), quick_config(GetParam()), dirty, context_of());
  ASSERT_TRUE(learned) << learned.error().message;
  const auto detector = GetParam().make(learned->full, context_of());
  ASSERT_TRUE(detector) << detector.error().message;
  for (std::size_t row = 0; row < 300; ++row) expect_sane((*detector)->score(plant().fresh.frame(row)), row);
}

WEIR_EVERY_DETECTOR(DetectorUnderHostileInput);

}  // namespace
}  // namespace weir::contract
