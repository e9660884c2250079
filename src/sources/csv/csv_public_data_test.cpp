// Every public data file: the right sensors, label, step and times. Data: environment variable WEIR_DATA.
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "sources/csv/csv_test_tools.h"

namespace weir {
namespace {

struct DataFile {
  const char* path;
  std::size_t sensors;
  const char* label;
  double step_s;
  std::uint64_t rows, anomalous;
  const char* first_at;
  const char* last_at;
  std::uint64_t bad_cells = 0;
};

// Numbers from the READMEs of the data sets, times read off the files' first and last lines.
constexpr DataFile files[] = {
    {"batadal/dataset03.csv.zst", 43, "ATT_FLAG", 3600, 8761, 0, "2014-01-06T00:00:00Z", "2015-01-06T00:00:00Z"},
    {"batadal/dataset04.csv.zst", 43, "ATT_FLAG", 3600, 4177, 492, "2016-07-04T00:00:00Z", "2016-12-25T00:00:00Z"},
    {"gecco2018/geccoIC2018Train.csv.zst", 9, "EVENT", 60, 139'566, 1726, "2016-08-03T09:49:00Z", "2016-11-08T07:54:00Z"},
    {"lbnl_hvac/MZVAV-2-1.csv.zst", 17, "Fault Detection Ground Truth", 60, 21'600, 2880, "2007-08-28T00:00:00Z", "2009-05-31T23:59:00Z"},
    {"lbnl_hvac/SZCAV.csv.zst", 14, "Fault Detection Ground Truth", 60, 21'600, 20'160, "2017-03-11T00:00:00Z", "2017-04-01T23:59:00Z",
     90 /* #VALUE! */},
    {"skab/anomaly-free/anomaly-free.csv.zst", 8, "", 1, 9405, 0, "2020-02-08T13:30:47Z", "2020-02-08T16:16:47Z"},
    {"skab/other/1.csv.zst", 8, "anomaly", 1, 745, 188, "2020-03-01T15:44:06Z", "2020-03-01T15:57:06Z"},
    {"skab/valve1/0.csv.zst", 8, "anomaly", 1, 1147, 401, "2020-03-09T10:14:33Z", "2020-03-09T10:34:32Z"},
    {"smd/machine-1-6_train.csv.zst", 38, "", 60, 23'688, 0, "1970-01-01T00:00:00Z", "1970-01-17T10:47:00Z"},
    {"smd/machine-1-6_test.csv.zst", 38, "label", 60, 23'689, 3708, "1970-01-01T00:00:00Z", "1970-01-17T10:48:00Z"},
    {"smd/machine-3-4_test.csv.zst", 38, "label", 60, 23'687, 977, "1970-01-01T00:00:00Z", "1970-01-17T10:46:00Z"},
    {"asd/omi-1_train.csv.zst", 19, "", 1, 8640, 0, "1970-01-01T00:00:00Z", "1970-01-01T02:23:59Z"},
    {"asd/omi-1_test.csv.zst", 19, "label", 1, 4320, 441, "1970-01-01T00:00:00Z", "1970-01-01T01:11:59Z"},
    {"msl/train/C-1.csv.zst", 55, "label", 60, 2158, 0, "1970-01-01T00:00:00Z", "1970-01-02T11:57:00Z"},
    {"msl/test/C-1.csv.zst", 55, "label", 60, 2264, 312, "1970-01-01T00:00:00Z", "1970-01-02T13:43:00Z"},
    {"tep_braatz/d00.csv.zst", 52, "label", 180, 500, 0, "1970-01-01T00:00:00Z", "1970-01-02T00:57:00Z"},
    {"tep_braatz/d01_te.csv.zst", 52, "label", 180, 960, 800, "1970-01-01T00:00:00Z", "1970-01-02T23:57:00Z"},
    {"tep_sim/normal_1.csv.zst", 52, "label", 60, 4320, 0, "1970-01-01T00:01:00Z", "1970-01-04T00:00:00Z"},
    {"tep_sim/attack_1.csv.zst", 52, "label", 60, 3686, 239, "1970-01-01T00:01:00Z", "1970-01-03T13:26:00Z"},
    {"ton_iot/Train_Test_IoT_Modbus.csv.zst", 4, "label", 2, 31'106, 16'106, "2019-04-25T09:14:00Z", "2019-04-27T05:00:16Z"},
    {"ton_iot/Train_Test_IoT_Thermostat.csv.zst", 2, "label", 2, 32'774, 17'774, "2019-04-25T08:59:02Z", "2019-04-27T05:40:48Z"},
    {"ton_iot/Train_Test_IoT_Weather.csv.zst", 3, "label", 2, 39'260, 24'260, "2019-04-25T17:33:16Z", "2019-04-27T05:40:52Z"},
};

std::filesystem::path data_directory() {
  const char* told = std::getenv("WEIR_DATA");
  return told != nullptr ? std::filesystem::path(told) : std::filesystem::path(WEIR_SOURCE_DIR) / "../shared/data";
}

class CsvPublicData : public testing::TestWithParam<DataFile> {};

TEST_P(CsvPublicData, IsReadRight) {
  const DataFile& expected = GetParam();
  const auto path = data_directory() / expected.path;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " isn't here; set WEIR_DATA";
  auto file = CsvFile::open(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->catalogue().size(), expected.sensors);
  EXPECT_EQ(file->decisions().label_column, expected.label);
  EXPECT_EQ(file->decisions().step_s, expected.step_s);
  CsvRow row;
  for (;;) {
    auto more = file->next(row);
    ASSERT_TRUE(more) << more.error().message;
    if (!*more) break;
  }
  const CsvCounters& counters = file->counters();
  EXPECT_EQ(counters.rows, expected.rows);
  EXPECT_EQ(counters.anomalous_rows, expected.anomalous);
  EXPECT_EQ(format_time(counters.first_at), expected.first_at);
  EXPECT_EQ(format_time(counters.last_at), expected.last_at);
  EXPECT_EQ(counters.bad_cells, expected.bad_cells);
  EXPECT_EQ(counters.time_errors, 0u);
  EXPECT_EQ(counters.short_rows + counters.long_rows, 0u);
  EXPECT_EQ(file->fraction_read(), 1.0);
}

INSTANTIATE_TEST_SUITE_P(Files, CsvPublicData, testing::ValuesIn(files), [](const auto& parameter) {
  std::string name = parameter.param.path;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(CsvPublicDataAll, EveryFileOpens) {
  const auto directory = data_directory();
  if (!std::filesystem::exists(directory / "batadal")) GTEST_SKIP() << directory << " isn't here; set WEIR_DATA";
  std::size_t opened = 0;
  for (const char* set : {"asd", "batadal", "gecco2018", "lbnl_hvac", "msl", "skab", "smd", "tep_braatz", "tep_sim", "ton_iot"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory / set)) {
      if (!entry.path().string().ends_with(".csv.zst")) continue;
      auto file = CsvFile::open(entry.path());
      ASSERT_TRUE(file) << file.error().message;
      for (const CsvNote& note : file->decisions().notes) {
        // What is doubtful is known: no time, and the irregular network traffic of TON_IoT.
        const bool expected = note.subject == "time" || std::string_view(set) == "ton_iot";
        EXPECT_TRUE(!note.doubtful || expected) << entry.path() << ": " << note.subject << ": " << note.text;
      }
      ++opened;
    }
  }
  EXPECT_GT(opened, 100u);
}

}  // namespace
}  // namespace weir
