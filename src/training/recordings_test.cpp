#include "training/recordings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "base/file.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

/// A folder of small CSV files, gone afterwards.
class Folder {
 public:
  Folder() : path_(fs::path(testing::TempDir()) / fmt::format("weir_recordings_test_{}", getpid())) { fs::create_directories(path_); }
  ~Folder() { fs::remove_all(path_); }
  fs::path file(const char* name, const std::string& text) const {
    EXPECT_TRUE(write_file(path_ / name, text));
    return path_ / name;
  }

 private:
  fs::path path_;
};

/// `rows` minutes from `hour` o'clock on. A: the row's number; B: 0 or 1; from row `attack_from` on for five rows an attack.
std::string minutes(int hour, int rows, const char* header = "time,A,B,attack", int attack_from = -1) {
  std::string text = fmt::format("{}\n", header);
  const bool swapped = std::string_view(header).starts_with("time,B");
  for (int k = 0; k < rows; ++k) {
    const int a = 100 * hour + k, b = k / 3 % 2;
    const bool attack = attack_from >= 0 && k >= attack_from && k < attack_from + 5;
    text += fmt::format("2026-01-05T{:02}:{:02}:00Z,{},{}", hour, k, swapped ? b : a, swapped ? a : b);
    if (std::string_view(header).ends_with("attack")) text += fmt::format(",{}", attack ? 1 : 0);
    text += '\n';
  }
  return text;
}

RecordingOptions minute_grid() {
  RecordingOptions options;
  options.step_s = 60;
  return options;
}

TEST(Recordings, ReadsSeveralFilesAsOnePlant) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40)),
                                       folder.file("two.csv", minutes(1, 30, "time,B,A,attack", 10))};
  const auto read = read_recordings(files, minute_grid());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->step_s, 60);
  ASSERT_EQ(read->frames.sensors(), 2u);
  EXPECT_EQ(read->frames.catalogue()[0].name, "A");
  ASSERT_EQ(read->frames.rows(), 70u);
  for (std::size_t row = 0; row < 70; ++row) {
    EXPECT_EQ(read->frames.after_gap(row), row == 0 || row == 40) << row;  // a file never continues the one before
    EXPECT_EQ(read->labels[row], row >= 50 && row < 55 ? 1 : 0) << row;
  }
  EXPECT_EQ(read->frames.values(39)[0], 339);
  EXPECT_EQ(read->frames.values(40)[0], 100);  // by name, however the columns are ordered; and earlier in time
  EXPECT_EQ(read->frames.catalogue()[1].kind, SensorKind::discrete);
  EXPECT_EQ(read->frames.catalogue()[0].low, 100);
  EXPECT_EQ(read->frames.catalogue()[0].high, 339);
  ASSERT_EQ(read->kind_reasons.size(), 2u);
  EXPECT_FALSE(read->kind_reasons[1].empty());
  ASSERT_EQ(read->files.size(), 2u);
  EXPECT_EQ(read->files[0].counters.rows, 40u);
  EXPECT_EQ(read->files[1].counters.anomalous_rows, 5u);
  EXPECT_EQ(read->files[1].align.frames, 30u);
}

TEST(Recordings, LeavesAnomalousRowsOutWhereOnlyNormalOnesAreWanted) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40, "time,A,B,attack", 20))};
  auto options = minute_grid();
  options.normal_only = true;
  const auto read = read_recordings(files, options);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->frames.rows(), 35u);
  EXPECT_EQ(read->anomalous_rows_left_out, 5u);
  for (std::size_t row = 0; row < 35; ++row) {
    EXPECT_EQ(read->labels[row], 0);
    EXPECT_EQ(read->frames.after_gap(row), row == 0 || row == 20) << row;  // nothing reaches across the hole
    EXPECT_EQ(read->frames.values(row)[0], static_cast<float>(300 + row + (row >= 20 ? 5 : 0)));
  }
}

TEST(Recordings, RangesComeFromNormalRowsAlone) {
  const Folder folder;
  std::string text = "time,A,attack\n";
  for (int k = 0; k < 50; ++k) text += fmt::format("2026-01-05T03:{:02}:00Z,{}.5,{}\n", k, k == 30 ? 9999 : k % 7, k == 30 ? 1 : 0);
  const std::vector<fs::path> files = {folder.file("one.csv", text)};
  auto options = minute_grid();
  options.normal_only = true;
  const auto read = read_recordings(files, options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->frames.catalogue()[0].high, 6.5);
  EXPECT_EQ(read_recordings(files, minute_grid())->frames.catalogue()[0].high, 9999.5);
}

TEST(Recordings, TakesTheRowsAskedForOfEachFile) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40)), folder.file("two.csv", minutes(5, 12))};
  auto options = minute_grid();
  options.rows = {10, 14};
  const auto read = read_recordings(files, options);
  ASSERT_TRUE(read) << read.error().message;
  std::vector<float> a;
  for (std::size_t row = 0; row < read->frames.rows(); ++row) a.push_back(read->frames.values(row)[0]);
  EXPECT_EQ(a, (std::vector<float>{310, 311, 312, 313, 510, 511}));
  options.rows = {100, 200};
  const auto none = read_recordings(files, options);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, files[0].string() + ": no row is left to read");
}

/// 2,000 rows that share five seconds: a sine, three times slower than the rows.
std::string standing_still() {
  std::string text = "time,A,B,label\n";
  for (int k = 0; k < 2000; ++k) {
    text += fmt::format("2026-01-05T00:00:{:02}Z,{:.4f},{},{}\n", k / 400, std::sin(k / 3.0), k % 7, k >= 1900);
  }
  return text;
}

TEST(Recordings, NumbersTheRowsWhereTheTimeStandsStill) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("still.csv", standing_still())};
  RecordingOptions options;
  options.normal_only = true;
  const auto read = read_recordings(files, options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->rows_numbered);
  EXPECT_EQ(read->frames.rows(), 1900u);
  EXPECT_EQ(read->step_s, 1);
  options.csv.time_column = "time";
  const auto told = read_recordings(files, options);
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_FALSE(told->rows_numbered);
  EXPECT_LE(told->frames.rows(), 5u);
}

TEST(Recordings, KeepTheTimeWhereItMoves) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("short.csv", minutes(3, 30))};
  RecordingOptions options;
  options.normal_only = true;
  const auto read = read_recordings(files, options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->rows_numbered) << "too short, but every row has its own time";
}

TEST(Recordings, WithoutLabelsSayNothing) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40, "time,A,B"))};
  const auto read = read_recordings(files, minute_grid());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->labels, std::vector<std::int8_t>(40, -1));
}

TEST(Recordings, ASensorMissingInALaterFileIsNamed) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40)), folder.file("two.csv", minutes(5, 12, "time,A,C,attack"))};
  const auto read = read_recordings(files, minute_grid());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::bad_input);
  EXPECT_TRUE(read.error().message.starts_with(fmt::format("'{}' lacks the column 'B'; its columns are ", files[1].string())))
      << read.error().message;
}

TEST(Recordings, SayWhatCannotBeRead) {
  const Folder folder;
  const auto none = read_recordings({}, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "no file to read; name one with --data");
  for (const auto& bad : {folder.file("empty.csv", ""), folder.file("words.csv", "a,b\nx,y\nz,w\n"), fs::path("/nowhere/plant.csv")}) {
    const std::vector<fs::path> files = {folder.file("good.csv", minutes(3, 40)), bad};
    for (const auto& some : {std::span(files), std::span(files).last(1)}) {
      const auto read = read_recordings(some, {});
      ASSERT_FALSE(read) << bad;
      EXPECT_NE(read.error().message.find(bad.filename().string()), std::string::npos) << read.error().message;
      EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
    }
  }
}

TEST(Recordings, StopWhenTheUserDoes) {
  const Folder folder;
  const std::vector<fs::path> files = {folder.file("one.csv", minutes(3, 40)), folder.file("two.csv", minutes(5, 12))};
  auto options = minute_grid();
  std::vector<std::string> stages;
  options.progress = [&](std::string_view stage, double) {
    stages.emplace_back(stage);
    return stage != "reading two.csv";
  };
  const auto read = read_recordings(files, options);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::cancelled);
  EXPECT_EQ(stages, (std::vector<std::string>{"reading one.csv", "reading two.csv"}));
}

TEST(Recordings, ComeOnACoarserGridWhereRowsAreManyAndFast) {
  EXPECT_EQ(grid_step(60, 1'000'000), 60);  // slow enough as it is
  EXPECT_EQ(grid_step(1, 1'000'000), 10);
  EXPECT_EQ(grid_step(3, 1'000'000), 9);  // whole steps of the data only
  EXPECT_NEAR(grid_step(0.1, 1'000'000), 10, 1e-9);
  EXPECT_EQ(grid_step(1, 20'000), 10);
  EXPECT_EQ(grid_step(1, 9'999), 4);  // 2,499 frames rather than 999
  EXPECT_EQ(grid_step(1, 500), 1);

  const Folder folder;
  std::string text = "time,A\n";
  for (int k = 0; k < 4000; ++k) text += fmt::format("2026-01-05T{:02}:{:02}:{:02}Z,{}\n", k / 3600, k / 60 % 60, k % 60, k % 2 ? 10 : 20);
  const std::vector<fs::path> files = {folder.file("fast.csv", text)};
  const auto coarse = read_recordings(files, {});
  ASSERT_TRUE(coarse) << coarse.error().message;
  EXPECT_EQ(coarse->step_s, 2);
  EXPECT_NEAR(static_cast<double>(coarse->frames.rows()), 2000, 2);
  RecordingOptions told;
  told.step_s = 1;
  EXPECT_EQ(read_recordings(files, told)->frames.rows(), 4000u);
}

}  // namespace
}  // namespace weir
