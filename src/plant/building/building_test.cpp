#include "plant/building/building.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "plant/building/instruments.h"

namespace weir {

using namespace building;

namespace {

TEST(Building, CatalogueDescribesEveryTagInOrder) {
  const auto& catalogue = Building::plant_catalogue();
  ASSERT_EQ(catalogue.size(), tag_count);
  std::set<std::string> stages, names;
  for (std::size_t i = 0; i < tag_count; ++i) {
    EXPECT_EQ(sensor_infos[i].tag, i) << "the table is out of order";
    EXPECT_TRUE(names.insert(catalogue[i].name).second) << catalogue[i].name;
    EXPECT_EQ(catalogue[i].unit.empty(), catalogue[i].kind == SensorKind::discrete) << catalogue[i].name;
    EXPECT_GT(catalogue[i].resolution, 0) << catalogue[i].name;
    stages.insert(catalogue[i].stage);
  }
  EXPECT_EQ(stages, (std::set<std::string>{"AHU", "HEATING", "COOLING", "ZONE1", "ZONE2", "ZONE3", "ZONE4", "ZONE5", "ZONE6"}));
  EXPECT_EQ(catalogue[Z3_TEMP].name, "Z3_TEMP");
  EXPECT_EQ(catalogue[Z6_OCC].stage, "ZONE6");
  EXPECT_EQ(catalogue[GAS_KWH].kind, SensorKind::counter);
  EXPECT_EQ(catalogue[HW_EXPL].kind, SensorKind::level);
}

TEST(Building, EverySetPointIsNamedAndWithinItsSensorsSpan) {
  for (const auto& target : building_layout().setpoints) {
    ASSERT_FALSE(target.name.empty());
    const auto& info = sensor_infos[target.sensor];
    EXPECT_TRUE(target.name.starts_with(info.name)) << target.name;
    EXPECT_TRUE(target.value > info.span_low && target.value < info.span_high) << target.name;
  }
}

TEST(Building, TopologyJoinsKnownTagsOnceAndLeavesNoneOut) {
  const Building house(1);
  std::set<std::pair<SensorIndex, SensorIndex>> seen;
  std::set<SensorIndex> touched;
  for (const auto& edge : house.topology()) {
    EXPECT_NE(edge.from, edge.to);
    EXPECT_FALSE(edge.why.empty());
    EXPECT_TRUE(seen.insert({edge.from, edge.to}).second)
        << sensor_infos[edge.from].name << " to " << sensor_infos[edge.to].name << " twice";
    touched.insert({edge.from, edge.to});
  }
  EXPECT_EQ(touched.size(), tag_count);
  EXPECT_TRUE(seen.contains({Z3_TEMP, Z3_RHV}));
  EXPECT_TRUE(seen.contains({CH1_LOAD, CHW_ST}));
}

/// A week of one seed, watched second by second.
class BuildingWeek : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, BuildingWeek, testing::Values(1, 2, 11));

TEST_P(BuildingWeek, KeepsItsPeopleComfortableWithinItsRanges) {
  Building house(GetParam());
  const auto& catalogue = house.catalogue();
  TagValues low{}, high{};
  std::ranges::copy(house.reported(), low.begin());
  high = low;
  double used_s = 0, supply_error = 0, pressure_error = 0;
  std::array<double, zone_count> used_zone_s{}, cold_s{}, hot_s{}, stale_s{};
  std::array<double, 7> heat_kwh{}, cooling_s{}, heating_s{};
  double gas = house.truth()[GAS_KWH];
  for (int t = 1; t < 7 * 86400; ++t) {
    house.step();
    const auto now = house.reported();
    const auto truth = house.truth();
    for (std::size_t i = 0; i < tag_count; ++i) {
      ASSERT_TRUE(std::isfinite(now[i])) << catalogue[i].name << " at " << t;
      low[i] = std::min(low[i], now[i]);
      high[i] = std::max(high[i], now[i]);
    }
    const auto day = static_cast<std::size_t>(t / 86400);
    cooling_s[day] += truth[CH1_LOAD] > 10;
    heating_s[day] += truth[BLR1_FIRE] > 10;
    heat_kwh[day] += truth[GAS_KWH] - gas;
    gas = truth[GAS_KWH];
    // The first two hours of use are still those of the morning's warming.
    const int second = t % 86400;
    if (second < 9 * 3600 || second > 19 * 3600) continue;
    ++used_s;
    supply_error += std::abs(truth[AHU1_SAT] - truth[AHU1_SATSP]);
    pressure_error += std::abs(truth[AHU1_DSP] - truth[AHU1_DSPSP]);
    for (std::size_t z = 0; z < zone_count; ++z) {
      if (truth[of_zone(Z1_OCC, z)] == 0) continue;
      ++used_zone_s[z];
      cold_s[z] += truth[of_zone(Z1_TEMP, z)] < 20.3;
      hot_s[z] += truth[of_zone(Z1_TEMP, z)] > 24.5;
      stale_s[z] += truth[of_zone(Z1_CO2, z)] > 1100;
    }
  }
  for (std::size_t i = 0; i < tag_count; ++i) {
    EXPECT_GE(low[i], catalogue[i].low) << catalogue[i].name;
    EXPECT_LE(high[i], catalogue[i].high) << catalogue[i].name;
    EXPECT_GT(high[i], low[i]) << catalogue[i].name << " never moves";
  }
  EXPECT_LT(supply_error / used_s, 0.6);
  EXPECT_LT(pressure_error / used_s, 5);
  for (std::size_t z = 0; z < zone_count; ++z) {
    EXPECT_GT(used_zone_s[z], 7 * 3600.0 * 3) << z;
    EXPECT_LT(cold_s[z], 0.05 * used_zone_s[z]) << z;
    EXPECT_LT(hot_s[z], 0.05 * used_zone_s[z]) << z;
    EXPECT_LT(stale_s[z], 0.05 * used_zone_s[z]) << z;
  }
  for (std::size_t day = 0; day < 7; ++day) {
    EXPECT_GT(heating_s[day], 1800) << "no heat on day " << day;
    EXPECT_GT(heat_kwh[day], 15) << day;
    EXPECT_LT(heat_kwh[day], 400) << day;
  }
  EXPECT_GE(std::ranges::count_if(cooling_s, [](double s) { return s > 1800; }), 4) << "days with cooling";
}

TEST_P(BuildingWeek, EnergyAndCo2AreAccountedFor) {
  Building house(GetParam());
  for (int t = 1; t < 2 * 86400; ++t) house.step();
  const auto energy = house.energy_kwh(), co2 = house.co2_litres();
  EXPECT_GT(energy.taken_in, 400) << "two days of sun, people, machines, fire";
  EXPECT_LT(energy.taken_in, 2000);
  EXPECT_LT(std::abs(energy.error()), 1e-6);
  EXPECT_LT(std::abs(co2.error()), 1e-4);
}

TEST(Building, BalancesCloseUnderAttacksAndFaults) {
  Building house(3);
  for (const char* line :
       {"force:AHU1_HCV=100+AHU1_CCV=100:at=8h:for=4h", "force:HW_PUMP1:0:at=9h:for=2h", "force:BLR1_FIRE:100:at=9h:for=1h",
        "force:AHU1_OAD=100+AHU1_RAD=100:at=10h:for=2h", "force:AHU1_SFS:0:at=12h:for=1h", "leak:AHU1_DSP:0.4:at=7h:for=5h"}) {
    const auto attack = parse_attack(line, building_layout());
    ASSERT_TRUE(attack) << attack.error().message;
    ASSERT_TRUE(house.add(*attack));
  }
  for (int t = 0; t < 14 * 3600; ++t) {
    house.step();
    ASSERT_LT(std::abs(house.energy_kwh().error()), 1e-6) << t;
    ASSERT_LT(std::abs(house.co2_litres().error()), 1e-5) << t;
    for (const double value : house.truth()) ASSERT_TRUE(std::isfinite(value)) << t;
  }
}

TEST(Building, InstrumentsStayNearTheTruth) {
  Building house(9);
  TagValues error{};
  constexpr int seconds = 86400;
  for (int t = 0; t < seconds; ++t) {
    house.step();
    for (std::size_t i = 0; i < tag_count; ++i) error[i] += house.reported()[i] - house.truth()[i];
    ASSERT_TRUE(std::ranges::equal(house.reported(), house.controller())) << "nothing is attacked, so both see the same";
  }
  for (std::size_t i = 0; i < tag_count; ++i) {
    const auto& info = sensor_infos[i];
    // Spans cut off the noise of a reading that stands at 0; counters are read to the step below or above.
    EXPECT_LE(std::abs(error[i]) / seconds,
              4 * info.drift + info.resolution + info.noise + 0.001 * info.high * (info.kind != SensorKind::counter))
        << info.name;
    EXPECT_FALSE(info.kind == SensorKind::discrete && error[i] != 0) << info.name;
  }
}

}  // namespace
}  // namespace weir
