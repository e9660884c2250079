#include "benchmark/benchmark.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "benchmark/page.h"
#include "benchmark/record.h"
#include "training/small_plant.h"

namespace weir {
namespace {

/// Two tanks, a minute a row; from `attacked_from` on the level is reported too high for half an hour.
std::string tanks(std::size_t rows, std::uint64_t seed, std::size_t attacked_from, const std::string& level_name) {
  Random random(seed);
  std::string text = "time,flow," + level_name + ",valve,attack\n";
  double level = 50;
  for (std::size_t row = 0; row < rows; ++row) {
    const int valve = row / 60 % 2 == 0;
    const double flow = 10 * valve + 0.1 * random.normal();
    level += 0.02 * (flow - 5);
    const bool attacked = attacked_from > 0 && row >= attacked_from && row < attacked_from + 30;
    text += fmt::format("2026-01-{:02}T{:02}:{:02}:00Z,{:.3f},{:.3f},{},{}\n", 1 + row / 1440, row / 60 % 24, row % 60, flow,
                        level + 0.02 * random.normal() + (attacked ? 5 : 0), valve, attacked ? 1 : 0);
  }
  return text;
}

constexpr const char* hostile = "</script><img src=x onerror=alert(1)>&\"'";

struct Benchmark : testing::Test {
  static void SetUpTestSuite() {
    folder = std::filesystem::temp_directory_path() / fmt::format("weir-benchmark-{}", ::getpid());
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "normal.csv") << tanks(1200, 1, 0, "level");
    std::ofstream(folder / "attacked.csv") << tanks(600, 2, 300, "level");
    std::ofstream(folder / "quiet.csv") << tanks(400, 3, 0, "level");
    const std::string manifest = fmt::format(
        "[[set]]\nname = 'tanks'\nabout = '''{}'''\ngroup_steps = 2\nlabel_column = 'attack'\n[[set.unit]]\ntrain = ['normal.csv']\n"
        "test = ['attacked.csv', 'quiet.csv']\n[set.peer]\nauroc = 0.5\n[set.must]\nevents_found = 1\n"
        "[[set]]\nname = 'gone'\n[[set.unit]]\ntrain = ['gone.csv']\ntest = ['gone.csv']\n",
        hostile);
    const auto read = read_manifest(manifest, "sets.toml", folder);
    ASSERT_TRUE(read) << read.error().message;
    static const auto members = all_members();
    BenchmarkOptions options;
    options.data = folder;
    options.config_text = quick_options().config_text;
    options.threads = 1;
    options.on_set = [](const SetResult&) { ++sets_told; };
    auto done = run_benchmark(*read, options, {ensemble_detector(), members});
    ASSERT_TRUE(done) << done.error().message;
    result = new BenchmarkResult(std::move(*done));
  }
  static void TearDownTestSuite() {
    std::error_code failure;
    std::filesystem::remove_all(folder, failure);
    delete result;
  }
  static inline std::filesystem::path folder;
  static inline BenchmarkResult* result = nullptr;
  static inline int sets_told = 0;
};

TEST_F(Benchmark, FindsWhatIsPlainToSee) {
  ASSERT_EQ(result->sets.size(), 2u);
  EXPECT_EQ(sets_told, 2);
  const auto& tanks = result->sets[0];
  ASSERT_EQ(tanks.skipped, "");
  const auto* ours = result_of(tanks, "weir");
  ASSERT_NE(ours, nullptr);
  EXPECT_EQ(value_of(ours->figures, "events"), 1);
  EXPECT_EQ(value_of(ours->figures, "events_found"), 1);
  EXPECT_GT(*value_of(ours->figures, "auroc"), 0.9);
  EXPECT_GT(*value_of(ours->figures, "train_s"), 0);
  EXPECT_EQ(tanks.sensors, 3u);
  EXPECT_EQ(tanks.test_rows, 1000u);
  for (const auto& one : tanks.variants) {
    EXPECT_EQ(one.failure, "") << one.variant.name;
    EXPECT_FALSE(one.figures.empty()) << one.variant.name;
  }
  for (const auto* name : {"pca", "without_lstm_gnn", "no_graph", "no_recurrence", "only_excursion", "random", "always", "never"}) {
    EXPECT_NE(result_of(tanks, name), nullptr) << name;
  }
  EXPECT_EQ(value_of(result_of(tanks, "never")->figures, "events_found"), 0);
  EXPECT_FALSE(tanks.calibration.empty());
  EXPECT_EQ(tanks.course.score.size(), tanks.course.alarm.size());
}

TEST_F(Benchmark, ASetWithoutFilesIsSkippedAndSaysWhy) {
  const auto& gone = result->sets[1];
  EXPECT_NE(gone.skipped.find("gone.csv: no such file"), std::string::npos) << gone.skipped;
  EXPECT_EQ(result_of(gone, "weir"), nullptr);
}

TEST_F(Benchmark, TheRecordHoldsEveryFigure) {
  const auto record = nlohmann::json::parse(record_json(*result, "weir benchmark DIR"));
  EXPECT_EQ(record["benchmark"], "quality");
  EXPECT_EQ(record["command"], "weir benchmark DIR");
  const auto& tanks = record["sets"]["tanks"];
  EXPECT_EQ(tanks["variants"]["weir"]["figures"]["events_found"], 1);
  EXPECT_EQ(tanks["peer"]["auroc"], 0.5);
  EXPECT_EQ(tanks["must"]["events_found"], 1);
  EXPECT_GT(tanks["variants"]["weir"]["sweep"].size(), 3u);
  EXPECT_FALSE(tanks.contains("course"));
  EXPECT_TRUE(record["sets"]["gone"].contains("skipped"));
}

/// What a browser takes as the data: the text of the element up to its first "</script".
nlohmann::json data_inside(const std::string& html) {
  const std::string begin = "<script type=\"application/json\" id=\"record\">";
  const auto at = html.find(begin) + begin.size();
  return nlohmann::json::parse(html.substr(at, html.find("</script", at) - at), nullptr, false);
}

TEST_F(Benchmark, ThePageHoldsTheRecordAndNoForeignMarkup) {
  const auto html = page_html(*result, "weir benchmark DIR");
  EXPECT_LT(html.size(), 200'000u);
  const auto data = data_inside(html);
  ASSERT_FALSE(data.is_discarded());
  EXPECT_EQ(data["sets"]["tanks"]["about"], hostile) << "told as it is";
  EXPECT_GT(data["sets"]["tanks"]["course"]["score"].size(), 100u);
  EXPECT_EQ(html.find("<img"), std::string::npos) << "but never as markup";
  EXPECT_EQ(html.find("{{record}}"), std::string::npos);
}

TEST_F(Benchmark, ThePageIsWholeAndNeedsNoNetwork) {
  const auto html = page_html(*result, "x");
  EXPECT_TRUE(html.starts_with("<!doctype html>"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  // Every element that is opened is closed, in order: void elements and the inside of scripts and styles apart.
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    if (html[at + 1] == '!') continue;
    const bool closing = html[at + 1] == '/';
    const auto begin = at + (closing ? 2 : 1), end = html.find_first_of(" >\n", begin);
    const auto name = html.substr(begin, end - begin);
    if (name == "meta") continue;
    if (!closing) {
      open.push_back(name);
      if (name == "script" || name == "style") at = html.find("</" + name, at) - 1;
      continue;
    }
    ASSERT_FALSE(open.empty()) << name;
    ASSERT_EQ(open.back(), name);
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
  auto own = html;  // all that isn't data
  const auto data = own.find("id=\"record\">");
  own.erase(data, own.find("</script", data) - data);
  for (const auto* outside : {"src=", "href=\"http", "url(", "@import", "innerHTML", "document.write", "fetch("}) {
    EXPECT_EQ(own.find(outside), std::string::npos) << outside;
  }
}

TEST(Page, DataCantEndTheirElement) {
  EXPECT_EQ(script_safe("{\"a\": \"</script><!--&\"}"), "{\"a\": \"\\u003c/script\\u003e\\u003c!--\\u0026\"}");
  EXPECT_EQ(nlohmann::json::parse(script_safe(R"({"a": "<b> & \"c\""})"))["a"], "<b> & \"c\"");
}

TEST(RunBenchmark, StopsWhenAsked) {
  const auto folder = std::filesystem::temp_directory_path();
  Manifest manifest;
  BenchmarkSet set;
  set.name = "s";
  set.units.push_back({"u", {{"x.csv"}}, {{"x.csv"}}, 0});
  manifest.sets.push_back(set);
  BenchmarkOptions options;
  options.data = folder;
  options.progress = [](std::string_view, double) { return false; };
  const auto members = all_members();
  const auto stopped = run_benchmark(manifest, options, {ensemble_detector(), members});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace weir
