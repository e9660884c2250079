// What every plant must be: deterministic, complete in its layout, deceivable.
#include "plant/plant.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace weir {
namespace {

struct EveryPlant : testing::TestWithParam<std::string_view> {
  std::unique_ptr<Plant> make(std::uint64_t seed) const {
    auto plant = make_plant(GetParam(), seed);
    EXPECT_TRUE(plant) << plant.error().message;
    return std::move(*plant);
  }
};

TEST_P(EveryPlant, SameSeedSameReadings) {
  const auto a = make(5), b = make(5), c = make(6);
  EXPECT_EQ(a->name(), GetParam());
  EXPECT_EQ(a->now(), Plant::default_start);
  bool differs = false;
  for (int i = 0; i < 600; ++i) {
    a->step(), b->step(), c->step();
    ASSERT_TRUE(std::ranges::equal(a->reported(), b->reported()));
    differs |= !std::ranges::equal(a->reported(), c->reported());
  }
  EXPECT_TRUE(differs);
  EXPECT_EQ(a->now(), a->start() + std::chrono::seconds(a->layout().step_s) * 600);
}

TEST_P(EveryPlant, LayoutFitsItsCatalogue) {
  const auto plant = make(1);
  const auto& layout = plant->layout();
  ASSERT_EQ(layout.catalogue, &plant->catalogue());
  ASSERT_EQ(layout.size(), plant->catalogue().size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    EXPECT_LT(layout.points[i].low, layout.points[i].high) << plant->catalogue()[i].name;
    EXPECT_FALSE(plant->description(static_cast<SensorIndex>(i)).empty());
    for (const double state : layout.points[i].states) EXPECT_TRUE(state >= layout.points[i].low && state <= layout.points[i].high);
  }
  ASSERT_FALSE(layout.setpoints.empty());
  for (const auto& setpoint : layout.setpoints) {
    ASSERT_LT(setpoint.sensor, layout.size()) << setpoint.name;
    EXPECT_FALSE(layout.points[setpoint.sensor].actuator) << setpoint.name;
    EXPECT_FALSE(setpoint.acts_on.empty()) << setpoint.name;
    for (const auto moved : setpoint.acts_on) EXPECT_TRUE(layout.points[moved].actuator) << setpoint.name;
  }
  for (const auto& site : layout.faults) {
    ASSERT_LT(site.sensor, layout.size());
    EXPECT_GT(site.strong, 0);
    EXPECT_FALSE(site.unit.empty());
  }
  for (const auto& edge : plant->topology()) EXPECT_TRUE(edge.from < layout.size() && edge.to < layout.size());
}

TEST_P(EveryPlant, EverySiteOfAFaultMatters) {
  for (const auto& site : make(1)->layout().faults) {
    const auto broken = make(4), sound = make(4);
    const auto family = std::ranges::find_if(family_infos(), [&](const auto& info) { return fault_kind_of(info.family) == site.kind; });
    const std::int64_t step_s = broken->layout().step_s;
    Attack fault{"broken", family->family, std::chrono::seconds(step_s), std::chrono::hours(6), {{site.sensor, site.strong}}, {}, {}, {},
                 {}};
    ASSERT_TRUE(broken->add(fault));
    bool differs = false;
    for (std::int64_t s = 0; s < 6 * 3600 && !differs; s += step_s) {
      broken->step(), sound->step();
      differs = !std::ranges::equal(broken->truth(), sound->truth());
    }
    EXPECT_TRUE(differs) << family->name << " at " << broken->layout().name(site.sensor);
  }
}

TEST_P(EveryPlant, DemoDayIsAccepted) {
  const auto plant = make(1);
  const auto day = plant->demo_day(std::chrono::hours(24));
  ASSERT_GE(day.size(), 5U);
  for (const auto& attack : day) {
    EXPECT_GE(attack.start, std::chrono::hours(24));
    EXPECT_TRUE(plant->add(attack)) << attack.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Plants, EveryPlant, testing::ValuesIn(plant_names().begin(), plant_names().end()), [](const auto& name) {
  std::string plain(name.param);
  std::ranges::replace(plain, '-', '_');
  return plain;
});

TEST(MakePlant, NamesTheChoices) {
  const auto plant = make_plant("brewery", 1);
  ASSERT_FALSE(plant);
  EXPECT_NE(plant.error().message.find("no plant is called 'brewery'; there are water-treatment"), std::string::npos);
}

}  // namespace
}  // namespace weir
