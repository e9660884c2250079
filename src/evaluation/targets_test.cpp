#include "evaluation/targets.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"

namespace weir {
namespace {

TEST(Targets, AreReadAsTheSimulatorWritesThem) {
  const auto targets = parse_targets(
      "start,end,family,technique,sensors\n"
      "2026-01-05T03:00:00Z,2026-01-05T03:20:00Z,bias,T0856,AIT202\n"
      "2026-01-05T06:00:00Z,2026-01-05T06:20:00Z,staged,T0856;T0832,LIT301;MV201\n",
      "t.csv");
  ASSERT_TRUE(targets) << targets.error().message;
  ASSERT_EQ(targets->size(), 2u);
  EXPECT_EQ(format_time((*targets)[0].first), "2026-01-05T03:00:00Z");
  EXPECT_EQ(format_time((*targets)[0].end), "2026-01-05T03:20:00Z");
  EXPECT_EQ((*targets)[0].family, "bias");
  EXPECT_EQ((*targets)[1].sensors, (std::vector<std::string>{"LIT301", "MV201"}));
}

TEST(Targets, AreReadAsSpreadsheetsWriteThem) {
  // Mark, CRLF, quotes, blanks, other columns in another order, no family, blank lines.
  const auto targets = parse_targets(
      "\xEF\xBB\xBFnote, \"sensors\" ,end,start\r\n"
      "\"first\",\"a ; b\",2026-01-05 03:20:00,2026-01-05 03:00:00.5\r\n"
      "\r\n",
      "t.csv");
  ASSERT_TRUE(targets) << targets.error().message;
  ASSERT_EQ(targets->size(), 1u);
  EXPECT_EQ(format_time((*targets)[0].first), "2026-01-05T03:00:00.5Z");
  EXPECT_EQ((*targets)[0].sensors, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ((*targets)[0].family, "");
}

TEST(Targets, TakeOffsetsFromUtcIntoAccount) {
  const auto targets = parse_targets("start,end,sensors\n2026-01-05T03:00:00+02:00,2026-01-05T03:00:00Z,a\n", "t.csv");
  ASSERT_TRUE(targets) << targets.error().message;
  EXPECT_EQ(format_time((*targets)[0].first), "2026-01-05T01:00:00Z");
}

TEST(Targets, MayBeNone) {
  const auto targets = parse_targets("start,end,sensors\n", "t.csv");
  ASSERT_TRUE(targets);
  EXPECT_TRUE(targets->empty());
}

TEST(Targets, BadFilesGetOneClearSentence) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "t.csv: a targets file needs the columns start, end and sensors; its header is ''"},
      {"time,A,B\n1,2,3\n", "t.csv: a targets file needs the columns start, end and sensors; its header is 'time,A,B'"},
      {"start,end\n", "t.csv: a targets file needs the columns"},
      {"start,end,sensors\n2026-01-05T03:00:00Z,2026-01-05T04:00:00Z\n", "t.csv:2: has 2 cells, the header 3"},
      {"start,end,sensors\n\n2026-01-05T03:00:00Z,2026-01-05T02:00:00Z,a\n",
       "t.csv:3: '2026-01-05T03:00:00Z' to '2026-01-05T02:00:00Z' is no time span"},
      {"start,end,sensors\n2026-01-05T03:00:00Z,2026-01-05T03:00:00Z,a\n", "t.csv:2: '2026-01-05T03:00:00Z' to"},
      {"start,end,sensors\nnow,later,a\n", "t.csv:2: 'now' to 'later' is no time span; write ISO 8601, like 2026-01-05T03:00:00Z"},
      {"start,end,sensors\n2026-13-05T03:00:00Z,2026-13-05T04:00:00Z,a\n", "t.csv:2: '2026-13-05T03:00:00Z' to"},
      {"start,end,sensors\n2026-01-05T25:00:00Z,2026-01-06T04:00:00Z,a\n", "t.csv:2: '2026-01-05T25:00:00Z' to"},
      {"start,end,sensors\n2026-01-05T03:00:00Zulu,2026-01-06T04:00:00Z,a\n", "t.csv:2: '2026-01-05T03:00:00Zulu' to"},
      {"start,end,sensors\n9999-01-05T03:00:00Z,9999-01-06T04:00:00Z,a\n", "t.csv:2: '9999-01-05T03:00:00Z' to"},
      {"start,end,sensors\n2026-01-05T03:00:00Z,2026-01-05T04:00:00Z, ; \n", "t.csv:2: names no sensor"},
  };
  for (const auto& [text, message] : cases) {
    const auto targets = parse_targets(text, "t.csv");
    ASSERT_FALSE(targets) << text;
    EXPECT_EQ(targets.error().code, ErrorCode::bad_input);
    EXPECT_TRUE(targets.error().message.starts_with(message)) << targets.error().message;
  }
}

TEST(Targets, ComeFromAFileAndMissingOnesAreNamed) {
  const auto path = std::filesystem::path(testing::TempDir()) / fmt::format("weir_targets_test_{}.csv", getpid());
  ASSERT_TRUE(write_file(path, "start,end,sensors\n2026-01-05T03:00:00Z,2026-01-05T04:00:00Z,a\n"));
  const auto targets = read_targets(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(targets);
  EXPECT_EQ(targets->size(), 1u);
  const auto missing = read_targets(path);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find(path.string()), std::string::npos) << missing.error().message;
}

}  // namespace
}  // namespace weir
