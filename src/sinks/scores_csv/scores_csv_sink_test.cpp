#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "sinks/scores_csv/scores_csv_sink.h"

namespace weir {
namespace {

struct Table : testing::Test {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "weir_scores_csv_sink_test.csv";
  Catalogue catalogue;

  Table() {
    std::filesystem::remove(path);
    std::vector<Sensor> sensors(2);
    sensors[0].name = "LIT101";
    sensors[1].name = "flow, \"raw\"";
    catalogue = Catalogue(std::move(sensors));
  }
  std::unique_ptr<Sink> make(const char* options = "") {
    auto config = ConfigTable::parse(fmt::format("path = '{}'\n{}", path.string(), options), "test.toml");
    auto sink = scores_csv_sink().make(*config, catalogue);
    EXPECT_TRUE(sink) << sink.error().message;
    return sink ? std::move(*sink) : nullptr;
  }
  static StepRecord step(int second, float score, std::span<const float> per_sensor = {}, bool in_alarm = false) {
    StepRecord record;
    record.frame.step_at = Timestamp{std::chrono::seconds(second)};
    record.score.total = score;
    record.score.per_sensor = per_sensor;
    record.p_value = std::pow(10.0, -score);
    record.in_alarm = in_alarm;
    return record;
  }
};

TEST_F(Table, IsThereWholeOrNotAtAll) {
  auto sink = make();
  const StepRecord steps[] = {step(0, 0), step(1, 2, {}, true)};
  ASSERT_TRUE(sink->write(steps));
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(sink->flush());
  EXPECT_EQ(*read_file(path), "time,score,p_value,alarm\n1970-01-01T00:00:00Z,0,1,0\n1970-01-01T00:00:01Z,2,0.01,1\n");
}

TEST_F(Table, GoesOnAfterAFlush) {
  auto sink = make();
  const StepRecord first[] = {step(0, 0)}, second[] = {step(1, 1)};
  ASSERT_TRUE(sink->write(first));
  ASSERT_TRUE(sink->flush());
  ASSERT_TRUE(sink->write(second));
  ASSERT_TRUE(sink->flush());
  ASSERT_TRUE(sink->flush());
  EXPECT_EQ(*read_file(path), "time,score,p_value,alarm\n1970-01-01T00:00:00Z,0,1,0\n1970-01-01T00:00:01Z,1,0.1,0\n");
}

TEST_F(Table, WithoutAFlushTheOldTableStays) {
  ASSERT_TRUE(write_file(path, "old\n"));
  auto sink = make();
  const StepRecord steps[] = {step(0, 0)};
  ASSERT_TRUE(sink->write(steps));
  sink.reset();
  EXPECT_EQ(*read_file(path), "old\n");
}

TEST_F(Table, ColumnsPerSensorAreQuotedAndUnknownNumbersAreEmpty) {
  auto sink = make("per_sensor = true");
  const float known[] = {1.5F, -2.25F}, unknown[] = {NAN, INFINITY};
  const StepRecord steps[] = {step(0, 0.5F, known), step(1, NAN, unknown), step(2, 0)};
  ASSERT_TRUE(sink->write(steps));
  ASSERT_TRUE(sink->flush());
  const auto text = *read_file(path);
  EXPECT_TRUE(text.starts_with("time,score,p_value,alarm,score.LIT101,\"score.flow, \"\"raw\"\"\"\n1970-01-01T00:00:00Z,0.5,0.31622"))
      << text;
  EXPECT_NE(text.find(",0,1.5,-2.25\n1970-01-01T00:00:01Z,,,0,,\n1970-01-01T00:00:02Z,0,1,0,,\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace weir
