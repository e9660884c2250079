#include "plant/library_run.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "plant/water_treatment.h"

namespace weir {
namespace {

const Scenario& scenario_called(std::string_view name) {
  const auto& all = builtin_scenarios();
  const auto found = std::ranges::find(all, name, &Scenario::name);
  EXPECT_NE(found, all.end()) << name;
  return *found;
}

class EveryScenario : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Builtin, EveryScenario, testing::Range(std::size_t{0}, builtin_scenarios().size()),
                         [](const auto& n) { return builtin_scenarios()[n.param].name; });

TEST_P(EveryScenario, ExpandsToTheSameAcceptedCases) {
  const auto& scenario = builtin_scenarios()[GetParam()];
  const auto cases = expand(scenario, water_layout(), 7);
  EXPECT_EQ(cases.size(), scenario.sizes.size() * scenario.durations.size() * scenario.repeat);
  const auto again = expand(scenario, water_layout(), 7);
  ASSERT_EQ(cases.size(), again.size());
  std::set<std::string> names;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(cases[i].attacks, again[i].attacks);
    names.insert(cases[i].name);
    WaterTreatment plant(1);
    for (const auto& attack : cases[i].at(std::chrono::hours(3)).attacks) {
      const auto ok = plant.add(attack);
      EXPECT_TRUE(ok) << (ok ? "" : ok.error().message);
      const auto parsed = parse_attack(format_attack(attack, water_layout()), water_layout());
      EXPECT_FALSE(parsed && !(*parsed == attack)) << format_attack(attack, water_layout());
    }
    EXPECT_LE(cases[i].length, *std::ranges::max_element(scenario.durations));
  }
  EXPECT_EQ(names.size(), cases.size()) << "the same twice";
}

TEST(Expand, SizesAreCountedInTheirUnits) {
  const auto one_of = [](const char* step, const char* size, const SensorSpread* spread = nullptr) {
    const auto scenarios =
        parse_scenarios(fmt::format("[[scenario]]\nname = \"x\"\ntext = \"x\"\ntechniques = [\"T0856\"]\nsizes = [\"{}\"]\n"
                                    "durations = [\"10min\"]\n[[scenario.step]]\n{}",
                                    size, step),
                        "test");
    EXPECT_TRUE(scenarios) << scenarios.error().message;
    const auto cases = expand(scenarios->front(), water_layout(), 1, spread);
    EXPECT_EQ(cases.size(), 1U);
    return cases.front().attacks.front().points.front();
  };
  const auto& c = WaterTreatment::plant_catalogue();
  const double range = c[LIT101].high - c[LIT101].low;
  EXPECT_DOUBLE_EQ(one_of("family = \"bias\"\nnames = [\"LIT101\"]\n", "0.5 range").value, 0.5 * range);
  EXPECT_DOUBLE_EQ(one_of("family = \"ramp\"\nnames = [\"LIT101\"]\n", "-0.5 range").value, -0.5 * range / 600);
  EXPECT_DOUBLE_EQ(one_of("family = \"fixed\"\nnames = [\"LIT101\"]\n", "0.5 range").value, (c[LIT101].high + c[LIT101].low) / 2);
  EXPECT_DOUBLE_EQ(one_of("family = \"fixed\"\nnames = [\"LIT101\"]\n", "1 span").value, 1500);
  EXPECT_DOUBLE_EQ(one_of("family = \"scale\"\nnames = [\"LIT101\"]\n", "0.9").value, 0.9);
  EXPECT_DOUBLE_EQ(one_of("family = \"force\"\nnames = [\"MV101\"]\n", "1 span").value, 2);
  EXPECT_DOUBLE_EQ(one_of("family = \"setpoint\"\nnames = [\"LIT101.H\"]\n", "0.1 range").value, 800 + 0.1 * range);
  SensorSpread spread{std::vector<float>(tag_count, 0), std::vector<float>(tag_count, 4)};
  EXPECT_DOUBLE_EQ(one_of("family = \"bias\"\nnames = [\"LIT101\"]\n", "3 sigma", &spread).value, 12);
  EXPECT_DOUBLE_EQ(one_of("family = \"bias\"\nnames = [\"LIT101\"]\n", "3 sigma").value, range / 2) << "a sixth of the range without data";
  EXPECT_EQ(one_of("family = \"bias\"\non = \"level\"\n", "1").sensor % tag_count,
            one_of("family = \"bias\"\non = \"level\"\n", "1").sensor);
}

TEST(Expand, CoordinatedPointsShareAStage) {
  for (const auto& one : expand(scenario_called("coordinated"), water_layout(), 3)) {
    ASSERT_GE(one.attacks[0].points.size(), 2U);
    std::set<std::string> stages;
    for (const auto& point : one.attacks[0].points) stages.insert(WaterTreatment::plant_catalogue()[point.sensor].stage);
    EXPECT_EQ(stages.size(), 1U);
  }
  for (const auto& one : expand(scenario_called("coordinated_staggered"), water_layout(), 3)) {
    EXPECT_EQ(one.attacks[0].points.size(), 4U);
    EXPECT_EQ(one.attacks[0].lag, std::chrono::minutes(2));
  }
}

TEST(Expand, CampaignsGoFromReconnaissanceToTheAct) {
  for (const auto& one : expand(scenario_called("campaign"), water_layout(), 3)) {
    ASSERT_EQ(one.attacks.size(), 4U);
    EXPECT_EQ(one.attacks[0].family, AttackFamily::dropout);
    EXPECT_EQ(one.attacks[3].family, AttackFamily::staged);
    for (std::size_t k = 1; k < 4; ++k) EXPECT_GT(one.attacks[k].start, one.attacks[k - 1].start);
    EXPECT_GE(one.length, std::chrono::hours(4) - std::chrono::seconds(1));
    EXPECT_TRUE(std::ranges::find(one.techniques, "T0846") != one.techniques.end());
  }
}

TEST(Expand, StrictNamesThatFitNothingOfferNothing) {
  auto scenario = scenario_called("zero_dynamics");
  EXPECT_EQ(expand(scenario, water_layout(), 1).size(), 1U);
  scenario.steps[0].names = {"FAN*"};
  EXPECT_TRUE(expand(scenario, water_layout(), 1).empty());
  scenario.steps[0].strict = false;
  EXPECT_EQ(expand(scenario, water_layout(), 1).size(), 1U) << "without strict any actuator will do";
}

struct EveryLibrary : testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Plants, EveryLibrary, testing::ValuesIn(plant_names().begin(), plant_names().end()), [](const auto& name) {
  std::string plain(name.param);
  std::ranges::replace(plain, '-', '_');
  return plain;
});

TEST_P(EveryLibrary, DaysKeepTheirCasesApart) {
  const auto plant = make_plant(GetParam(), 1);
  ASSERT_TRUE(plant);
  const TimelineOptions options;
  const auto days = library_days((*plant)->layout(), 1);
  std::size_t cases = 0;
  for (const auto& day : days) {
    ASSERT_FALSE(day.cases.empty());
    Duration end{};
    for (const auto& one : day.cases) {
      const Duration start = one.attacks.front().start;
      EXPECT_GE(start, end == Duration{} ? options.first : end + options.recovery) << one.name;
      end = start + one.length;
      EXPECT_LE(end, options.day) << one.name;
      ++cases;
    }
  }
  EXPECT_GE(cases, 60U);
  const auto again = library_days((*plant)->layout(), 1);
  ASSERT_EQ(days.size(), again.size());
  for (std::size_t d = 0; d < days.size(); ++d) EXPECT_EQ(days[d].cases.front().attacks, again[d].cases.front().attacks);
}

TEST_P(EveryLibrary, EveryFamilyShowsAndFewCasesAreInert) {
  const auto plant = make_plant(GetParam(), 1);
  ASSERT_TRUE(plant);
  const auto run = library_run(GetParam(), 1);
  ASSERT_TRUE(run) << run.error().message;
  std::set<AttackFamily> offered, families;
  for (const auto& day : library_days((*plant)->layout(), 1))
    for (const auto& one : day.cases)
      for (const auto& attack : one.attacks) offered.insert(attack.family);
  std::size_t cases = 0;
  for (const auto& day : run->days)
    for (const auto& one : day.cases) {
      ++cases;
      for (const auto& attack : one.attacks) families.insert(attack.family);
    }
  EXPECT_LT(run->inert.size(), cases / 5) << fmt::format("{}", fmt::join(run->inert, "; "));
  EXPECT_EQ(families, offered);
  EXPECT_GE(families.size(), attack_family_count - 4) << "a plant may lack a twin and some faults of the process";
  EXPECT_TRUE(plant_of(*run, run->days.front()));
}

}  // namespace
}  // namespace weir
