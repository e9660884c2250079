#include "benchmark/taught_plant.h"

#include <gtest/gtest.h>

#include "benchmark/episodes.h"
#include "training/small_plant.h"

namespace weir {
namespace {

const std::vector<DetectorFactory>& members() {
  static const auto all = all_members();
  return all;
}

/// Learned once for all tests that look at it.
TaughtPlant& plant() {
  static const auto taught = TaughtPlant::teach(small_plant_frames(1500), 1, quick_options(), {ensemble_detector(), members()});
  return **taught;
}

const FrameTable& test_frames() {
  static const auto frames =
      small_plant_frames(900, 5, {*parse_attack("bias:LIT101=300+LIT301=-300+FIT201=1:at=400s:for=150s", water_layout())});
  return frames;
}

TestRun test_run() {
  std::vector<std::uint8_t> labels(test_frames().rows(), 0);
  std::fill(labels.begin() + 400, labels.begin() + 550, std::uint8_t{1});
  return {test_frames(), std::move(labels), 100};
}

Variant variant(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& factory : members()) known.emplace_back(factory.name);
  for (auto& one : variants_of(plant().members(), known)) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << "no variant " << name;
  return {};
}

UnitTrace fused(const std::string& name) {
  TaughtPlant::Heard heard;
  AlarmLog log;
  auto trace = plant().judge(variant(name), test_run(), heard, log);
  EXPECT_TRUE(trace) << trace.error().message;
  return trace ? *trace : UnitTrace{};
}

/// The same variant, learned from the beginning with other options.
UnitTrace retrained(std::string config) {
  auto options = quick_options();
  options.config_text = std::move(config);
  const auto taught = TaughtPlant::teach(small_plant_frames(1500), 1, options, {ensemble_detector(), members()});
  EXPECT_TRUE(taught) << taught.error().message;
  AlarmLog log;
  return *(*taught)->judge(test_run(), log);
}

void expect_same(const UnitTrace& a, const UnitTrace& b) {
  ASSERT_EQ(a.scores.size(), b.scores.size());
  for (std::size_t row = 0; row < a.scores.size(); ++row) ASSERT_NEAR(a.scores[row], b.scores[row], 1e-6) << row;
  EXPECT_EQ(a.alarms, b.alarms);
}

TEST(TaughtPlant, FusingAllMembersAnewGivesTheModelItself) {
  AlarmLog log;
  const auto whole = plant().judge(test_run(), log);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->scores.size(), 800u);
  expect_same(fused("weir"), *whole);
  EXPECT_GT(std::count(whole->alarms.begin(), whole->alarms.end(), 1), 0);
}

TEST(TaughtPlant, LeavingAMemberOutIsAsGoodAsRetraining) {
  expect_same(fused("without_conditional"),
              retrained("[detectors.ensemble]\nmembers = ['var_ridge', 'excursion', 'lstm_gnn']\n" + quick_options().config_text));
}

TEST(TaughtPlant, AMemberOutsideTheEnsembleIsTaughtForItself) {
  expect_same(fused("pca"), retrained("[detectors.ensemble]\nmembers = ['dynamic_pca']\n"));
}

TEST(TaughtPlant, AMemberTaughtOtherwiseChangesItselfAlone) {
  const auto told = quick_options().config_text;
  expect_same(fused("no_graph"), retrained(told + "neighbours = 0\n"));
  const auto forgetful = fused("no_recurrence");
  expect_same(forgetful, retrained(told + "recurrence = false\n"));
  EXPECT_NE(forgetful.scores, fused("weir").scores);
}

TEST(TaughtPlant, EveryVariantCanBeMade) {
  std::vector<std::string> known;
  for (const auto& factory : members()) known.emplace_back(factory.name);
  const auto variants = variants_of(plant().members(), known);
  EXPECT_EQ(variants.size(), 2 + 4 + 2 + 4u);  // weir and PCA, each left out, two other networks, each alone
  TaughtPlant::Heard heard;
  AlarmLog log;
  for (const auto& one : variants) {
    const auto trace = plant().judge(one, test_run(), heard, log);
    ASSERT_TRUE(trace) << one.name << ": " << trace.error().message;
    EXPECT_EQ(trace->scores.size(), 800u) << one.name;
  }
}

TEST(TaughtPlant, RefusesAMemberThatNobodyKnows) {
  TaughtPlant::Heard heard;
  AlarmLog log;
  const auto trace = plant().judge({"x", "x", {"oracle"}, "", ""}, test_run(), heard, log);
  ASSERT_FALSE(trace);
  EXPECT_NE(trace.error().message.find("oracle"), std::string::npos);
}

TEST(Variants, FollowTheMembersThatAreThere) {
  const auto variants = variants_of({"one", "two"}, {"one", "two"});
  std::vector<std::string> names;
  for (const auto& one : variants) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string>{"weir", "without_one", "without_two", "only_one", "only_two"}));
  EXPECT_EQ(variants_of({"one"}, {"one"}).size(), 1u);
}

TEST(Variants, OptionsGoIntoTheMembersTable) {
  EXPECT_EQ(with_member_options("", "a", "x = 1\n"), "[detectors.ensemble.a]\nx = 1\n");
  EXPECT_EQ(with_member_options("[detectors.ensemble.a]\ny = 2\n", "a", "x = 1\n"), "[detectors.ensemble.a]\nx = 1\ny = 2\n");
  EXPECT_EQ(with_member_options("[decider]", "a", "x = 1\n"), "[decider]\n[detectors.ensemble.a]\nx = 1\n");
}

}  // namespace
}  // namespace weir
