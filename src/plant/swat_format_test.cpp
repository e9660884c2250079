#include "plant/swat_format.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

namespace weir {
namespace {

Timestamp at(int year, unsigned month, unsigned day, int hour, int minute, int second) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / month / day) + hours(hour) + minutes(minute) + std::chrono::seconds(second);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

constexpr const char* swat_header =
    " Timestamp,FIT101,LIT101, MV101,P101,P102, AIT201,AIT202,AIT203,FIT201, MV201, P201, P202,P203, P204,P205,P206,DPIT301,FIT301,LIT301,"
    "MV301,MV302, MV303,MV304,P301,P302,AIT401,AIT402,FIT401,LIT401,P401,P402,P403,P404,UV401,AIT501,AIT502,AIT503,AIT504,FIT501,FIT502,"
    "FIT503,FIT504,P501,P502,PIT501,PIT502,PIT503,FIT601,P601,P602,P603,Normal/Attack";

TEST(SwatFormat, TimesAreDayFirstOnATwelveHourClock) {
  EXPECT_EQ(swat_time(at(2015, 12, 28, 10, 0, 0)), " 28/12/2015 10:00:00 AM");
  EXPECT_EQ(swat_time(at(2016, 1, 2, 0, 5, 9)), " 2/1/2016 12:05:09 AM");
  EXPECT_EQ(swat_time(at(2016, 1, 2, 12, 0, 0)), " 2/1/2016 12:00:00 PM");
  EXPECT_EQ(swat_time(at(2016, 1, 2, 23, 59, 59)), " 2/1/2016 11:59:59 PM");
}

TEST(SwatFormat, FirstLinesAreExact) {
  TagValues values{};
  for (std::size_t i = 0; i < tag_count; ++i) values[i] = static_cast<double>(i);
  values[FIT101] = 2.427057;
  values[LIT101] = 522.8467;
  std::string text;
  RecordingWriter writer(RecordingFormat::swat, WaterTreatment::plant_catalogue(),
                         [&](std::string_view bytes) { return text += bytes, true; });
  EXPECT_TRUE(writer.write(at(2015, 12, 28, 10, 0, 0), values, false));
  EXPECT_TRUE(writer.write(at(2015, 12, 28, 10, 0, 1), values, true));
  const auto lines = lines_of(text);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], ",P1,,,,,P2,,,,,,,,,,,P3,,,,,,,,,P4,,,,,,,,,P5,,,,,,,,,,,,,P6,,,,");
  EXPECT_EQ(lines[1], swat_header);
  std::string tail;
  for (int i = 2; i < 51; ++i) tail.append(",").append(std::to_string(i));
  EXPECT_EQ(lines[2], " 28/12/2015 10:00:00 AM,2.427057,522.8467" + tail + ",Normal");
  EXPECT_EQ(lines[3], " 28/12/2015 10:00:01 AM,2.427057,522.8467" + tail + ",Attack");
}

TEST(SwatFormat, RecordsTheAttackedPlantWithItsLabels) {
  PlantRecordingOptions options;
  options.start = at(2015, 12, 28, 10, 0, 0);
  options.steps = 1500;
  options.attacks = {*parse_attack("bias:LIT101:20:at=5min:for=15min", water_layout())};
  std::string text;
  ASSERT_TRUE(record_plant(options, [&](std::string_view bytes) { return text += bytes, true; }));
  const auto lines = lines_of(text);
  ASSERT_EQ(lines.size(), 1502U);
  EXPECT_EQ(lines[1], swat_header);
  int misspelt = 0;
  for (std::size_t i = 2; i < lines.size(); ++i) {
    EXPECT_EQ(std::ranges::count(lines[i], ','), 52) << lines[i];
    const bool attacked = i - 2 >= 300 && i - 2 < 1200;
    const auto label = lines[i].substr(lines[i].rfind(',') + 1);
    if (label == "A ttack") ++misspelt;
    EXPECT_EQ(label != "Normal", attacked) << i;
  }
  EXPECT_EQ(misspelt, 37) << "the 464th to the 500th attacked row";
  EXPECT_EQ(lines.back().substr(0, 23), " 28/12/2015 10:24:59 AM");
}

TEST(SwatFormat, TidyHasOneHeaderAndIsoTimes) {
  PlantRecordingOptions options;
  options.steps = 20;
  options.format = RecordingFormat::tidy;
  options.attacks = {*parse_attack("freeze:LIT101:at=10s:for=5s", water_layout())};
  std::string text;
  ASSERT_TRUE(record_plant(options, [&](std::string_view bytes) { return text += bytes, true; }));
  const auto lines = lines_of(text);
  ASSERT_EQ(lines.size(), 21U);
  EXPECT_EQ(lines[0].substr(0, 26), "time,FIT101,LIT101,MV101,P");
  EXPECT_EQ(lines[0].substr(lines[0].size() - 12), ",P603,attack");
  EXPECT_EQ(lines[1].substr(0, 21), "2026-01-05T00:00:00Z,");
  EXPECT_EQ(lines[10].back(), '0');
  EXPECT_EQ(lines[11].back(), '1');
  EXPECT_EQ(lines[15].back(), '1');
  EXPECT_EQ(lines[16].back(), '0');
}

TEST(SwatFormat, TargetsNameWindowsTechniquesAndSensors) {
  const std::vector<Attack> attacks = {*parse_attack("bias:LIT101:20:at=5min:for=15min", water_layout()),
                                       *parse_attack("setpoint:AIT402.H:195:at=1h:for=10min", water_layout())};
  EXPECT_EQ(targets_csv(attacks, WaterTreatment::default_start, water_layout()),
            "start,end,family,technique,sensors\n"
            "2026-01-05T00:05:00Z,2026-01-05T00:20:00Z,bias,T0856;T0832,LIT101\n"
            "2026-01-05T01:00:00Z,2026-01-05T01:10:00Z,setpoint,T0836,AIT402;P403\n");
}

TEST(SwatFormat, StopsWithTheSinkAndOnRequest) {
  PlantRecordingOptions options;
  options.steps = 10000;
  int rows = 0;
  const auto full = record_plant(options, [&](std::string_view) { return ++rows < 10; });
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::environment);
  EXPECT_EQ(rows, 10);
  const auto stopped =
      record_plant(options, [](std::string_view) { return true; }, [](std::string_view, double done) { return done < 0.3; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  options.attacks = {*parse_attack("bias:LIT101:20:at=5min:for=15min", water_layout()),
                     *parse_attack("ramp:LIT101:1:at=6min:for=15min", water_layout())};
  const auto refused = record_plant(options, [](std::string_view) { return true; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
}

TEST(SwatFormat, StreamsIntoAnAtomicFile) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("weir_swat_format_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + ".csv");
  PlantRecordingOptions options;
  options.steps = 30;
  {
    auto file = AtomicFile::create(path);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(record_plant(options, into(*file)));
    ASSERT_TRUE(file->commit());
  }
  std::string text;
  ASSERT_TRUE(record_plant(options, [&](std::string_view bytes) { return text += bytes, true; }));
  const auto read = read_file(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, text);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace weir
