// Bad input is the normal case: a clear sentence and exit code 2, or the work done with a warning. Never a crash.
#include <nlohmann/json.hpp>

#include "cli_test_tools.h"

namespace weir {
namespace {

using nlohmann::json;

/// Runs train and score over the same text; either may refuse, neither may crash or be silent about it.
class BadInput : public CliTest {
 protected:
  Ran train(const std::string& text) const {
    return run({"train", "--data", write("bad.csv", text), "--config", write("quick.toml", quick_config), "--out", path("bad.model")});
  }
  Ran score(const std::string& model, const std::string& text) const {
    return run({"score", "--model", model, "--data", write("bad.csv", text), "--json", "--out", path("scores.csv")});
  }
};

void expect_refused(const Ran& ran, int code = 2) {
  EXPECT_EQ(ran.code, code) << ran.err;
  EXPECT_GT(ran.err.size(), 30U) << "says nothing";
}

/// The recording with the lines that `change` returns: none for a line that is left out.
template <class Change>
std::string changed(const std::string& text, Change change) {
  std::string result;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const auto end = text.find('\n', at);
    result += change(number, text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

TEST_F(BadInput, FilesThatHoldNoTableAreRefused) {
  const auto model = trained({});
  const std::vector<std::string> texts = {"", "\n\n\n", "time,flow,level,valve,temp\n", std::string("\0\1\2\3 binary \0", 14),
                                          "nothing but words\nand more\n"};
  for (const auto& text : texts) {
    expect_refused(train(text));
    expect_refused(score(model, text));
  }
  expect_refused(run({"train", "--data", path("nobody.csv"), "--out", path("m")}));
  expect_refused(run({"train", "--data", path(""), "--out", path("m")}));
  EXPECT_FALSE(std::filesystem::exists(path("bad.model")));
  EXPECT_FALSE(std::filesystem::exists(path("scores.csv")));
}

TEST_F(BadInput, RaggedRowsAreToldAndALotOfThemRefused) {
  const auto model = trained({});
  const auto few = changed(recording({.rows = 300}), [](std::size_t n, std::string line) {
    return n == 100 ? line + ",7,7\n" : n == 120 ? "1\n" : line + "\n";
  });
  const auto ran = score(model, few);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("too few cells"), std::string::npos) << ran.err;
  const auto many =
      changed(recording({.rows = 300}), [](std::size_t n, std::string line) { return n % 3 == 1 ? line + ",7\n" : line + "\n"; });
  expect_refused(score(model, many));
}

TEST_F(BadInput, CellsThatAreNoNumbersAreMissingAndTold) {
  const auto model = trained({});
  for (const char* cell : {"broken", "inf", "-inf", "1e308", "-1e308", "NaN", ""}) {
    const auto text = changed(recording({.rows = 400}), [&](std::size_t n, std::string line) {
      return (n > 0 && n % 50 == 0 ? line.substr(0, line.rfind(',')) + "," + cell : line) + "\n";
    });
    const auto ran = score(model, text);
    EXPECT_EQ(ran.code, 0) << cell << ran.err;
    EXPECT_NE(ran.err.find("warning"), std::string::npos) << cell;
    EXPECT_EQ(text_of(path("scores.csv")).find("nan"), std::string::npos) << cell;
    EXPECT_EQ(text_of(path("scores.csv")).find("inf"), std::string::npos) << cell;
    EXPECT_EQ(train(text).code, 0) << cell;
  }
}

TEST_F(BadInput, NothingToScoreIsAnError) {
  const auto model = trained({});
  const auto text = changed(recording({.rows = 300}), [&](std::size_t n, std::string line) {
    return n == 0 ? line + "\n" : line.substr(0, line.find(',')) + ",,,,\n";
  });
  expect_refused(score(model, text), 1);
}

TEST_F(BadInput, AFileThatNeverMovesTrainsOrIsRefusedButNeverCrashes) {
  std::string text = "time,a,b\n";
  for (int row = 0; row < 600; ++row) text += fmt::format("2026-01-01T00:{:02}:{:02}Z,1,2\n", row / 60, row % 60);
  const auto ran = train(text);
  EXPECT_TRUE(ran.code == 0 || ran.code == 2) << ran.code << ran.err;
  if (ran.code == 0) {
    EXPECT_EQ(score(path("bad.model"), text).code, 0);
  }
}

TEST_F(BadInput, TimesThatRepeatGoBackwardOrPause) {
  const auto model = trained({});
  const auto normal = recording({.rows = 400});
  std::string before;
  const auto repeated = changed(normal, [&](std::size_t n, std::string line) {
    if (n > 0 && n % 20 == 0) line = before.substr(0, 20) + line.substr(20);
    before = line;
    return line + "\n";
  });
  auto ran = score(model, repeated);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("same time"), std::string::npos) << ran.err;
  const auto backward =
      changed(normal, [&](std::size_t n, std::string line) { return (n == 200 ? "2025" + line.substr(4) : line) + "\n"; });
  ran = score(model, backward);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("earlier than the row before"), std::string::npos) << ran.err;
  const auto pause = changed(normal, [&](std::size_t n, std::string line) { return (n > 200 ? "2027" + line.substr(4) : line) + "\n"; });
  ran = score(model, pause);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["gaps"], 1) << ran.out;
}

TEST_F(BadInput, SensorsLackingExtraOrInOtherOrder) {
  const auto model = trained({});
  const auto normal = recording({.rows = 300});
  const auto lacking = changed(normal, [](std::size_t, std::string line) { return line.substr(0, line.rfind(',')) + "\n"; });
  auto ran = score(model, lacking);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("lacks 1 of the model's 4 sensors: temp"), std::string::npos) << ran.err;
  const auto extra = changed(normal, [](std::size_t n, std::string line) { return line + (n == 0 ? ",more" : ",3") + "\n"; });
  ran = score(model, extra);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("left out: more"), std::string::npos) << ran.err;
  ASSERT_EQ(score(model, normal).code, 0);
  const auto in_order = text_of(path("scores.csv"));
  const auto turned = changed(normal, [](std::size_t, std::string line) {
    const auto first = line.find(','), last = line.rfind(',');
    return line.substr(0, first) + line.substr(last) + line.substr(first, last - first) + "\n";
  });
  ASSERT_EQ(score(model, turned).code, 0);
  EXPECT_EQ(text_of(path("scores.csv")), in_order) << "sensors are found by name";
}

TEST_F(BadInput, AModelOfOtherSensorsOrAnotherStep) {
  const auto model = trained({});
  auto ran = score(model, recording({.rows = 300, .names = "p1,p2,p3,p4"}));
  expect_refused(ran);
  EXPECT_NE(ran.err.find("flow"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("p1"), std::string::npos) << ran.err;
  ran = score(model, recording({.rows = 300, .step_s = 10}));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.err.find("a row every 10 s"), std::string::npos) << ran.err;
}

TEST_F(BadInput, ADamagedModel) {
  const auto model = trained({});
  const auto bytes = text_of(model), data = write("new.csv", recording({.rows = 200}));
  for (const auto& damaged :
       {bytes.substr(0, bytes.size() / 2), std::string("not a model at all"), std::string(), bytes + "x", "x" + bytes}) {
    const auto broken = write("broken.model", damaged);
    expect_refused(run({"score", "--model", broken, "--data", data, "--out", path("s.csv")}));
    expect_refused(run({"model", "show", broken}));
    expect_refused(run({"model", "verify", broken}));
  }
  expect_refused(run({"score", "--model", path("nobody"), "--data", data, "--out", path("s.csv")}));
  EXPECT_FALSE(std::filesystem::exists(path("s.csv")));
}

TEST_F(BadInput, AFullDiskFailsAndSaysSo) {
  const auto model = trained({});
  const auto data = write("new.csv", recording({.rows = 200})), config = write("quick.toml", quick_config);
  for (const auto& ran : {run({"score", "--model", model, "--data", data, "--out", "/dev/full"}),
                          run({"train", "--data", path("normal.csv"), "--config", config, "--out", "/dev/full"}),
                          run({"simulate", "--hours", "0.1", "--out", "/dev/full"})}) {
    expect_refused(ran, 1);
    EXPECT_NE(ran.err.find("No space left"), std::string::npos) << ran.err;
  }
  expect_refused(run({"score", "--model", model, "--data", data, "--out", path("no/such/folder/s.csv")}), 1);
}

TEST_F(BadInput, AConfigurationWithAMistakeNamesItsLine) {
  const auto data = write("normal.csv", recording({}));
  const std::pair<const char*, const char*> mistakes[] = {
      {"[data]\ntime_colum = \"t\"\n", "bad.toml:2: data.time_colum"},
      {"[data]\nprofile = \"none\"\n[detectors.ensemble]\nviewz = 3\n", "bad.toml:4: detectors.ensemble.viewz"},
      {"[detectors.ensemble.lstm_gnn]\nsteps = 0\n", "bad.toml:2: detectors.ensemble.lstm_gnn.steps"},
      {"[decider]\nbudget = \"never\"\n", "bad.toml:2: decider.budget"},
      {"[detectors.ensemble]\nmembers = [\"tea_leaves\"]\n", "tea_leaves"},
      {"[alarms]\nbudget = 3\n", "bad.toml:1: alarms"},
      {"[data\n", "bad.toml:1"},
  };
  for (const auto& [text, told] : mistakes) {
    const auto config = write("bad.toml", text);
    for (const auto& ran : {run({"check", "--config", config}), run({"train", "--data", data, "--config", config, "--out", path("m")})}) {
      EXPECT_EQ(ran.code, 2) << text;
      EXPECT_NE(ran.err.find(told), std::string::npos) << ran.err;
    }
  }
  EXPECT_FALSE(std::filesystem::exists(path("m")));
}

TEST_F(BadInput, UnlabelledDataCannotBeJudged) {
  const auto model = trained({});
  const auto ran = run({"evaluate", "--model", model, "--data", write("new.csv", recording({.rows = 200}))});
  expect_refused(ran);
  EXPECT_NE(ran.err.find("--label-column"), std::string::npos) << ran.err;
}

TEST_F(BadInput, ABenchmarkSaysWhatItLacks) {
  expect_refused(run({"benchmark", path("nowhere")}));
  expect_refused(run({"benchmark", path(""), "--sets", path("nowhere.toml")}));
  expect_refused(run({"benchmark", path(""), "--variants", "some"}));
  auto ran = run({"benchmark", path(""), "--only", "batadall"});
  expect_refused(ran);
  EXPECT_NE(ran.err.find("batadal"), std::string::npos) << ran.err;
  ran = run({"benchmark", path(""), "--only", "batadal"});
  expect_refused(ran);
  EXPECT_NE(ran.out.find("dataset03.csv.zst: no such file"), std::string::npos) << ran.out;
  const auto sets = write("sets.toml", "[[set]]\nname = \"x\"\nthreshold = 3\n[[set.unit]]\ntrain = [\"a\"]\ntest = [\"a\"]\n");
  ran = run({"benchmark", path(""), "--sets", sets});
  expect_refused(ran);
  EXPECT_NE(ran.err.find("sets.toml:3: set"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace weir
