#include "attacks/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/file.h"

namespace weir {
namespace {

TEST(Scenario, EveryBuiltinFileIsRead) {
  ASSERT_GE(builtin_scenario_files().size(), 15U);
  std::set<std::string> names;
  std::size_t count = 0;
  std::set<AttackFamily> families;
  for (const auto& file : builtin_scenario_files()) {
    const auto scenarios = parse_scenarios(file.text, file.name);
    ASSERT_TRUE(scenarios) << scenarios.error().message;
    for (const auto& scenario : *scenarios) {
      ++count;
      EXPECT_TRUE(names.insert(scenario.name).second) << scenario.name << " is in two files";
      for (const auto& step : scenario.steps) families.insert(step.family);
    }
  }
  EXPECT_EQ(builtin_scenarios().size(), count);
  EXPECT_EQ(families.size(), attack_family_count) << "every family is in the library";
}

TEST(Scenario, UndetectableOnesAreMarked) {
  for (const auto& scenario : builtin_scenarios()) {
    const bool apart = scenario.name == "covert" || scenario.name == "covert_error_5" || scenario.name == "zero_dynamics";
    EXPECT_EQ(scenario.detectable, !apart) << scenario.name;
  }
}

TEST(Scenario, TechniquesAreThoseOfAttackForIcs) {
  const char* data = std::getenv("WEIR_DATA");
  const auto path =
      std::filesystem::path(data ? data : WEIR_SOURCE_DIR "/../shared/data") / "standards" / "attack-ics" / "ics-attack-18.1.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " isn't here; set WEIR_DATA";
  const auto text = read_file(path);
  ASSERT_TRUE(text) << text.error().message;
  for (const auto& scenario : builtin_scenarios())
    for (const auto& id : scenario.techniques)
      EXPECT_NE(text->find(fmt::format("\"{}\"", id)), std::string::npos) << scenario.name << ": " << id;
}

TEST(Scenario, ReadsEveryKey) {
  const auto scenarios = parse_scenarios(R"(
[[scenario]]
name = "two_steps"
text = "Something happens."
techniques = ["T0856"]
detectable = false
sizes = ["0.3 range", "-2 sigma", "+0.9", "1 span", "0.5 strong"]
durations = ["90s", "1h30min"]
repeat = 3
[[scenario.step]]
family = "bias"
on = "level"
names = ["LIT*"]
strict = true
points = 2
same_stage = true
lag = "10s"
view = "controller"
[[scenario.step]]
family = "delay"
on = "same"
size = "2"
from = 0.5
to = 0.75
back = "2min"
)",
                                         "test.toml");
  ASSERT_TRUE(scenarios) << scenarios.error().message;
  const auto& s = scenarios->front();
  EXPECT_EQ(s.sizes,
            (std::vector<Size>{
                {0.3, SizeUnit::range}, {-2, SizeUnit::sigma}, {0.9, SizeUnit::plain}, {1, SizeUnit::span}, {0.5, SizeUnit::strong}}));
  EXPECT_EQ(s.durations, (std::vector<Duration>{std::chrono::seconds(90), std::chrono::minutes(90)}));
  EXPECT_EQ(s.repeat, 3U);
  EXPECT_FALSE(s.detectable);
  ASSERT_EQ(s.steps.size(), 2U);
  EXPECT_EQ(s.steps[0].on, TargetRole::level);
  EXPECT_TRUE(s.steps[0].strict && s.steps[0].same_stage);
  EXPECT_EQ(s.steps[0].lag, std::chrono::seconds(10));
  EXPECT_EQ(s.steps[0].view, AttackView::controller);
  EXPECT_EQ(s.steps[1].on, TargetRole::same);
  EXPECT_EQ(s.steps[1].size, (Size{2, SizeUnit::plain}));
  EXPECT_EQ(s.steps[1].back, std::chrono::minutes(2));
  EXPECT_EQ(s.steps[1].from, 0.5);
}

TEST(Scenario, SaysWhatIsWrongAndWhere) {
  const auto good = [](std::string_view more, std::string_view step) {
    return fmt::format("[[scenario]]\nname = \"a\"\ntext = \"t\"\n{}\n[[scenario.step]]\n{}\n", more, step);
  };
  const std::string attack = "techniques = [\"T0856\"]", bias = "family = \"bias\"";
  const std::pair<std::string, const char*> cases[] = {
      {"", "holds no [[scenario]] table"},
      {"[[scenario]]\ntext = \"t\"\ntechniques = [\"T0856\"]\n[[scenario.step]]\nfamily = \"bias\"\n", "small letters"},
      {good("", bias), "an attack needs at least one"},
      {good("techniques = [\"0856\"]", bias), "'0856' is no technique"},
      {good(attack, "family = \"shake\""), "shake"},
      {good(attack, "on = \"sensor\""), "family"},
      {good(attack, bias + "\non = \"pump\""), "sensor"},
      {good(attack, "family = \"force\"\non = \"sensor\""), "acts on readings alone"},
      {good(attack, bias + "\nsize = \"big\""), "'big' is no size"},
      {good(attack + "\nsizes = [\"1 bar\"]", bias), "'1 bar' is no size"},
      {good(attack + "\ndurations = [\"soon\"]", bias), "'soon' is no length of time"},
      {good(attack + "\ndurations = []", bias), "is empty"},
      {good(attack, bias + "\nfrom = 0.5\nto = 0.2"), "must be above from"},
      {good(attack, bias + "\non = \"same\""), "the first step has none before it"},
      {good(attack, bias + "\n[[scenario.step]]\nfamily = \"force\"\non = \"same\""), "force cannot act on what bias touched"},
      {good(attack, "family = \"leak\""), "leak is a fault"},
      {good("kind = \"fault\"", bias), "bias is an attack"},
      {good("kind = \"fault\"\ntechniques = [\"T0856\"]", "family = \"leak\""), "a fault has none"},
      {good(attack, "family = \"setpoint\"\npoints = 2"), "takes one set-point"},
      {good(attack, bias + "\nnames = [\"***\"]"), "at most two"},
      {good(attack, bias + "\nspeed = 3"), "speed"},
      {good(attack, bias) + good(attack, bias), "is there twice"},
      {"[[scenario]]\nname = \"a\"\ntext = \"t\"\ntechniques = [\"T0856\"]\n", "needs 1 to"},
  };
  for (const auto& [toml, words] : cases) {
    const auto scenarios = parse_scenarios(toml, "my.toml");
    ASSERT_FALSE(scenarios) << toml;
    EXPECT_EQ(scenarios.error().code, ErrorCode::bad_input);
    EXPECT_NE(scenarios.error().message.find(words), std::string::npos) << toml << "\n said: " << scenarios.error().message;
    EXPECT_NE(scenarios.error().message.find("my.toml"), std::string::npos) << scenarios.error().message;
  }
}

}  // namespace
}  // namespace weir
