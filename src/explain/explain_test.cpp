#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "explain/alarm_card.h"
#include "explain/alarm_json.h"

namespace weir {
namespace {

Sensor named(const char* name, const char* unit) {
  Sensor sensor;
  sensor.name = name;
  sensor.unit = unit;
  return sensor;
}

const Catalogue catalogue({named("LIT301", "mm"), named("FIT301", "m3/h"), named("A \"b\"", "")});

Alarm spoofed_level() {
  Alarm alarm;
  alarm.id = 3;
  alarm.onset = Timestamp(std::chrono::seconds(1451296800));
  alarm.at = alarm.onset + std::chrono::seconds(40);
  alarm.last = alarm.onset + std::chrono::seconds(95);
  alarm.score = 7.2;
  alarm.p_value = 6e-8;
  alarm.culprits[0] = {0, 0.61F, 812, 1001, 9};
  alarm.culprits[1] = {1, 0.22F, 2.1F, NAN, 0};
  alarm.culprit_count = 2;
  alarm.edges[0] = {1, 0, 0.4F};
  alarm.edge_count = 1;
  return alarm;
}

TEST(AlarmCard, SaysItInOnePlainSentence) {
  const AlarmCard card(catalogue, {});
  EXPECT_EQ(
      card.sentence(spoofed_level()),
      "LIT301 read 812 mm where 1001 mm was expected, 21 times its usual spread below; with it FIT301; it no longer follows FIT301 as it "
      "used to. It began at 2015-12-28T10:00:00Z and has lasted 1 min 35 s.");
  EXPECT_NE(card.sentence({}).find("as a whole"), std::string::npos);
}

/// The same, named and placed.
Alarm named_level() {
  auto alarm = spoofed_level();
  alarm.culprits[0].role = CulpritRole::origin;
  alarm.culprits[0].onset = alarm.onset;
  alarm.culprits[1].role = CulpritRole::symptom;
  alarm.culprits[1].onset = alarm.onset + std::chrono::seconds(50);
  alarm.verdict = PatternKind::attack;
  alarm.patterns[0] = {.name = {"bias"},
                       .kind = PatternKind::attack,
                       .confidence = 0.84F,
                       .techniques = {"T0856 T0832"},
                       .sentence = {"LIT301 was set off"}};
  alarm.patterns[1] = {.name = {"drift"}, .kind = PatternKind::fault, .confidence = 0.1F, .techniques = {}, .sentence = {"LIT301 drifts"}};
  alarm.pattern_count = 2;
  alarm.campaign = {.id = 1, .place = 3, .began = alarm.onset - std::chrono::hours(2), .first_stage = {"P1"}, .last_stage = {"P3"}};
  alarm.similar[0] = {.id = 2, .onset = alarm.onset - std::chrono::hours(1), .likeness = 0.91F};
  alarm.similar_count = 1;
  alarm.counterfactual = {.sensors = 1, .score = 0.7};
  return alarm;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

TEST(AlarmCard, SaysWhatItLooksLikeAndWhereItBegan) {
  const auto text = joined(AlarmCard(catalogue, {}).card(named_level()));
  for (const char* part :
       {"Looks like an attack, bias (84 %): LIT301 was set off. ATT&CK T0856 T0832", "; began here 10:00:00", "; shows it 10:00:50",
        "Third alarm of a campaign that began 2015-12-28T08:00:00Z in P1 and has reached P3 (alarm 1).",
        "Resembles alarm 2 of 2015-12-28T09:00:00Z (91 %)", "Had LIT301 read 1001 mm instead of 812 mm there would have been no alarm."}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
  }
}

TEST(AlarmCard, SaysUnclearWithTheCandidatesAndNothingUnasked) {
  auto alarm = named_level();
  alarm.verdict = PatternKind::unclear;
  EXPECT_EQ(AlarmCard(catalogue, {}).pattern(alarm),
            "Unclear, perhaps bias (attack, 84 %) or drift (fault, 10 %): LIT301 was set off. ATT&CK T0856 T0832");
  alarm.pattern_count = 0;
  EXPECT_EQ(AlarmCard(catalogue, {}).pattern(alarm), "Looks like no pattern that is known.");
  const auto plain = joined(AlarmCard(catalogue, {}).card(spoofed_level()));
  for (const char* part : {"Looks", "campaign", "Resembles", "Had ", "began here"}) EXPECT_EQ(plain.find(part), std::string::npos) << part;
}

TEST(AlarmJson, HoldsWhatItLooksLike) {
  const auto json = nlohmann::json::parse(AlarmJson(catalogue).object(named_level()));
  EXPECT_EQ(json["verdict"], "attack");
  EXPECT_EQ(json["patterns"][0]["name"], "bias");
  EXPECT_EQ(json["patterns"][0]["techniques"][1], "T0832");
  EXPECT_TRUE(json["patterns"][1]["techniques"].empty());
  EXPECT_EQ(json["campaign"]["place"], 3);
  EXPECT_EQ(json["similar"][0]["id"], 2);
  EXPECT_EQ(json["counterfactual"]["sensors"][0]["instead"], 1001);
  EXPECT_EQ(json["sensors"][0]["role"], "origin");
  EXPECT_EQ(json["sensors"][1]["onset"], "2015-12-28T10:00:50Z");
  const auto plain = nlohmann::json::parse(AlarmJson(catalogue).object(spoofed_level()));
  EXPECT_TRUE(plain["campaign"].is_null());
  EXPECT_TRUE(plain["counterfactual"].is_null());
  EXPECT_TRUE(plain["patterns"].empty());
  EXPECT_TRUE(plain["sensors"][0]["onset"].is_null());
}

TEST(AlarmJson, IsJsonWhateverTheNames) {
  auto alarm = spoofed_level();
  alarm.culprits[1].sensor = 2;
  const auto json = nlohmann::json::parse(AlarmJson(catalogue).object(alarm));
  EXPECT_EQ(json["sensors"][1]["name"], "A \"b\"");
  EXPECT_TRUE(json["sensors"][1]["expected"].is_null());
  EXPECT_EQ(json["edges"][0]["to"], "LIT301");
  EXPECT_EQ(json["phase"], "opened");
}

}  // namespace
}  // namespace weir
