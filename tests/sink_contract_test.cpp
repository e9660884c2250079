// What every sink keeps, whichever it is: see sinks/sink.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "sinks/console/console_sink.h"
#include "sinks/jsonl/jsonl_sink.h"
#include "sinks/scores_csv/scores_csv_sink.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

Catalogue three_sensors() {
  std::vector<Sensor> sensors(3);
  for (std::size_t i = 0; i < sensors.size(); ++i) sensors[i].name = fmt::format("S{}", i + 1);
  return Catalogue(std::move(sensors));
}

/// A run of steps in which every 50th opens an alarm and every 50th + 10 closes it. Owns what the views point to.
class StepRun {
 public:
  explicit StepRun(std::size_t steps) : alarms_(steps), records_(steps) {
    for (std::size_t i = 0; i < steps; ++i) {
      auto& record = records_[i];
      record.frame.step_at = Timestamp{std::chrono::seconds(i)};
      record.score.total = static_cast<float>(i % 7);
      record.score.per_sensor = per_sensor_;
      record.in_alarm = i % 50 < 10;
      if (i % 50 != 0 && i % 50 != 10) continue;
      auto& alarm = alarms_[i];
      alarm.id = 1 + i / 50;
      alarm.phase = i % 50 == 0 ? AlarmPhase::opened : AlarmPhase::closed;
      alarm.at = record.frame.step_at;
      alarm.culprits[0] = {2, 1.0F, 5.0F, 4.0F, 0.1F};
      alarm.culprit_count = 1;
      record.alarms = {&alarm, 1};
    }
  }
  std::span<const StepRecord> records() const { return records_; }

 private:
  float per_sensor_[3] = {0, -1, 2};
  std::vector<Alarm> alarms_;
  std::vector<StepRecord> records_;
};

struct SinkContract : testing::TestWithParam<SinkFactory> {
  fs::path folder = fs::path(testing::TempDir()) / fmt::format("weir_sink_contract_{}", GetParam().name);
  SinkContract() {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  ~SinkContract() override { fs::remove_all(folder); }

  Result<std::unique_ptr<Sink>> make(const fs::path& path) {
    return GetParam().make(*ConfigTable::parse(fmt::format("path = '{}'\n", path.string()), "sinks.toml"), three_sensors());
  }
  static std::size_t lines(const fs::path& path) {
    const auto text = read_file(path);
    return text ? static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n')) : 0;
  }
};

TEST_P(SinkContract, ItsSampleHoldsEveryOptionAndLoads) {
  const auto before = fs::current_path();
  fs::current_path(folder);  // the sample names files
  const auto config = ConfigTable::parse(GetParam().sample, "sample.toml");
  ASSERT_TRUE(config) << config.error().message;
  const auto sink = GetParam().make(*config, three_sensors());
  EXPECT_TRUE(sink) << sink.error().message;
  const auto unknown = GetParam().make(*ConfigTable::parse("no_such_option = 1\n", "sinks.toml"), three_sensors());
  fs::current_path(before);
  ASSERT_FALSE(unknown);
  for (const auto& key : config->keys())
    EXPECT_NE(unknown.error().message.find(key), std::string::npos) << key << ": " << unknown.error().message;
  const auto known = unknown.error().message.substr(unknown.error().message.rfind(": ") + 2);
  EXPECT_EQ(static_cast<std::size_t>(std::count(known.begin(), known.end(), ',')) + 1, config->keys().size())
      << "sample.toml lacks one of: " << known;
}

TEST_P(SinkContract, WritesTheSameHoweverTheStepsAreCut) {
  const StepRun run(1000);
  for (const std::size_t batch : {1U, 7U, 1000U}) {
    auto sink = make(folder / fmt::format("{}.txt", batch));
    ASSERT_TRUE(sink) << sink.error().message;
    for (std::size_t i = 0; i < 1000; i += batch)
      ASSERT_TRUE((*sink)->write(run.records().subspan(i, std::min<std::size_t>(batch, 1000 - i))));
    ASSERT_TRUE((*sink)->write({}));
    ASSERT_TRUE((*sink)->flush());
  }
  EXPECT_GE(lines(folder / "1.txt"), 40U);  // 20 alarms, each opened and closed
  EXPECT_EQ(*read_file(folder / "1.txt"), *read_file(folder / "7.txt"));
  EXPECT_EQ(*read_file(folder / "1.txt"), *read_file(folder / "1000.txt"));
}

TEST_P(SinkContract, WhatWasFlushedIsThereAndMoreMayFollow) {
  const StepRun run(200);
  auto sink = make(folder / "a.txt");
  ASSERT_TRUE(sink) << sink.error().message;
  ASSERT_TRUE((*sink)->write(run.records().first(100)));
  ASSERT_TRUE((*sink)->flush());
  const auto half = *read_file(folder / "a.txt");
  ASSERT_TRUE((*sink)->write(run.records().subspan(100)));
  ASSERT_TRUE((*sink)->flush());
  ASSERT_TRUE((*sink)->flush());
  const auto all = *read_file(folder / "a.txt");
  EXPECT_FALSE(half.empty());
  EXPECT_TRUE(all.starts_with(half));
  EXPECT_GT(all.size(), half.size());
  sink->reset();
  EXPECT_EQ(*read_file(folder / "a.txt"), all);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
}

TEST_P(SinkContract, ABadPathIsSaidAtTheStart) {
  for (const auto& path : {folder, folder / "missing" / "a.txt"}) {
    const auto sink = make(path);
    ASSERT_FALSE(sink) << path;
    EXPECT_NE(sink.error().message.find(path.string()), std::string::npos) << sink.error().message;
  }
  const auto empty = make("");
  ASSERT_FALSE(empty);
  EXPECT_TRUE(empty.error().message.starts_with("sinks.toml:1: path: ")) << empty.error().message;
}

TEST_P(SinkContract, BadOptionsAreNamed) {
  const auto sink = GetParam().make(*ConfigTable::parse("path = 5\n", "sinks.toml"), three_sensors());
  ASSERT_FALSE(sink);
  EXPECT_EQ(sink.error().message, "sinks.toml:1: path: 5 is a whole number, not text; put it in quotes");
}

TEST_P(SinkContract, AFullDiskIsAnErrorAndNotTheEnd) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const StepRun run(5000);
  auto sink = make("/dev/full");
  ASSERT_TRUE(sink) << sink.error().message;
  for (int round = 0; round < 3; ++round) {
    auto failed = (*sink)->write(run.records());
    if (failed) failed = (*sink)->flush();
    ASSERT_FALSE(failed) << "round " << round;
    EXPECT_EQ(failed.error().code, ErrorCode::environment);
    EXPECT_NE(failed.error().message.find("/dev/full: writing failed: No space left on device"), std::string::npos)
        << failed.error().message;
  }
}

TEST_P(SinkContract, StandardOutputWorks) {
  const StepRun run(100);
  testing::internal::CaptureStdout();
  {
    auto sink = make("-");
    ASSERT_TRUE(sink) << sink.error().message;
    EXPECT_TRUE((*sink)->write(run.records()));
    EXPECT_TRUE((*sink)->flush());
  }
  const auto text = testing::internal::GetCapturedStdout();
  EXPECT_GE(std::count(text.begin(), text.end(), '\n'), 4);
}

INSTANTIATE_TEST_SUITE_P(All, SinkContract, testing::Values(console_sink(), jsonl_sink(), scores_csv_sink()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace weir
