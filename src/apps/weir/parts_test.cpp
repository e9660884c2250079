// The program's small parts, without a process.
#include <cmath>

#include <gtest/gtest.h>

#include "config/config_table.h"
#include "config_file.h"
#include "config_template.h"
#include "csv_flags.h"
#include "paced_source.h"
#include "sink_making.h"
#include "terminal.h"
#include "truth.h"

namespace weir {
namespace {

Timestamp at(int s) { return Timestamp(std::chrono::seconds(s)); }

TEST(Rows, AreHalfOpen) {
  EXPECT_EQ(*parse_rows("10:20"), (RowRange{10, 20}));
  EXPECT_EQ(parse_rows(":20")->first, 0U);
  EXPECT_EQ(parse_rows("10:")->last, static_cast<std::size_t>(-1));
  for (const char* wrong : {"10", "a:b", "20:10", "5:5", "-1:3", "1:2:3", "1 :2"}) EXPECT_FALSE(parse_rows(wrong)) << wrong;
}

TEST(Speed, IsTimesAsFast) {
  EXPECT_EQ(*parse_speed("100x"), 100);
  EXPECT_EQ(*parse_speed("0.5"), 0.5);
  EXPECT_EQ(*parse_speed("max"), 0);
  for (const char* wrong : {"", "fast", "-1x", "0x", "x", "nan", "1xx"}) EXPECT_FALSE(parse_speed(wrong)) << wrong;
}

TEST(WeirToml, LosesItsDataTableButNotItsLines) {
  const std::string text =
      "a = 1\n[data]\ncolumns = [\"x\",\n \"[y]\"]\n[data.more]\nb = 2\n[detectors.ensemble] # c\nmembers = [\"z\"]\n[[data]]\nd = 1\n";
  EXPECT_EQ(without_data_table(text), "a = 1\n\n\n\n\n\n[detectors.ensemble] # c\nmembers = [\"z\"]\n\n\n");
  EXPECT_EQ(without_data_table("[decider]\nx=1"), "[decider]\nx=1");
}

TEST(WeirToml, AsWrittenIsAsRead) {
  CsvDecisions decisions;
  decisions.origin = "a \"b\".csv";
  decisions.delimiter = ';';
  decisions.decimal_comma = true;
  decisions.header_line = 2;
  decisions.time_columns = {"Date", "Time"};
  decisions.time_format = "dmy";
  decisions.label_column = "Normal/Attack";
  decisions.sensors = {"LIT \"1\"", "back\\slash", "[odd]"};
  decisions.profile = "none";
  const auto text = weir_toml(decisions, {});
  const auto config = parse_weir_config(text, "weir.toml");
  ASSERT_TRUE(config) << config.error().message << text;
  EXPECT_EQ(config->csv.columns, decisions.sensors);
  EXPECT_EQ(config->csv.time_column, "Date+Time");
  EXPECT_EQ(config->csv.label_column, "Normal/Attack");
  EXPECT_EQ(config->csv.delimiter, ';');
  EXPECT_EQ(config->csv.decimal_comma, true);
  const auto ok = check_model_config(config->model_text, config->origin);
  EXPECT_TRUE(ok) << ok.error().message;
}

TEST(WeirToml, EveryDefaultThatIsShownIsOne) {
  // The same with every comment sign of an option taken away must still be accepted, all members taking part.
  auto text = without_data_table(weir_toml({}, {}));
  const std::string member_table = "# [detectors.ensemble.";
  std::string members;
  for (auto at = text.find(member_table); at != text.npos; at = text.find(member_table, at + 1)) {
    const auto name = text.substr(at + member_table.size(), text.find(']', at) - at - member_table.size());
    members += (members.empty() ? "'" : ", '") + name + "'";
  }
  std::string live;
  for (std::size_t first = 0; first < text.size();) {
    const auto end = text.find('\n', first);
    auto line = text.substr(first, end - first);
    const bool option = line.starts_with("# ") && line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", 2) == line.find(" = ");
    const bool table = line.starts_with(member_table) || line.starts_with("# [[");
    if (option || table) line.erase(0, 2);
    if (line.starts_with("members = ")) line = "members = [" + members + "]";
    live += line + '\n';
    first = end + 1;
  }
  ASSERT_NE(live.find("\nsteps = "), live.npos);
  const auto ok = check_model_config(live, "weir.toml");
  EXPECT_TRUE(ok) << ok.error().message << live;
}

TEST(TomlText, SurvivesAnything) {
  const std::string odd = "a\"b\\c\n\t\x01\x7F é";
  auto table = ConfigTable::parse("x = " + toml_text(odd), "t");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->text("x", ""), odd);
}

TEST(Truth, TellsRightFromAfterFromWrong) {
  Truth truth(std::chrono::seconds(100));
  truth.add({at(1000), at(1200), "ramp", {"LIT301"}});
  EXPECT_EQ(truth.of(at(1100), at(1150)).verity, Verity::right);
  EXPECT_EQ(truth.of(at(1000), at(1000)).verity, Verity::right);
  EXPECT_EQ(truth.of(at(1200), at(1250)).verity, Verity::after);
  EXPECT_EQ(truth.of(at(1300), at(1350)).verity, Verity::wrong);
  EXPECT_EQ(truth.of(at(900), at(950)).verity, Verity::wrong);
  EXPECT_EQ(truth.of(at(900), at(1050)).verity, Verity::already_on);
  EXPECT_NE(truth.of(at(1100), at(1150)).text.find("LIT301"), std::string::npos);
  Truth coarse({}, std::chrono::seconds(10));
  coarse.add({at(1000), at(1200), "", {}});
  EXPECT_EQ(coarse.of(at(995), at(995)).verity, Verity::right) << "a step of 10 s stamped 995 saw the beginning";
  EXPECT_EQ(coarse.of(at(985), at(985)).verity, Verity::wrong);
}

TEST(Truth, MakesEventsOfLabels) {
  Truth truth({});
  const int labels[] = {0, 1, 1, 0, 0, 1, 0};
  for (int row = 0; row < 7; ++row) truth.add_label(at(row), labels[row] == 1, std::chrono::seconds(1));
  ASSERT_EQ(truth.events().size(), 2U);
  EXPECT_EQ(truth.events()[0].first, at(1));
  EXPECT_EQ(truth.events()[0].end, at(3));
}

TEST(ProgressLine, TellsRateAndTimeLeft) {
  const auto line = progress_line("reading", 0.5, 10, 200, "MB", 120);
  EXPECT_NE(line.find(" 50 %"), std::string::npos) << line;
  EXPECT_NE(line.find("10 MB/s"), std::string::npos) << line;
  EXPECT_NE(line.find("about 10 s left"), std::string::npos) << line;
  EXPECT_EQ(progress_line("calibrating", 0, 3, 0, "", 120), "calibrating, for 3 s");
  EXPECT_LT(progress_line("reading", 0.5, 10, 200, "MB", 40).size(), 40U);
  EXPECT_NE(progress_line("x", std::nan(""), 1, 0, "", 80).find("x, for"), std::string::npos);
}

}  // namespace
}  // namespace weir
