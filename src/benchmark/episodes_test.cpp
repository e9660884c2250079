#include "benchmark/episodes.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

Timestamp minute(int n) { return Timestamp(std::chrono::minutes(n)); }

Catalogue three_sensors() {
  std::vector<Sensor> sensors(3);
  for (std::size_t i = 0; i < 3; ++i) sensors[i].name = std::string(1, static_cast<char>(97 + i));
  return Catalogue(std::move(sensors));
}

void raise(AlarmLog& log, int from, int to, std::vector<SensorIndex> named) {
  Alarm alarm;
  alarm.id = log.openings.size() + 1;
  alarm.at = alarm.onset = minute(from);
  alarm.last = minute(to);
  for (const auto sensor : named) alarm.culprits[alarm.culprit_count++].sensor = sensor;
  log.push(std::span(&alarm, 1));
  alarm.phase = AlarmPhase::closed;
  log.push(std::span(&alarm, 1));
}

TEST(Episodes, AreCountedByFamilyAndSize) {
  AlarmLog log;
  raise(log, 12, 15, {1, 0});
  raise(log, 50, 52, {2});
  const std::vector<Episode> episodes = {
      {minute(10), minute(20), "bias", EpisodeClass::single, 2, {"a"}},    {minute(30), minute(40), "bias", EpisodeClass::single, 1, {"a"}},
      {minute(51), minute(60), "bias", EpisodeClass::single, 2, {"c"}},  // the alarm was on already
      {minute(70), minute(80), "bias", EpisodeClass::fault, 2, {"c"}},   // another class is another row
      {minute(90), minute(95), "freeze", EpisodeClass::single, {}, {"b"}},
  };
  const auto families = power_of(episodes, log, three_sensors());
  ASSERT_EQ(families.size(), 3u);
  const auto& bias = families[0];
  EXPECT_EQ(bias.episodes, 3u);
  EXPECT_EQ(bias.found, 1u);
  EXPECT_EQ(bias.already_on, 1u);
  EXPECT_EQ(bias.named_first, 0u);
  EXPECT_EQ(bias.named_among_three, 1u);
  EXPECT_EQ(bias.median_delay_s, 120);
  ASSERT_EQ(bias.power.size(), 2u);
  EXPECT_EQ(bias.power[0].size, 1);
  EXPECT_EQ(bias.power[0].found, 0u);
  EXPECT_EQ(bias.power[1].found, 1u);
  EXPECT_EQ(families[1].family, "freeze");
  EXPECT_TRUE(families[1].power.empty());
  EXPECT_FALSE(families[1].median_delay_s);
  EXPECT_EQ(families[2].kind, EpisodeClass::fault) << "classes stand together";
  EXPECT_EQ(families[2].found, 0u);
}

TEST(Episodes, AnAlarmThatEndedBeforeOrBeganAfterFindsNothing) {
  AlarmLog log;
  raise(log, 1, 9, {0});
  raise(log, 20, 25, {0});
  const auto families = power_of({{minute(10), minute(20), "bias", EpisodeClass::single, {}, {"a"}}}, log, three_sensors());
  ASSERT_EQ(families.size(), 1u);
  EXPECT_EQ(families[0].found, 0u);
}

}  // namespace
}  // namespace weir
