#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "sinks/jsonl/jsonl_sink.h"

namespace weir {
namespace {

struct Jsonl : testing::Test {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "weir_jsonl_sink_test.jsonl";
  Catalogue catalogue;
  Alarm alarm;

  Jsonl() {
    std::filesystem::remove(path);
    std::vector<Sensor> sensors(2);
    sensors[0] = {"LIT101", "mm", SensorKind::level, 120, 1000, 0.1, "P1"};
    sensors[1].name = "odd \"\n\xFF name";
    catalogue = Catalogue(std::move(sensors));
    const auto at = [](int second) { return Timestamp{std::chrono::seconds(1451296800 + second)}; };
    alarm.id = 3;
    alarm.at = at(20);
    alarm.onset = at(5);
    alarm.peak = at(10);
    alarm.last = at(15);
    alarm.score = 7.25;
    alarm.p_value = 6e-8;
    alarm.culprits[0] = {0, 0.61F, 812.3F, 540.1F, 29.8F};
    alarm.culprits[1] = {1, 0.2F, 2, NAN, INFINITY};
    alarm.culprit_count = 2;
    alarm.edges[0] = {1, 0, 0.3F};
    alarm.edge_count = 1;
  }
  std::unique_ptr<Sink> make(const char* options = "") {
    auto config = ConfigTable::parse(fmt::format("path = '{}'\n{}", path.string(), options), "test.toml");
    auto sink = jsonl_sink().make(*config, catalogue);
    EXPECT_TRUE(sink) << sink.error().message;
    return sink ? std::move(*sink) : nullptr;
  }
  void write(Sink& sink) {
    StepRecord record;
    record.frame.step_at = alarm.at;
    record.score.total = 7.25F;
    record.p_value = 6e-8;
    record.in_alarm = true;
    record.alarms = {&alarm, 1};
    ASSERT_TRUE(sink.write({&record, 1}));
  }
  std::vector<nlohmann::json> lines() {
    std::vector<nlohmann::json> result;
    std::istringstream text(*read_file(path));
    for (std::string line; std::getline(text, line);) result.push_back(nlohmann::json::parse(line));
    return result;
  }
};

TEST_F(Jsonl, AnAlarmIsOneLineAtOnce) {
  auto sink = make();
  write(*sink);
  EXPECT_TRUE(read_file(path)->starts_with(
      R"({"type":"alarm","id":3,"phase":"opened","at":"2015-12-28T10:00:20Z","onset":"2015-12-28T10:00:05Z","peak":"2015-12-28T10:00:10Z",)"
      R"("last":"2015-12-28T10:00:15Z","score":7.25,"p_value":6e-08,"sensors":[{"name":"LIT101","unit":"mm","share":0.61,"seen":812.3,)"
      R"("expected":540.1,"spread":29.8,"role":"unknown","onset":null},)"));
  const auto all = lines();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0]["sensors"][1]["expected"].is_null());
  EXPECT_TRUE(all[0]["sensors"][1]["spread"].is_null());
  EXPECT_EQ(all[0]["edges"][0]["to"], "LIT101");
  EXPECT_EQ(all[0]["edges"][0]["from"], all[0]["sensors"][1]["name"]);
}

TEST_F(Jsonl, StepsOnlyWhenWanted) {
  auto sink = make("steps = true");
  write(*sink);
  const auto all = lines();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].dump(), R"({"at":"2015-12-28T10:00:20Z","in_alarm":true,"p_value":6e-08,"score":7.25,"type":"step"})");
  EXPECT_EQ(all[1]["type"], "alarm");
}

TEST_F(Jsonl, AppendKeepsWhatIsThere) {
  for (const char* options : {"", "append = true", "append = true"}) write(*make(options));
  EXPECT_EQ(lines().size(), 3U);
  write(*make());
  EXPECT_EQ(lines().size(), 1U);
}

}  // namespace
}  // namespace weir
