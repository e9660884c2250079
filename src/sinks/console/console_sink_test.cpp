#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "explain/alarm_card.h"
#include "sinks/console/console_sink.h"

namespace weir {
namespace {

struct Console : testing::Test {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "weir_console_sink_test.txt";
  Catalogue catalogue;
  Alarm alarm;

  static Timestamp at(int second) { return Timestamp{std::chrono::seconds(1451296800 + second)}; }

  Console() {
    std::filesystem::remove(path);
    std::vector<Sensor> sensors(4);
    sensors[0] = {"LIT101", "mm", SensorKind::level, 120, 1000, 0.1, "P1"};
    sensors[1].name = "MV101";
    sensors[2].name = "bad\x1b[2Jname";
    sensors[3].name = "Zähler";
    catalogue = Catalogue(std::move(sensors));
    alarm.id = 3;
    alarm.at = at(20);
    alarm.onset = at(5);
    alarm.peak = at(10);
    alarm.last = at(15);
    alarm.score = 7.1;
    alarm.p_value = 8e-8;
    alarm.culprits[0] = {0, 0.61F, 812.3F, 540.1F, 29.8F};
    alarm.culprits[1] = {1, 0.22F, 2, NAN, 0};
    alarm.culprit_count = 2;
    alarm.edges[0] = {1, 0, 0.3F};
    alarm.edge_count = 1;
  }
  std::string card_text(const AlarmCard& card) const {
    std::string text;
    for (const auto& line : card.card(alarm)) text += line + '\n';
    return text;
  }
  std::unique_ptr<Sink> make(const char* options = "") {
    auto config = ConfigTable::parse(fmt::format("path = '{}'\n{}", path.string(), options), "test.toml");
    auto sink = console_sink().make(*config, catalogue);
    EXPECT_TRUE(sink) << sink.error().message;
    return sink ? std::move(*sink) : nullptr;
  }
  void write(Sink& sink, AlarmPhase phase) {
    alarm.phase = phase;
    StepRecord record;
    record.alarms = {&alarm, 1};
    ASSERT_TRUE(sink.write({&record, 1}));
  }
};

TEST_F(Console, OpenedIsALineAndACard) {
  write(*make(), AlarmPhase::opened);
  const AlarmCard card(catalogue, {});
  EXPECT_EQ(*read_file(path), card.line(alarm) + "\n" + card_text(card));
  EXPECT_TRUE(read_file(path)->starts_with("2015-12-28T10:00:20Z  ALARM 3 opened   LIT101 61 %, MV101 22 %  p = 8e-08\n"));
  for (const char* part : {"    began 2015-12-28T10:00:05Z (15 s before), strangest 2015-12-28T10:00:10Z\n",
                           "    LIT101   61 %  seen 812.3 mm, expected 540.1 mm (9.13 times its usual spread above)\n",
                           "    MV101    22 %  seen 2, no expectation\n", "    no longer holds: MV101 → LIT101\n"}) {
    EXPECT_NE(card_text(card).find(part), std::string::npos) << part << card_text(card);
  }
}

TEST_F(Console, UpdatedIsALineAndOnlyIfWanted) {
  write(*make(), AlarmPhase::updated);
  EXPECT_EQ(*read_file(path), "2015-12-28T10:00:20Z  ALARM 3 updated  LIT101 61 %, MV101 22 %  p = 8e-08\n");
  std::filesystem::remove(path);
  write(*make("updates = false"), AlarmPhase::updated);
  EXPECT_EQ(*read_file(path), "");
}

TEST_F(Console, ClosedSaysHowLong) {
  write(*make(), AlarmPhase::closed);
  const auto text = *read_file(path);
  EXPECT_TRUE(text.starts_with("2015-12-28T10:00:20Z  ALARM 3 closed   after 10 s  LIT101 61 %, MV101 22 %  p = 8e-08\n")) << text;
  EXPECT_NE(text.find("    began 2015-12-28T10:00:05Z, strangest 2015-12-28T10:00:10Z, last 2015-12-28T10:00:15Z\n"), std::string::npos)
      << text;
}

TEST_F(Console, QuietWhileNothingIsWrong) {
  auto sink = make();
  const StepRecord records[100] = {};
  ASSERT_TRUE(sink->write(records));
  ASSERT_TRUE(sink->flush());
  EXPECT_EQ(*read_file(path), "");
}

TEST_F(Console, NoControlCharactersReachTheTerminalAndUtf8Aligns) {
  alarm.culprits[0].sensor = 2;
  alarm.culprits[1].sensor = 3;
  const AlarmCard card(catalogue, {});
  const auto text = card_text(card);
  EXPECT_NE(text.find("\n    bad?[2Jname   61 %"), std::string::npos) << text;
  EXPECT_NE(text.find("\n    Zähler        22 %"), std::string::npos) << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(card.line(alarm).find('\x1b'), std::string::npos);
}

TEST_F(Console, ColourOnlyWhenAsked) {
  write(*make("colour = 'always'"), AlarmPhase::opened);
  EXPECT_NE(read_file(path)->find("\x1b[1;31mALARM 3 opened \x1b[0m"), std::string::npos);
  EXPECT_EQ(AlarmCard(catalogue, {}).line(alarm).find('\x1b'), std::string::npos);
}

TEST_F(Console, LongCardsAreCut) {
  for (std::size_t k = 0; k < Alarm::culprits_max; ++k) alarm.culprits[k] = {0, 0.1F, 123456.0F, 0.000123F, 0};
  alarm.culprit_count = Alarm::culprits_max;
  write(*make("sensors = 3"), AlarmPhase::opened);
  const auto text = *read_file(path);
  const std::string row = "    LIT101   10 %  seen 123456 mm, expected 0.000123 mm\n";
  EXPECT_NE(text.find(row + row + row + "    and 5 more\n"), std::string::npos) << text;
}

TEST_F(Console, StandardOutputKeepsItsOrder) {
  auto sink = console_sink().make(ConfigTable(), catalogue);
  ASSERT_TRUE(sink) << sink.error().message;
  testing::internal::CaptureStdout();
  std::fputs("before\n", stdout);
  write(**sink, AlarmPhase::updated);
  std::fputs("after\n", stdout);
  const auto text = testing::internal::GetCapturedStdout();
  EXPECT_TRUE(text.starts_with("before\n2015") && text.ends_with("\nafter\n")) << text;
}

}  // namespace
}  // namespace weir
