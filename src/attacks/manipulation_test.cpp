#include "attacks/manipulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace weir {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Two continuous sensors, a valve with states 0, 1 and 2, a constant. Row t of the donor differs from row t of the stretch.
FrameTable normal_data(std::size_t rows, std::uint64_t seed) {
  std::vector<Sensor> sensors(4);
  for (std::size_t i = 0; i < 4; ++i) sensors[i].name = std::string(1, static_cast<char>('A' + i));
  sensors[2].kind = SensorKind::discrete;
  sensors[3].kind = SensorKind::constant;
  FrameTable table{Catalogue(std::move(sensors))};
  Random random(seed);
  const std::vector<Quality> good(4, Quality::good);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::vector<float> values = {static_cast<float>(50 + 4 * random.normal()), static_cast<float>(-3 + 0.5 * random.normal()),
                                       static_cast<float>(random.index(3)), 7};
    table.append({Timestamp{std::chrono::seconds(row)}, values, good, {}, false});
  }
  return table;
}

const SensorSpread spread{{50, -3, 1, 7}, {4, 0.5F, 0.8F, 0}};

std::vector<float> column(const FrameTable& table, std::size_t sensor) {
  std::vector<float> values;
  for (std::size_t row = 0; row < table.rows(); ++row) values.push_back(table.values(row)[sensor]);
  return values;
}

struct Manipulating : testing::TestWithParam<ManipulationKind> {
  const FrameTable clean = normal_data(100, 1), donor = normal_data(300, 2);
  FrameTable stretch = clean;
  Manipulation episode(std::vector<SensorIndex> sensors, float size = 2) {
    Manipulation m;
    m.kind = GetParam();
    m.rows = {30, 60};
    m.size.assign(sensors.size(), size);
    m.sensors = std::move(sensors);
    m.from_row = 120;
    m.donor = 1;
    return m;
  }
  void apply_to(const Manipulation& m, std::uint64_t seed = 3) {
    Random random(seed);
    stretch = clean;
    apply(m, stretch, donor, spread, random);
  }
};

TEST_P(Manipulating, LeavesOtherSensorsAndRowsAlone) {
  apply_to(episode({0, 2}));
  EXPECT_EQ(column(stretch, 1), column(clean, 1));
  EXPECT_EQ(column(stretch, 3), column(clean, 3));
  for (std::size_t row = 0; row < clean.rows(); ++row) {
    if (row >= 30 && row < 60) continue;
    EXPECT_TRUE(std::ranges::equal(stretch.values(row), clean.values(row))) << row;
  }
  EXPECT_NE(column(stretch, 0), column(clean, 0));
}

TEST_P(Manipulating, DiscreteSensorsKeepToTheirOwnStates) {
  apply_to(episode({2}));
  for (std::size_t row = 30; row < 60; ++row) {
    const float state = stretch.values(row)[2];
    EXPECT_TRUE(state == 0 || state == 1 || state == 2) << state;
  }
  EXPECT_NE(column(stretch, 2), column(clean, 2));
}

TEST_P(Manipulating, SameSeedSameValues) {
  apply_to(episode({0, 1, 2}), 9);
  const FrameTable first = stretch;
  apply_to(episode({0, 1, 2}), 9);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(column(stretch, i), column(first, i));
}

TEST_P(Manipulating, WhatWasNeverSeenStaysUnseenAndMakesNoNaN) {
  auto with_holes = clean;
  for (std::size_t row = 30; row < 33; ++row) with_holes.values(row)[0] = nan;
  with_holes.values(45)[0] = nan;
  stretch = with_holes;
  Random random(3);
  apply(episode({0}), stretch, donor, spread, random);
  for (std::size_t row = 0; row < clean.rows(); ++row) {
    EXPECT_EQ(std::isnan(stretch.values(row)[0]), std::isnan(with_holes.values(row)[0])) << row;
  }
}

TEST_P(Manipulating, DoesWhatItsNameSays) {
  apply_to(episode({0}, -2));
  const auto before = column(clean, 0), after = column(stretch, 0);
  double change = 0, change_squared = 0;
  for (std::size_t row = 30; row < 60; ++row) {
    const double difference = after[row] - before[row];
    change += difference / 30;
    change_squared += difference * difference / 30;
    switch (GetParam()) {
      case ManipulationKind::bias: EXPECT_FLOAT_EQ(after[row], before[row] - 8); break;
      case ManipulationKind::ramp: EXPECT_NEAR(after[row], before[row] - 8 * static_cast<double>(row - 29) / 30, 1e-4); break;
      case ManipulationKind::freeze: EXPECT_EQ(after[row], before[30]); break;
      case ManipulationKind::replay: EXPECT_EQ(after[row], donor.values(120 + row - 30)[0]); break;
      case ManipulationKind::swap: EXPECT_NEAR(after[row], 50 + (clean.values(row)[1] + 3) / 0.5 * 4, 1e-4); break;
      case ManipulationKind::noise: break;
    }
  }
  if (GetParam() == ManipulationKind::noise) {
    EXPECT_NEAR(change, 0, 3 * 8 / std::sqrt(30.0));
    EXPECT_NEAR(std::sqrt(change_squared), 8, 3.5);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryKind, Manipulating, testing::ValuesIn(manipulation_kinds),
                         [](const auto& kind) { return std::string(name_of(kind.param)); });

TEST(Manipulation, ReplayBeyondTheDonorsEndHoldsItsLastRow) {
  auto stretch = normal_data(40, 1);
  const auto donor = normal_data(10, 2);
  Manipulation m{ManipulationKind::replay, {0, 40}, {0}, {1}, 5, 1};
  Random random(1);
  apply(m, stretch, donor, spread, random);
  EXPECT_EQ(stretch.values(4)[0], donor.values(9)[0]);
  EXPECT_EQ(stretch.values(39)[0], donor.values(9)[0]);
}

TEST(DrawManipulations, KeepToTheirOptions) {
  const ManipulationOptions options;
  std::set<ManipulationKind> kinds;
  std::size_t alone = 0, several = 0, negative = 0, sizes = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(seed);
    std::size_t quiet_since = 0;
    for (const auto& m : draw_manipulations(random, 2000, spread, 500, options)) {
      kinds.insert(m.kind);
      EXPECT_GE(m.rows.first, quiet_since + options.gap_min);
      EXPECT_LE(m.rows.last, 2000U);
      EXPECT_GE(m.rows.size(), 1U);
      EXPECT_LE(m.rows.size(), options.length_max);
      if (m.rows.last < 2000) {
        EXPECT_GE(m.rows.size(), options.length_min);
        EXPECT_LE(m.rows.first, quiet_since + options.gap_max);
      }
      EXPECT_LE(m.from_row + m.rows.size(), 500U);
      ASSERT_EQ(m.sensors.size(), m.size.size());
      ASSERT_TRUE(m.sensors.size() >= 1 && m.sensors.size() <= 3);
      (m.sensors.size() == 1 ? alone : several) += 1;
      EXPECT_EQ(std::set<SensorIndex>(m.sensors.begin(), m.sensors.end()).size(), m.sensors.size());
      for (const auto sensor : m.sensors) EXPECT_NE(sensor, 3U) << "a sensor that never moves isn't taken";
      EXPECT_NE(m.donor, 3U);
      for (const float size : m.size) {
        EXPECT_GE(std::abs(size), options.size_min);
        EXPECT_LE(std::abs(size), options.size_max);
        negative += size < 0;
        ++sizes;
      }
      quiet_since = m.rows.last;
    }
  }
  EXPECT_EQ(kinds.size(), manipulation_kinds.size());
  // 70 % on one sensor by option, more because two or three draws may meet the same of three sensors.
  EXPECT_GT(alone, several);
  EXPECT_GT(several, alone / 10);
  EXPECT_NEAR(static_cast<double>(negative) / static_cast<double>(sizes), 0.5, 0.06);
}

TEST(DrawManipulations, NothingToMoveNothingDrawn) {
  Random random(1);
  EXPECT_TRUE(draw_manipulations(random, 2000, {{1, 2}, {0, 0}}, 500, {}).empty());
  EXPECT_TRUE(draw_manipulations(random, 10, spread, 500, {}).empty()) << "shorter than the first gap";
}

}  // namespace
}  // namespace weir
