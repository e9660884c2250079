// The program from outside: usage, the way from data to explained alarms, interruption.
#include <chrono>
#include <thread>

#include <nlohmann/json.hpp>

#include "cli_test_tools.h"

namespace weir {
namespace {

using nlohmann::json;

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

TEST_F(CliTest, SaysHowItIsUsed) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"--help"}).code, 0);
  for (const char* command :
       {"init", "train", "score", "evaluate", "benchmark", "explain", "replay", "simulate", "model", "list", "check", "demo", "version"}) {
    const auto help = run({command, "--help"});
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_NE(help.out.find("Examples:"), std::string::npos) << command;
    EXPECT_NE(run({"--help"}).out.find(command), std::string::npos);
    EXPECT_EQ(run({"help", command}).out, help.out);
  }
}

TEST_F(CliTest, UsageErrorsSayWhatWasMeant) {
  auto ran = run({"trian"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("did you mean train?"), std::string::npos) << ran.err;
  ran = run({"train", "--data", "x.csv", "--lable-column", "y", "--out", "z"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("did you mean --label-column?"), std::string::npos) << ran.err;
  ran = run({"score", "--model", "m"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("required"), std::string::npos) << ran.err;
  ran = run({"train", "--data", "x.csv", "--rows", "9:3", "--out", path("m")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("--rows 9:3"), std::string::npos) << ran.err;
  ran = run({"train", "--data", write("n.csv", recording({})), "--budget", "often", "--out", path("m")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("1/day"), std::string::npos) << ran.err;
  EXPECT_EQ(run({"list", "detector", "lstm_gnm"}).code, 2);
  EXPECT_EQ(run({"replay", "--model", "m", "--data", "d", "--speed", "fast"}).code, 2);
}

TEST_F(CliTest, FromDataToExplainedAlarms) {
  const auto data = write("normal.csv", recording({.rows = 1280, .label = true}));  // 256 rows a fold: whole blocks
  auto ran = run({"init", "--data", data, "--out", path("plant")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("label: column 'attack'"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("discrete     1  valve (0 to 1)"), std::string::npos) << ran.out;
  const auto config = path("plant/weir.toml");
  EXPECT_EQ(run({"init", "--data", data, "--out", path("plant")}).code, 2) << "overwrites nobody's changes";

  ASSERT_EQ(run({"check", "--config", config, "--data", data}).code, 0);
  std::ofstream(config, std::ios::app) << "\n[detectors.ensemble.lstm_gnn]\nsteps = 20\nexamples = 16\n";
  const auto model = path("model.safetensors");
  ran =
      run({"train", "--data", data, "--config", config, "--catalogue", path("plant/catalogue.json"), "--budget", "20/day", "--out", model});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("Report card"), std::string::npos);
  EXPECT_NE(ran.out.find("MB of memory"), std::string::npos);

  const auto test = write("test.csv", recording({.rows = 900, .attacked_from = 500, .attacked_to = 560, .seed = 2, .label = true}));
  const auto scores = path("scores.csv");
  ran = run({"score", "--model", model, "--data", test, "--per-sensor", "--out", scores});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(text_of(scores).starts_with("time,score,p_value,alarm,score.flow,score.level,score.valve,score.temp\n"));
  EXPECT_EQ(lines_of(text_of(scores)), 901U);

  ran = run({"evaluate", "--model", model, "--data", test, "--label-column", "attack", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto verdict = json::parse(ran.out);
  EXPECT_EQ(verdict["anomalous_rows"], 60);
  EXPECT_EQ(verdict["events"][0]["found"], true) << ran.out;
  EXPECT_EQ(verdict["trivial"]["always"]["recall"], 1.0);

  ran = run({"explain", "--model", model, "--data", test, "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto alarms = json::parse(ran.out);
  const auto right = std::find_if(alarms.begin(), alarms.end(), [](const json& a) { return a["truth"]["verity"] == "during_event"; });
  ASSERT_NE(right, alarms.end()) << ran.out;
  EXPECT_EQ((*right)["sensors"][0]["name"], "level") << ran.out;
  EXPECT_EQ(run({"explain", "--model", model, "--data", test, "--alarm", "999"}).code, 2);

  ran = run({"replay", "--model", model, "--data", test, "--jsonl", path("alarms.jsonl")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("level"), std::string::npos) << ran.out;
  const auto live = text_of(path("alarms.jsonl"));
  EXPECT_EQ(run({"replay", "--model", model, "--data", test, "--json", "--speed", "100000x"}).out, live) << "the same at every speed";

  ran = run({"model", "show", model, "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["catalogue"].size(), 4U);
  EXPECT_EQ(json::parse(ran.out)["policy"]["budget_per_day"], 20.0);
  const auto shown = run({"model", "show", model}).out;
  EXPECT_NE(shown.find("Report card"), std::string::npos);
  EXPECT_NE(shown.find("largest of lstm_gnn, this step, group single, slow habit"), std::string::npos) << shown;
  EXPECT_NE(shown.find("mean of conditional, over about 10 steps, group state"), std::string::npos) << shown;
  EXPECT_NE(run({"model", "verify", model}).out.find("OK"), std::string::npos);
  EXPECT_NE(run({"model", "diff", model, model}).out.find("the same model"), std::string::npos);
}

TEST_F(CliTest, SameInputSameModelAndTheSeedTells) {
  const auto data = write("normal.csv", recording({})), config = write("quick.toml", quick_config);
  const auto train = [&](const std::string& seed, const std::string& out) {
    return run({"train", "--data", data, "--config", config, "--seed", seed, "--out", path(out)}).code;
  };
  ASSERT_EQ(train("1", "a"), 0);
  ASSERT_EQ(train("1", "b"), 0);
  ASSERT_EQ(train("2", "c"), 0);
  EXPECT_EQ(text_of(path("a")), text_of(path("b")));
  const auto difference = run({"model", "diff", path("a"), path("c")});
  EXPECT_NE(difference.out.find("seed: 1 and 2"), std::string::npos) << difference.out;
}

TEST_F(CliTest, LearnsNormalRowsOnly) {
  const auto data = write("labelled.csv", recording({.attacked_from = 600, .attacked_to = 660, .label = true}));
  const auto config = write("quick.toml", quick_config);
  const auto ran = run({"train", "--data", data, "--config", config, "--out", path("m")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("60 rows labelled anomalous left out"), std::string::npos) << ran.out;
}

TEST_F(CliTest, SeveralFilesAreRecordingsOfOnePlant) {
  const auto model = trained({});
  const auto a = write("a.csv", recording({.rows = 100})), b = write("b.csv", recording({.rows = 150, .seed = 3}));
  const auto ran = run({"score", "--model", model, "--data", a, b, "--json", "--out", path("s.csv")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto summary = json::parse(ran.out);
  EXPECT_EQ(summary["steps"], 250);
  EXPECT_EQ(summary["gaps"], 1);
}

TEST_F(CliTest, SimulatesWithTruth) {
  const auto ran = run({"simulate", "--hours", "0.2", "--seed", "5", "--attack", "freeze:LIT401:at=5min:for=2min", "--targets",
                        path("t.csv"), "--out", path("p.csv")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(lines_of(text_of(path("p.csv"))), 721U);
  EXPECT_NE(text_of(path("t.csv")).find("2026-01-05T00:05:00Z,2026-01-05T00:07:00Z,freeze"), std::string::npos);
  const auto wrong = run({"simulate", "--attack", "melt:LIT401:at=1min:for=1min", "--out", path("q.csv")});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("melt"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path("q.csv")));
}

TEST_F(CliTest, SimulatesScenariosOfTheLibraryAndOfFiles) {
  const auto built_in = run({"simulate", "--scenario", "deny", "--targets", path("t.csv"), "--out", path("p.csv")});
  ASSERT_EQ(built_in.code, 0) << built_in.err;
  EXPECT_EQ(lines_of(text_of(path("p.csv"))), 86401U);
  const auto truth = text_of(path("t.csv"));
  EXPECT_EQ(lines_of(truth), 3U) << truth;
  EXPECT_NE(truth.find(",deny,T0815;T0804;T0814,"), std::string::npos) << truth;

  const auto file = write("mine.toml",
                          "[[scenario]]\nname = \"mine\"\ntext = \"x\"\ntechniques = [\"T0836\"]\nsizes = [\"0.2 range\"]\n"
                          "durations = [\"5min\"]\n[[scenario.step]]\nfamily = \"setpoint\"\nnames = [\"LIT101.H\"]\n");
  const auto own = run({"simulate", "--hours", "2", "--scenario", file, "--targets", path("t2.csv"), "--out", path("p2.csv")});
  ASSERT_EQ(own.code, 0) << own.err;
  EXPECT_NE(text_of(path("t2.csv")).find("2026-01-05T01:00:00Z,2026-01-05T01:05:00Z,mine,T0836,LIT101;MV101"), std::string::npos);

  const auto unknown = run({"simulate", "--scenario", "replai", "--out", path("q.csv")});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("there are replay, "), std::string::npos) << unknown.err;
  const auto broken = run({"simulate", "--scenario", write("bad.toml", "[[scenario]]\nname = \"x y\"\n"), "--out", path("q.csv")});
  EXPECT_EQ(broken.code, 2);
  EXPECT_NE(broken.err.find("bad.toml"), std::string::npos) << broken.err;
  EXPECT_FALSE(std::filesystem::exists(path("q.csv")));
}

TEST_F(CliTest, ListsScenariosWithTheirTechniques) {
  const auto all = run({"list", "scenarios"});
  ASSERT_EQ(all.code, 0) << all.err;
  EXPECT_NE(all.out.find("(T0856, T0830)"), std::string::npos);
  EXPECT_NE(all.out.find("undetectable in theory"), std::string::npos);
  EXPECT_NE(all.out.find("(fault)"), std::string::npos);
  const auto one = run({"list", "scenario", "campaign"});
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_NE(one.out.find("[[scenario.step]]"), std::string::npos);
  EXPECT_EQ(run({"list"}).out.find("coordinated_masked"), std::string::npos) << "only when asked for";
}

TEST_F(CliTest, CtrlCLeavesNothingHalfWritten) {
  const auto data = write("normal.csv", recording({.rows = 6000}));
  const auto config = write("slow.toml", "[detectors.ensemble.lstm_gnn]\nsteps = 100000\n");
  const auto before = files();
  const auto child = start({"train", "--data", data, "--config", config, "--out", path("model.safetensors")});
  // The first line of the report is printed before training begins, but buffered: so look for the temporary file instead.
  for (int waited = 0; waited < 500 && files().size() == before.size(); ++waited)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ASSERT_GT(files().size(), before.size()) << "the model's place is taken before the long work begins";
  ASSERT_EQ(::kill(child, SIGINT), 0);
  const auto ran = finished(child);
  EXPECT_EQ(ran.code, 1) << ran.err;
  EXPECT_NE(ran.err.find("stopped"), std::string::npos) << ran.err;
  EXPECT_EQ(files().size(), before.size()) << "only the data and the configuration are left";
}

TEST_F(CliTest, BenchmarkJudgesYourOwnSets) {
  write("normal.csv", recording({}));
  write("attacked.csv", recording({.rows = 900, .attacked_from = 500, .attacked_to = 600, .seed = 2, .label = true}));
  const auto sets = write("sets.toml", "[[set]]\nname = \"tank\"\n[[set.unit]]\ntrain = [\"normal.csv\"]\ntest = [\"attacked.csv\"]\n");
  const auto config = write("quick.toml", quick_config), record = path("record.json"), page = path("page.html");
  const auto ran =
      run({"benchmark", path(""), "--sets", sets, "--config", config, "--record", record, "--page", page, "--variants", "full"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("| tank            | weir "), std::string::npos) << ran.out;
  const auto told = nlohmann::json::parse(text_of(record));
  EXPECT_EQ(told["sets"]["tank"]["variants"]["weir"]["figures"]["events_found"], 1);
  EXPECT_FALSE(told["sets"]["tank"]["variants"].contains("without_excursion"));
  EXPECT_TRUE(text_of(page).starts_with("<!doctype html>"));
  const auto again = run({"benchmark", path(""), "--sets", sets, "--config", config, "--json", "--variants", "full", "--threads", "1"});
  ASSERT_EQ(again.code, 0) << again.err;
  auto once = told, twice = nlohmann::json::parse(again.out);
  for (auto* one : {&once, &twice}) {
    for (auto& variant : (*one)["sets"]["tank"]["variants"]) variant["figures"].erase("train_s"), variant["figures"].erase("rows_per_s");
  }
  EXPECT_EQ(once, twice) << "the figures don't depend on threads";
}

}  // namespace
}  // namespace weir
