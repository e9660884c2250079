// ./dev bench quality: every public labelled set with one default configuration, textbook PCA beside it, and a record.
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/version.h"
#include "builtins/registry.h"
#include "evaluation/verdict.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/ranking/ranking.h"
#include "metrics/vus/vus.h"
#include "nn/fast/matmul.h"
#include "pipeline/decided_step.h"
#include "quality_sets.h"
#include "training/recordings.h"
#include "training/train.h"

namespace weir::bench {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* pca_config = "[detectors.ensemble]\nmembers = [\"dynamic_pca\"]\n";

/// What one model says of its test rows.
struct UnitResult {
  std::vector<double> scores;
  std::vector<std::uint8_t> labels, alarms;
  double step_s = 1, train_s = 0, score_s = 0;
  std::size_t train_rows = 0, sensors = 0;
};

class Opened final : public Outlet<Alarm> {
 public:
  bool push(std::span<const Alarm>) override { return true; }
};

Result<Recordings> read_parts(const std::filesystem::path& data, const std::vector<Part>& parts, bool normal_only, double step_s,
                              const std::vector<std::string>& columns) {
  std::optional<Recordings> all;
  for (const auto& part : parts) {
    RecordingOptions options{.csv = {}, .rows = part.rows, .normal_only = normal_only, .step_s = step_s, .progress = {}};
    options.csv.columns = columns.empty() && all ? all->files.front().decisions.sensors : columns;
    const std::filesystem::path file = data / part.file;
    auto one = read_recordings(std::span(&file, 1), options);
    if (!one) return std::unexpected(one.error());
    if (!all) {
      all = std::move(*one);
      continue;
    }
    for (std::size_t row = 0; row < one->frames.rows(); ++row) all->frames.append(one->frames.frame(row));
    all->labels.insert(all->labels.end(), one->labels.begin(), one->labels.end());
  }
  return std::move(*all);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Result<UnitResult> judge(const std::filesystem::path& data, const Unit& unit, const std::string& config, const std::string& budget,
                         std::uint64_t seed, int threads) {
  const auto train = read_parts(data, unit.train, true, 0, {});
  if (!train) return std::unexpected(train.error());
  TrainOptions options{
      .config_text = config, .topology = {}, .budget = budget, .seed = seed, .threads = threads, .step_s = train->step_s, .progress = {}};
  auto start = std::chrono::steady_clock::now();
  const auto model = train_model(train->frames, options, builtin_ensemble(), builtin_detectors());
  if (!model) return std::unexpected(model.error());
  UnitResult result;
  result.train_s = seconds_since(start);
  result.train_rows = train->frames.rows();
  result.sensors = train->frames.sensors();
  result.step_s = train->step_s;
  const auto test = read_parts(data, unit.test, false, train->step_s, train->files.front().decisions.sensors);
  if (!test) return std::unexpected(test.error());
  auto scorer = make_scorer(*model, builtin_ensemble(), builtin_detectors());
  if (!scorer) return std::unexpected(scorer.error());
  start = std::chrono::steady_clock::now();
  Opened nobody;
  NoNotices no_notices;
  for (std::size_t row = 0; row < test->frames.rows(); ++row) {
    const auto frame = test->frames.frame(row);
    const auto score = decided_step(*scorer->detector, *scorer->decider, frame, nobody, no_notices);
    if (row < unit.test.front().warm_up) continue;
    result.scores.push_back(score.total);
    result.alarms.push_back(scorer->decider->in_alarm());
    result.labels.push_back(test->labels[row] == 1);
  }
  result.score_s = seconds_since(start);
  return result;
}

struct SetResult {
  double auroc = 0, auprc = 0, best_f1 = 0, vus_pr = 0, eta_f1 = 0, fc1 = 0;
  EventView events;
  Delays delay;
  double train_s = 0, score_s = 0, rows = 0, train_rows = 0;
  std::size_t units = 0;
};

Result<SetResult> judge_set(const std::filesystem::path& data, const QualitySet& set, const std::vector<UnitResult>& results) {
  (void)data;
  SetResult sum;
  CompositeCounts composite;
  for (const auto& unit : results) {
    const auto alarms = joined_alarms(unit.alarms, set.group_steps);
    const auto series = Series::make({.labels = unit.labels, .alarms = alarms, .scores = unit.scores, .period_s = unit.step_s});
    if (!series) return std::unexpected(series.error());
    sum.events += event_view(*series);
    sum.delay += delays(*series);
    composite += composite_counts(*series);
    sum.train_s += unit.train_s;
    sum.score_s += unit.score_s;
    sum.rows += static_cast<double>(unit.scores.size());
    sum.train_rows += static_cast<double>(unit.train_rows);
    sum.eta_f1 += etapr(*series).f1;
    if (const auto a = auroc(*series)) {
      sum.auroc += *a;
      sum.auprc += average_precision(*series).value_or(0);
      sum.best_f1 += best_f1(*series)->f1;
      sum.vus_pr += vus(*series, {.window = set.vus_window}).value_or(Vus{}).pr;
      ++sum.units;
    }
  }
  for (auto* figure : {&sum.auroc, &sum.auprc, &sum.best_f1, &sum.vus_pr})
    *figure /= static_cast<double>(std::max<std::size_t>(1, sum.units));
  sum.eta_f1 /= static_cast<double>(results.size());
  sum.fc1 = composite_f1(composite);
  return sum;
}

json record_of(const SetResult& r) {
  return {{"auroc", r.auroc},
          {"auprc", r.auprc},
          {"best_f1", r.best_f1},
          {"vus_pr", r.vus_pr},
          {"eta_f1", r.eta_f1},
          {"fc1", r.fc1},
          {"events", r.events.events},
          {"events_found", r.events.events_detected},
          {"false_alarms", r.events.false_alarms},
          {"false_alarms_per_day", false_alarms_per_day(r.events).value_or(0)},
          {"median_delay_s", delay_quantile_s(r.delay, 0.5).value_or(-1)},
          {"already_on", r.delay.alarm_already_on},
          {"train_s", r.train_s},
          {"rows_per_s", r.rows / std::max(1e-9, r.score_s)}};
}

void print_row(const std::string& name, const std::string& who, const SetResult& r) {
  fmt::print(
      "| {:<15} | {:<4} | {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:>3}/{:<3} | {:>7.2f} | {:>9} | {:.3f} | {:.3f} | {:>6.1f} | {:>6.0f} |\n",
      name, who, r.auroc, r.auprc, r.best_f1, r.vus_pr, r.events.events_detected, r.events.events,
      false_alarms_per_day(r.events).value_or(0),
      delay_quantile_s(r.delay, 0.5) ? format_duration(from_seconds(*delay_quantile_s(r.delay, 0.5))) : "-", r.eta_f1, r.fc1, r.train_s,
      r.rows / std::max(1e-9, r.score_s));
  std::fflush(stdout);
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

int run(int argc, char** argv) {
  CLI::App app{"Detection quality on the public labelled sets: one default configuration, no label used"};
  std::string data = std::getenv("WEIR_DATA") ? std::getenv("WEIR_DATA") : "../shared/data", record, config_file, only;
  std::uint64_t seed = 1;
  int threads = 0;
  bool no_pca = false;
  app.add_option("--data", data, "folder with the sets (or WEIR_DATA)");
  app.add_option("--record", record, "write the figures as JSON here");
  app.add_option("--config", config_file, "TOML instead of the defaults");
  app.add_option("--only", only, "only sets whose name begins so");
  app.add_option("--seed", seed);
  app.add_option("--threads", threads);
  app.add_flag("--no-pca", no_pca, "without the row of textbook PCA");
  CLI11_PARSE(app, argc, argv);
  std::string config;
  if (!config_file.empty()) {
    auto text = read_file(config_file);
    if (!text) {
      fmt::print(stderr, "{}\n", text.error().message);
      return 2;
    }
    config = *text;
  }
  json sets = json::object();
  fmt::print(
      "| set             | who  | AUROC | AUPRC | F1*   | VUS-PR| events  | FA/day  | delay     | eTaF1 | Fc1   | train s| rows/s |\n"
      "|-----------------|------|-------|-------|-------|-------|---------|---------|-----------|-------|-------|--------|--------|\n");
  bool any = false;
  for (const auto& set : quality_sets(data)) {
    if (!set.name.starts_with(only)) continue;
    std::vector<std::pair<std::string, std::string>> rivals = {{"weir", config}};
    if (!no_pca) rivals.emplace_back("pca", pca_config);
    for (const auto& [who, text] : rivals) {
      std::vector<UnitResult> results;
      std::string failure;
      for (const auto& unit : set.units) {
        auto result = judge(data, unit, text, set.budget, seed, threads);
        if (!result) {
          failure = result.error().message;
          break;
        }
        results.push_back(std::move(*result));
      }
      if (results.empty() || !failure.empty()) {
        fmt::print("| {:<15} | {:<4} | skipped: {} |\n", set.name, who, failure.empty() ? "no such data" : failure);
        continue;
      }
      const auto judged = judge_set(data, set, results);
      if (!judged) {
        fmt::print("| {:<15} | {:<4} | failed: {} |\n", set.name, who, judged.error().message);
        return 1;
      }
      any = true;
      print_row(set.name, who, *judged);
      sets[set.name][who] = record_of(*judged);
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      "\nF1* uses the best threshold on the test labels (an oracle). events, FA/day, delay, eTaF1 and Fc1 are at the threshold that the "
      "alarm\n"
      "budget gave on normal data. Largest memory of the whole run: {} MB.\n",
      usage.ru_maxrss / 1024);
  if (!record.empty()) {
    const json all = {{"benchmark", "quality"},
                      {"program", std::string("weir ") + program_version},
                      {"processor", processor()},
                      {"instruction_set", nn::fast::instruction_set()},
                      {"command", "./dev bench quality"},
                      {"seed", seed},
                      {"sets", sets}};
    if (auto written = write_file(record, all.dump(2) + "\n"); !written) {
      fmt::print(stderr, "{}\n", written.error().message);
      return 1;
    }
  }
  return any ? 0 : 1;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::run(argc, argv); }
