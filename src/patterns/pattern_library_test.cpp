#include "patterns/pattern_library.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "patterns/recognition.h"

namespace weir {
namespace {

constexpr std::string_view small = R"(
[[pattern]]
name = "jump"
kind = "attack"
techniques = ["T0856", "T0832"]
sentence = "{sensor} jumped, says {sensor}"
when = [{feature = "jump", at_least = 3, soft = 1, weight = 2}, {feature = "still", at_most = 0.5, soft = 0.2}]
[[pattern]]
name = "stands"
kind = "fault"
sentence = "{sensor} stands"
when = [{feature = "still", at_least = 0.8, soft = 0.1}]
[[pattern]]
name = "held"
kind = "attack"
sentence = "{sensor} is held"
when = [{feature = "still", at_least = 0.8, soft = 0.1}, {feature = "minutes", at_most = 30, soft = 10}]
)";

PatternLibrary library(std::string_view text = small) {
  auto parsed = PatternLibrary::parse(text, "mine.toml");
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed ? std::move(*parsed) : PatternLibrary();
}

std::string refusal(std::string_view text) {
  const auto parsed = PatternLibrary::parse(text, "mine.toml");
  return parsed ? "taken" : parsed.error().message;
}

/// An alarm of one origin, named.
Alarm named(const PatternLibrary& patterns, const Signature& signature) {
  Sensor sensor;
  sensor.name = "LIT301";
  static const Catalogue catalogue({sensor});
  Alarm alarm;
  alarm.culprits[0].role = CulpritRole::origin;
  alarm.culprit_count = 1;
  Recogniser(patterns, catalogue).name(signature, alarm);
  return alarm;
}

TEST(Condition, IsMetSoftly) {
  const Condition condition{.feature = Feature::jump, .at_least = 2, .at_most = 4, .soft = 1, .weight = 1};
  EXPECT_EQ(condition.met_by(3), 1);
  EXPECT_FLOAT_EQ(condition.met_by(1), 0.5F);
  EXPECT_FLOAT_EQ(condition.met_by(5), 0.5F);
  EXPECT_LT(condition.met_by(9), 0.01F);
  EXPECT_EQ(condition.met_by(NAN), 0.5F) << "not known is neither";
  const Condition sharp{.feature = Feature::jump, .at_least = 2};
  EXPECT_EQ(sharp.met_by(1.99F), 0);
}

TEST(Recogniser, NamesWhatFitsAndFillsInTheSensor) {
  Signature signature;
  signature[Feature::jump] = 8;
  signature[Feature::still] = 0.05F;
  const auto alarm = named(library(), signature);
  ASSERT_GE(alarm.pattern_count, 1U);
  EXPECT_EQ(alarm.patterns[0].name.view(), "jump");
  EXPECT_EQ(alarm.patterns[0].techniques.view(), "T0856 T0832");
  EXPECT_EQ(alarm.patterns[0].sentence.view(), "LIT301 jumped, says LIT301");
  EXPECT_GT(alarm.patterns[0].confidence, 0.9F);
  EXPECT_EQ(alarm.verdict, PatternKind::attack);
}

TEST(Recogniser, SaysUnclearWhereAFaultAndAnAttackFitAlike) {
  Signature signature;
  signature[Feature::jump] = 0;
  signature[Feature::still] = 1;
  signature[Feature::minutes] = 20;
  auto alarm = named(library(), signature);
  ASSERT_EQ(alarm.pattern_count, 2U);
  EXPECT_EQ(alarm.verdict, PatternKind::unclear);
  EXPECT_FLOAT_EQ(alarm.patterns[0].confidence, alarm.patterns[1].confidence);
  signature[Feature::minutes] = 300;  // now only the fault is left
  alarm = named(library(), signature);
  EXPECT_EQ(alarm.patterns[0].name.view(), "stands");
  EXPECT_EQ(alarm.verdict, PatternKind::fault);
}

TEST(Recogniser, SaysNothingWhereNothingFits) {
  Signature signature;
  signature[Feature::jump] = 0;
  signature[Feature::still] = 0.4F;
  const auto alarm = named(library(), signature);
  EXPECT_EQ(alarm.pattern_count, 0U);
  EXPECT_EQ(alarm.verdict, PatternKind::unclear);
  EXPECT_EQ(named(library(), Signature()).verdict, PatternKind::unclear) << "of what is unknown nothing is claimed";
}

TEST(Recogniser, VariantsOfAFamilyAreOneGuess) {
  const auto two = library(R"(
[[pattern]]
name = "a1"
family = "a"
kind = "attack"
sentence = "one"
when = [{feature = "jump", at_least = 3, soft = 1}]
[[pattern]]
name = "a2"
family = "a"
kind = "attack"
sentence = "two"
when = [{feature = "jump", at_least = 4, soft = 1}]
)");
  Signature signature;
  signature[Feature::jump] = 9;
  const auto alarm = named(two, signature);
  ASSERT_EQ(alarm.pattern_count, 1U);
  EXPECT_EQ(alarm.patterns[0].name.view(), "a");
  EXPECT_GT(alarm.patterns[0].confidence, 0.97F);
}

TEST(PatternLibrary, EveryErrorSaysWhereAndWhatToDo) {
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nsentence = \"y\"\nwhen = [{feature = \"jmp\", at_least = 1}]\n").find("jump"),
            std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nkind = \"atack\"\nsentence = \"y\"\nwhen = [{feature = \"jump\", at_least = 1}]\n")
                .find("attack"),
            std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nsentence = \"y\"\nwhen = [{feature = \"jump\"}]\n").find("neither at_least nor at_most"),
            std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nsentence = \"y\"\nwhen = [{feature = \"jump\", at_least = 3, at_most = 1}]\n")
                .find("above at_most"),
            std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nsentence = \"y\"\n").find("needs a condition"), std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nsentence = \"y\"\nwhen = [{feature = \"jump\", at_least = 1}]\n").find("name"), std::string::npos);
  EXPECT_NE(refusal("[[pattern]]\nname = \"x\"\nsentence = \"y\"\ntechniques = [\"spoof\"]\nwhen = [{feature = \"jump\", at_least = 1}]\n")
                .find("T0856"),
            std::string::npos);
  EXPECT_NE(
      refusal("[[pattern]]\nname = \"x\"\ncolour = 3\nsentence = \"y\"\nwhen = [{feature = \"jump\", at_least = 1}]\n").find("colour"),
      std::string::npos);
  EXPECT_NE(refusal("").find("no pattern"), std::string::npos);
  EXPECT_NE(refusal("[[pattern]\n").find("mine.toml"), std::string::npos);
  const std::string one = "[[pattern]]\nname = \"x\"\nsentence = \"y\"\nwhen = [{feature = \"jump\", at_least = 1}]\n";
  EXPECT_EQ(refusal(one), "taken");
  EXPECT_NE(refusal(one + one).find("there twice"), std::string::npos);
}

/// "a,b,c" -> its cells.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

TEST(PatternLibrary, EveryFamilyIsNamedByItsPattern) {
  std::ifstream file(WEIR_TEST_DIR "/typical_signatures.csv");
  std::string line;
  std::getline(file, line);  // says what it is
  std::getline(file, line);
  const auto header = cells_of(line);
  ASSERT_EQ(header.size(), feature_count + 1);
  std::set<std::string> families;
  while (std::getline(file, line)) {
    const auto cells = cells_of(line);
    ASSERT_EQ(cells.size(), header.size());
    Signature signature;
    for (std::size_t k = 1; k < cells.size(); ++k) {
      const auto known = feature(header[k]);
      ASSERT_TRUE(known) << header[k];
      signature[*known] = std::stof(cells[k]);
    }
    const auto alarm = named(PatternLibrary::builtin(), signature);
    ASSERT_GE(alarm.pattern_count, 1U) << cells[0];
    EXPECT_EQ(alarm.patterns[0].name.view(), cells[0]);
    families.insert(cells[0]);
  }
  EXPECT_EQ(families.size(), 19U);
}

TEST(PatternLibrary, WhatPeopleChangeInAPlantIsNoAttack) {
  Signature signature;
  for (std::size_t k = 0; k < feature_count; ++k) signature.value[k] = 0;
  signature[Feature::culprits] = 8;
  signature[Feature::stages] = 5;
  signature[Feature::share] = 0.15F;
  signature[Feature::minutes] = 200;
  signature[Feature::steadiness] = 0.6F;
  signature[Feature::together] = 1;
  EXPECT_EQ(named(PatternLibrary::builtin(), signature).patterns[0].name.view(), "change");
}

TEST(PatternLibrary, TheBuiltInOneIsWhole) {
  const auto& builtin = PatternLibrary::builtin();
  const auto again = PatternLibrary::parse(builtin.text(), "built in");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->patterns().size(), builtin.patterns().size());
  for (const std::string_view family :
       {"bias",     "scale",  "ramp",        "freeze", "deny",  "replay",       "delay", "noise",    "force",   "chatter",
        "setpoint", "staged", "coordinated", "drift",  "stuck", "intermittent", "leak",  "stiction", "fouling", "change"}) {
    EXPECT_TRUE(std::ranges::any_of(builtin.patterns(), [&](const Pattern& p) { return p.family.view() == family; })) << family;
  }
  for (const auto& pattern : builtin.patterns()) {
    EXPECT_EQ(pattern.techniques.empty(), pattern.kind != PatternKind::attack) << pattern.name.view();
  }
}

}  // namespace
}  // namespace weir
