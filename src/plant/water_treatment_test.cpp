#include "plant/water_treatment.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "plant/instruments.h"

namespace weir {
namespace {

TEST(WaterTreatment, SameSeedSameReadings) {
  WaterTreatment a(7), b(7), c(8);
  bool other_seed_differs = false;
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(std::ranges::equal(a.reported(), b.reported())) << i;
    ASSERT_TRUE(std::ranges::equal(a.truth(), b.truth())) << i;
    other_seed_differs |= !std::ranges::equal(a.reported(), c.reported());
    a.step(), b.step(), c.step();
  }
  EXPECT_TRUE(other_seed_differs);
}

TEST(WaterTreatment, TimeAdvancesBySeconds) {
  const Timestamp start = WaterTreatment::default_start + std::chrono::hours(5);
  WaterTreatment plant(1, start);
  EXPECT_EQ(plant.now(), start);
  plant.step();
  EXPECT_EQ(plant.now(), start + std::chrono::seconds(1));
  EXPECT_EQ(plant.start(), start);
  EXPECT_EQ(format_time(WaterTreatment::default_start), "2026-01-05T00:00:00Z");
}

TEST(WaterTreatment, CatalogueDescribesEveryTagInOrder) {
  const auto& catalogue = WaterTreatment::plant_catalogue();
  ASSERT_EQ(catalogue.size(), tag_count);
  const WaterTreatment plant;
  std::set<std::string> stages;
  for (std::size_t i = 0; i < tag_count; ++i) {
    EXPECT_EQ(sensor_infos[i].tag, i) << "the table is out of order";
    EXPECT_EQ(catalogue[i].name, tag_names[i]);
    EXPECT_EQ(find_tag(tag_names[i]), static_cast<Tag>(i));
    EXPECT_FALSE(plant.description(static_cast<SensorIndex>(i)).empty());
    EXPECT_EQ(catalogue[i].unit.empty(), catalogue[i].kind == SensorKind::discrete) << catalogue[i].name;
    stages.insert(catalogue[i].stage);
  }
  EXPECT_EQ(stages, (std::set<std::string>{"P1", "P2", "P3", "P4", "P5", "P6"}));
  EXPECT_EQ(catalogue[LIT301].kind, SensorKind::level);
  EXPECT_EQ(catalogue[LIT301].unit, "mm");
  EXPECT_EQ(catalogue[P602].stage, "P6");
  EXPECT_FALSE(find_tag("LIT999"));
}

TEST(WaterTreatment, TopologyJoinsKnownTagsOnce) {
  std::set<std::pair<SensorIndex, SensorIndex>> seen;
  for (const auto& edge : WaterTreatment().topology()) {
    ASSERT_LT(edge.from, tag_count);
    ASSERT_LT(edge.to, tag_count);
    EXPECT_NE(edge.from, edge.to);
    EXPECT_FALSE(edge.why.empty());
    EXPECT_TRUE(seen.insert({edge.from, edge.to}).second) << tag_names[edge.from] << " to " << tag_names[edge.to] << " twice";
  }
  for (const Tag level : {LIT101, LIT301, LIT401})
    EXPECT_TRUE(seen.contains({level == LIT101 ? FIT101 : level == LIT301 ? FIT201 : FIT301, level}));
  EXPECT_TRUE(seen.contains({LIT101, MV101}));
}

/// A week of one seed, watched second by second.
class Week : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Week, testing::Values(1, 2, 3, 11));

TEST_P(Week, RunsInAStableCycleWithinItsRanges) {
  WaterTreatment plant(GetParam());
  const auto& catalogue = plant.catalogue();
  TagValues last{}, low{}, high{};
  std::ranges::copy(plant.reported(), last.begin());
  low = high = last;
  std::array<std::array<int, 7>, tag_count> starts{};  // of pumps and valves, per day
  for (int t = 1; t < 7 * 86400; ++t) {
    plant.step();
    const auto now = plant.reported();
    for (std::size_t i = 0; i < tag_count; ++i) {
      ASSERT_TRUE(std::isfinite(now[i])) << tag_names[i] << " at " << t;
      low[i] = std::min(low[i], now[i]);
      high[i] = std::max(high[i], now[i]);
      if (is_actuator(static_cast<Tag>(i)) && now[i] == 2 && last[i] != 2) ++starts[i][static_cast<std::size_t>(t / 86400)];
    }
    std::ranges::copy(now, last.begin());
  }
  for (std::size_t i = 0; i < tag_count; ++i) {
    EXPECT_GE(low[i], catalogue[i].low) << tag_names[i];
    EXPECT_LE(high[i], catalogue[i].high) << tag_names[i];
  }
  // Everything that cycles does so every day of the week; what stands by never moves.
  for (int day = 0; day < 7; ++day) {
    const auto d = static_cast<std::size_t>(day);
    for (const Tag tag : {MV101, P101, MV201, P302, MV302}) EXPECT_GE(starts[tag][d], 8) << tag_names[tag] << " on day " << day;
    for (const Tag tag : {P203, P205, P403}) EXPECT_GE(starts[tag][d], 50) << tag_names[tag] << " on day " << day;
    for (const Tag tag : {MV301, MV303, MV304, P602}) {
      EXPECT_GE(starts[tag][d], 36) << tag_names[tag] << " on day " << day;
      EXPECT_LE(starts[tag][d], 52) << tag_names[tag] << " on day " << day;
    }
  }
  for (const Tag tag : {P102, P202, P204, P206, P301, P401, P404, P502, P601, P603}) EXPECT_EQ(high[tag], 1) << tag_names[tag];
  for (const Tag tag : {P402, UV401, P501}) EXPECT_EQ(low[tag], 2) << tag_names[tag];
  EXPECT_LT(std::abs(plant.water_balance().error()), 1e-6);
  EXPECT_GT(plant.water_balance().taken_in, 250);  // some 41 m3 a day
}

TEST(WaterTreatment, BalanceClosesWhileTanksOverflowAndRunDry) {
  WaterTreatment plant(3);
  for (const char* line : {"force:MV101:2:at=10s:for=5h", "force:P101=1+P102=1:at=10s:for=2h", "force:P601=2+P603=2:at=1h:for=3h",
                           "bias:LIT401:-900:at=3h:for=2h", "force:MV301=2+MV304=2:at=3h:for=1h"}) {
    const auto attack = parse_attack(line, water_layout());
    ASSERT_TRUE(attack) << attack.error().message;
    ASSERT_TRUE(plant.add(*attack));
  }
  double highest = 0;
  for (int t = 0; t < 6 * 3600; ++t) {
    plant.step();
    ASSERT_LT(std::abs(plant.water_balance().error()), 1e-6) << t;
    highest = std::max(highest, plant.truth()[LIT101]);
    for (const Tag level : {LIT101, LIT301, LIT401}) {
      ASSERT_GE(plant.truth()[level], 0);
      ASSERT_LE(plant.truth()[level], 1300 + 1e-6);
    }
  }
  EXPECT_NEAR(highest, 1300, 1e-6) << "tank 101 was meant to reach its weir";
}

TEST(WaterTreatment, FlowsFillAndDrainTheTanks) {
  WaterTreatment plant(5);
  for (int t = 0; t < 20000; ++t) {
    const double before101 = plant.truth()[LIT101], before301 = plant.truth()[LIT301];
    plant.step();
    const auto now = plant.truth();
    // 1 m3/h on 1.5 m2 is 1000 / 3600 / 1.5 mm/s.
    ASSERT_NEAR(now[LIT101] - before101, (now[FIT101] - now[FIT201]) / 5.4, 1e-9) << t;
    ASSERT_NEAR(now[LIT301] - before301, (now[FIT201] - now[FIT301]) / 5.4, 1e-9) << t;
    ASSERT_NEAR(now[FIT501] + now[FIT504], now[FIT502] + now[FIT503], 1e-9) << t;
  }
}

TEST(WaterTreatment, InstrumentsStayNearTheTruth) {
  WaterTreatment plant(9);
  TagValues error{};
  for (int t = 0; t < 40000; ++t) {
    plant.step();
    for (std::size_t i = 0; i < tag_count; ++i) error[i] += plant.reported()[i] - plant.truth()[i];
    ASSERT_TRUE(std::ranges::equal(plant.reported(), plant.controller())) << "nothing is attacked, so both see the same";
  }
  for (std::size_t i = 0; i < tag_count; ++i) {
    const auto& info = sensor_infos[i];
    EXPECT_LE(std::abs(error[i]) / 40000, 4 * info.drift_share * info.high + info.resolution + 0.1 * info.noise) << tag_names[i];
    EXPECT_FALSE(is_actuator(static_cast<Tag>(i)) && error[i] != 0) << tag_names[i];
  }
}

}  // namespace
}  // namespace weir
