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
