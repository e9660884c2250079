#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "base/file.h"
#include "config/config_table.h"
#include "config/key_depth.h"
#include "config/nearest.h"

namespace weir {
namespace {

ConfigTable parsed(std::string_view text) {
  auto config = ConfigTable::parse(text, "weir.toml");
  EXPECT_TRUE(config) << config.error().message;
  return config ? *config : ConfigTable();
}

TEST(ConfigTable, AnEmptyTableGivesFallbacks) {
  ConfigTable config;
  EXPECT_EQ(config.number("threshold", 2.5, 0, 10), 2.5);
  EXPECT_EQ(config.integer("lags", 3, 1, 100), 3);
  EXPECT_TRUE(config.flag("exact", true));
  EXPECT_EQ(config.text("path", "here"), "here");
  EXPECT_EQ(config.choice("mode", "fast", {"fast", "exact"}), "fast");
  EXPECT_EQ(config.texts("ignore", {"a"}), std::vector<std::string>{"a"});
  EXPECT_FALSE(config.table("deep").has("nothing"));
  EXPECT_TRUE(config.tables("sinks").empty());
  EXPECT_TRUE(config.keys().empty());
  EXPECT_TRUE(config.finish());
}

TEST(ConfigTable, ReadsEveryKindOfOption) {
  auto config = parsed(R"(
step_s = 2
budget = 0.5
lags = 7
exact = true
path = "a.csv"
mode = "exact"
ignore = ["P101", "P102"]
one = "P103"
[detectors.var_ridge]
ridge = 1e-3
[[sinks]]
kind = "console"
[[sinks]]
kind = "jsonl"
)");
  EXPECT_EQ(config.number("step_s", 1), 2);
  EXPECT_EQ(config.number("budget", 1, 0, 1), 0.5);
  EXPECT_EQ(config.integer("lags", 3, 1, 100), 7);
  EXPECT_TRUE(config.flag("exact", false));
  EXPECT_EQ(config.text("path", ""), "a.csv");
  EXPECT_EQ(config.choice("mode", "fast", {"fast", "exact"}), "exact");
  EXPECT_EQ(config.texts("ignore"), (std::vector<std::string>{"P101", "P102"}));
  EXPECT_EQ(config.texts("one"), std::vector<std::string>{"P103"});
  EXPECT_EQ(config.table("detectors").table("var_ridge").number("ridge", 1), 1e-3);
  auto sinks = config.tables("sinks");
  ASSERT_EQ(sinks.size(), 2U);
  EXPECT_EQ(sinks[0].text("kind", ""), "console");
  EXPECT_EQ(sinks[1].text("kind", ""), "jsonl");
  const auto ok = config.finish();
  EXPECT_TRUE(ok) << ok.error().message;
}

TEST(ConfigTable, KeysComeInFileOrder) {
  EXPECT_EQ(parsed("zeta = 1\nalpha = 2\n[mid]\nx = 1\n").keys(), (std::vector<std::string>{"zeta", "alpha", "mid"}));
}

TEST(ConfigTable, ATableTakenTwiceIsTheSame) {
  auto config = parsed("[a]\nx = 1\ny = 2\n");
  config.table("a").integer("x", 0, 0, 9);
  config.table("a").integer("y", 0, 0, 9);
  EXPECT_TRUE(config.finish());
}

struct BadConfig {
  const char* toml;
  std::function<void(ConfigTable&)> read;
  const char* message;
};

void read_member(ConfigTable& config) {
  auto member = config.table("detectors").table("var_ridge");
  member.integer("lags", 3, 1, 100);
  member.number("ridge", 1e-3, 0);
  member.choice("mode", "fast", {"exact", "fast"});
  member.flag("robust", true);
  member.text("rows", "all");
  member.texts("ignore");
}

TEST(ConfigTable, EveryErrorNamesFileLineOptionAndWhatIsRight) {
  const auto sinks = [](ConfigTable& config) {
    for (auto& sink : config.tables("sinks")) sink.text("path", "");
  };
  const BadConfig cases[] = {
      {"\n[detectors.var_ridge]\nlags = 0", read_member, "weir.toml:3: detectors.var_ridge.lags: 0 is not in 1..100"},
      {"[detectors.var_ridge]\nlags = 2.0", read_member,
       "weir.toml:2: detectors.var_ridge.lags: 2.0 is a number with a fraction, not a whole number in 1..100"},
      {"[detectors.var_ridge]\nlags = \"two\"", read_member,
       "weir.toml:2: detectors.var_ridge.lags: \"two\" is text, not a whole number in 1..100"},
      {"[detectors.var_ridge]\nridge = -1", read_member, "weir.toml:2: detectors.var_ridge.ridge: -1 is below 0"},
      {"[detectors.var_ridge]\nridge = nan", read_member,
       "weir.toml:2: detectors.var_ridge.ridge: nan is not a finite number of at least 0"},
      {"[detectors.var_ridge]\nridge = 2015-12-28", read_member,
       "weir.toml:2: detectors.var_ridge.ridge: this is a date or time, not a number of at least 0"},
      {"[detectors.var_ridge]\nmode = \"Fast\"", read_member, "weir.toml:2: detectors.var_ridge.mode: \"Fast\" is none of: fast, exact"},
      {"[detectors.var_ridge]\nmode = 3", read_member,
       "weir.toml:2: detectors.var_ridge.mode: 3 is a whole number, not one of: exact, fast"},
      {"[detectors.var_ridge]\nrobust = \"yes\"", read_member,
       "weir.toml:2: detectors.var_ridge.robust: \"yes\" is text, not true or false"},
      {"[detectors.var_ridge]\nrows = true", read_member,
       "weir.toml:2: detectors.var_ridge.rows: true is a truth value, not text; put it in quotes"},
      {"[detectors.var_ridge]\nignore = 5", read_member,
       "weir.toml:2: detectors.var_ridge.ignore: 5 is a whole number, not a list of texts; write [\"a\", \"b\"]"},
      {"[detectors.var_ridge]\nignore = [\"a\", 5]", read_member,
       "weir.toml:2: detectors.var_ridge.ignore: element 2: 5 is a whole number, not text; put it in quotes"},
      {"[detectors.var_ridge]\nlag = 3", read_member,
       "weir.toml:2: detectors.var_ridge.lag: unknown option; known here: lags, ridge, mode, rows, robust, ignore"},
      {"[detectors.var_rigde]\nlags = 3", read_member, "weir.toml:1: detectors.var_rigde: unknown table; known here: var_ridge"},
      {"[detectors]\nvar_ridge = 3", read_member,
       "weir.toml:2: detectors.var_ridge: 3 is a whole number, not a table; write [detectors.var_ridge]"},
      {"[sinks]\npath = \"a\"", sinks, "weir.toml:1: sinks: this is a table, not a list of tables; write [[sinks]]"},
      {"sinks = [1]", sinks, "weir.toml:1: sinks: this is an array, not a list of tables; write [[sinks]]"},
      {"[[sinks]]\npath = \"a\"\n[[sinks]]\npath = 5", sinks,
       "weir.toml:4: sinks[2].path: 5 is a whole number, not text; put it in quotes"},
      {"\"strange key\" = 1", read_member, "weir.toml:1: \"strange key\": unknown option; known here: detectors"},
      {"\"a\\u0007b\" = 1", [](ConfigTable&) {}, "weir.toml:1: \"a?b\": unknown option; nothing can be set here"},
      {"\n\nlow = 5\nhigh = 2",
       [](ConfigTable& config) {
         if (config.number("low", 0) > config.number("high", 1)) config.complain("low", "5 is above high = 2; swap them");
       },
       "weir.toml:3: low: 5 is above high = 2; swap them"},
      {"[csv]\nx = 1",
       [](ConfigTable& config) {
         auto csv = config.table("csv");
         csv.integer("x", 0, 0, 9);
         csv.complain("path", "name a file");
       },
       "weir.toml:1: csv.path: name a file"},
  };
  for (const auto& one : cases) {
    auto config = parsed(one.toml);
    one.read(config);
    const auto result = config.finish();
    ASSERT_FALSE(result) << one.toml;
    EXPECT_EQ(result.error().message, one.message);
    EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  }
}

TEST(ConfigTable, TheFirstProblemMetIsReported) {
  auto config = parsed("b = \"x\"\n[t]\na = \"y\"\n");
  config.table("t").integer("a", 0, 0, 1);
  config.integer("b", 0, 0, 1);
  EXPECT_NE(config.finish().error().message.find("t.a"), std::string::npos);
}

TEST(ConfigTable, ASubTableAnswersForItself) {
  auto config = parsed("[good]\nx = 1\n[bad]\nx = \"?\"\n");
  auto good = config.table("good");
  good.integer("x", 0, 0, 9);
  config.table("bad").integer("x", 0, 0, 9);
  EXPECT_TRUE(good.finish());
  EXPECT_FALSE(config.finish());
}

TEST(ConfigTable, SyntaxErrorsNameLineAndColumn) {
  for (const char* text : {"a = 1\nb = = 2\n", "a = 1\nb = \"open\n", "a = 1\n]b[\n", "a = 1\na = 2\n", "a = 1\nb = \xFF\n"}) {
    const auto config = ConfigTable::parse(text, "weir.toml");
    ASSERT_FALSE(config) << text;
    EXPECT_TRUE(config.error().message.starts_with("weir.toml:2:")) << config.error().message;
    EXPECT_NE(config.error().message.find("not valid TOML"), std::string::npos);
  }
}

TEST(ConfigTable, LoadsAFileAndNamesTheOneItCannotRead) {
  const auto folder = std::filesystem::path(testing::TempDir());
  ASSERT_TRUE(write_file(folder / "config_test.toml", "lags = 1000\n"));
  auto config = ConfigTable::load(folder / "config_test.toml");
  ASSERT_TRUE(config) << config.error().message;
  config->integer("lags", 3, 1, 100);
  EXPECT_NE(config->finish().error().message.find("config_test.toml:1: lags: 1000 is not in 1..100"), std::string::npos);
  const auto missing = ConfigTable::load(folder / "no_such.toml");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("no_such.toml"), std::string::npos);
}

TEST(ConfigTable, HugeAndDeepTextsAreRefusedNotFatal) {
  EXPECT_FALSE(ConfigTable::parse(std::string((1 << 20) + 1, '\n'), "weir.toml"));
  std::string deep = "ok = 1\na";
  for (int i = 0; i < 200'000; ++i) deep += ".a";
  const auto config = ConfigTable::parse(deep + " = 1", "weir.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "weir.toml:2: a key of more than 32 dotted parts; use shorter keys");
  EXPECT_FALSE(ConfigTable::parse("a = " + std::string(100'000, '['), "weir.toml"));
}

TEST(KeyDepth, CountsKeysOnly) {
  const std::string dots(100, '.');
  EXPECT_EQ(line_of_too_deep_key("a = 1 # " + dots), 0U);
  EXPECT_EQ(line_of_too_deep_key("a = \"" + dots + "\\\"" + dots + "\""), 0U);
  EXPECT_EQ(line_of_too_deep_key("a = '" + dots + "'"), 0U);
  EXPECT_EQ(line_of_too_deep_key("a = \"\"\"\n" + dots + "\"\n" + dots + "\"\"\"\n"), 0U);
  EXPECT_EQ(
      line_of_too_deep_key("a = [1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5,"
                           "1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5, 1.5, 2.5, 3.5]"),
      0U);
  EXPECT_EQ(line_of_too_deep_key("x = 'open\n[a" + dots + "]"), 2U);
}

TEST(Nearest, PutsTheLikelyNameFirst) {
  EXPECT_EQ(edit_distance("lags", "lags"), 0U);
  EXPECT_EQ(edit_distance("lags", "LAGS"), 0U);
  EXPECT_EQ(edit_distance("rigde", "ridge"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(nearest_first("lag", {"ridge", "rows", "lags"}).front(), "lags");
  EXPECT_EQ(nearest_first("zzzz", {"aaaa", "bbbb"}), (std::vector<std::string>{"aaaa", "bbbb"}));
}

TEST(Nearest, LongListsAreCut) {
  EXPECT_EQ(listed({"a", "b", "c"}, 2), "a, b, and 1 more");
  EXPECT_EQ(listed({"a", "b"}, 2), "a, b");
  EXPECT_EQ(listed({}), "");
}

}  // namespace
}  // namespace weir
