// The whole path in one process, as the command line goes it: files -> frames -> model file -> replay -> verdict.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "builtins/registry.h"
#include "evaluation/verdict.h"
#include "pipeline/replay.h"
#include "plant/swat_format.h"
#include "sources/csv/csv_source.h"
#include "training/recordings.h"
#include "training/train.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone afterwards.
struct Folder {
  fs::path path = fs::path(testing::TempDir()) / fmt::format("weir_end_to_end_{}", getpid());
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

/// Keeps every word of every alarm.
class AlarmLog final : public Sink {
 public:
  std::vector<Alarm> alarms;
  Status write(std::span<const StepRecord> steps) override {
    for (const auto& step : steps) alarms.insert(alarms.end(), step.alarms.begin(), step.alarms.end());
    return {};
  }
  Status flush() override { return {}; }
};

/// A small network, shortly taught: the other members find most, and sanitizers make the teaching ten times as long.
constexpr const char* quick = "[detectors.ensemble.lstm_gnn]\nsteps = 30\nhidden = 8\ndense = 12\nexamples = 24\n";

struct Outcome {
  Judged judged;
  Verdict verdict;
  std::vector<Alarm> alarms;
  ReplayCounters counters;
};

/// Learns from one file, writes the model, reads it back, replays the other file through it and judges.
Result<Outcome> learn_and_judge(const fs::path& normal, const fs::path& test, const fs::path& model_path, const TrainOptions& given,
                                const std::vector<Target>& targets) {
  RecordingOptions reading;
  reading.normal_only = true;
  const auto recordings = read_recordings(std::span(&normal, 1), reading);
  if (!recordings) return std::unexpected(recordings.error());
  TrainOptions options = given;
  options.step_s = recordings->step_s;
  const auto trained = train_model(recordings->frames, options, builtin_ensemble(), builtin_detectors());
  if (!trained) return std::unexpected(trained.error());
  if (auto ok = save_model_file(model_path, to_file(*trained)); !ok) return std::unexpected(ok.error());

  const auto model = load_model(model_path);
  if (!model) return std::unexpected(model.error());
  auto scorer = make_scorer(*model, builtin_ensemble(), builtin_detectors());
  if (!scorer) return std::unexpected(scorer.error());
  std::string columns;
  for (const auto& sensor : model->catalogue) columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", sensor.name);
  const auto config = ConfigTable::parse(fmt::format("path = '{}'\ncolumns = [{}]\n", test.string(), columns), "source.toml");
  if (!config) return std::unexpected(config.error());
  auto source = csv_source().make(*config);
  if (!source) return std::unexpected(source.error());
  JudgingSink judging(model->step_s);
  AlarmLog log;
  const auto counters = replay({**source, *scorer->detector, *scorer->decider, {&judging, &log}}, {.step = from_seconds(model->step_s)});
  if (!counters) return std::unexpected(counters.error());
  auto verdict = judge(judging.judged(), model->catalogue, targets, {.budget_per_day = model->policy.budget_per_day});
  if (!verdict) return std::unexpected(verdict.error());
  return Outcome{judging.take(), std::move(*verdict), std::move(log.alarms), *counters};
}

double figure(const Verdict& verdict, std::string_view name) {
  const auto found = std::ranges::find(verdict.figures, name, &Figure::name);
  return found == verdict.figures.end() || !found->value ? std::nan("") : *found->value;
}

fs::path record(const Folder& folder, const char* name, PlantRecordingOptions options) {
  const auto path = folder.path / name;
  std::string text;
  EXPECT_TRUE(record_plant(options, [&](std::string_view bytes) {
    text += bytes;
    return true;
  }));
  EXPECT_TRUE(write_file(path, text));
  return path;
}

struct Format {
  const char* name;
  RecordingFormat format;
};
class SimulatedPlant : public testing::TestWithParam<Format> {};

/// Six calm hours to learn from (the plant's longest cycle takes about two); then another hour, in which a level sensor reads
/// far too high for ten minutes.
TEST_P(SimulatedPlant, ItsAttackIsFoundNamedAndClosed) {
  const Folder folder;
  const auto attack = parse_attack("bias:LIT301:120:at=30min:for=10min:view=historian", water_layout());
  ASSERT_TRUE(attack) << attack.error().message;
  PlantRecordingOptions calm{.seed = 1, .steps = 6 * 3600, .attacks = {}, .format = GetParam().format};
  PlantRecordingOptions attacked{.seed = 2, .steps = 3600, .attacks = {*attack}, .format = GetParam().format};
  const auto normal = record(folder, "normal.csv", calm), test = record(folder, "attacked.csv", attacked);
  const auto targets = parse_targets(targets_csv(attacked.attacks, attacked.start, water_layout()), "targets.csv");
  ASSERT_TRUE(targets) << targets.error().message;

  TrainOptions options;
  options.config_text = quick;
  options.budget = "5/day";
  const auto outcome = learn_and_judge(normal, test, folder.path / "model.safetensors", options, *targets);
  ASSERT_TRUE(outcome) << outcome.error().message;
  const auto& verdict = outcome->verdict;
  ASSERT_EQ(verdict.events.size(), 1u);
  const auto& event = verdict.events[0];
  EXPECT_TRUE(event.found) << to_text(verdict);
  EXPECT_LE(event.delay_s, 120);
  EXPECT_EQ(event.truth, (std::vector<std::string>{"LIT301"}));
  EXPECT_TRUE(std::ranges::find(event.named, "LIT301") != event.named.end());
  EXPECT_GT(figure(verdict, "auroc"), 0.85);
  EXPECT_LE(figure(verdict, "false_alarms"), 2);

  // Every alarm is opened once and closed once, in this order, and the one of the attack ended with it or soon after.
  std::vector<std::uint64_t> open;
  for (const auto& alarm : outcome->alarms) {
    if (alarm.phase == AlarmPhase::opened) {
      EXPECT_TRUE(open.empty());
      open.push_back(alarm.id);
    } else {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(open.back(), alarm.id);
      if (alarm.phase == AlarmPhase::closed) open.clear();
    }
    EXPECT_LE(alarm.onset, alarm.last);
    EXPECT_LE(alarm.last, alarm.at);
    EXPECT_TRUE(alarm.onset <= alarm.peak && alarm.peak <= alarm.last);
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(outcome->judged.openings.size(), outcome->judged.episodes.size());
  EXPECT_EQ(outcome->counters.alarms, outcome->judged.openings.size());
  EXPECT_EQ(outcome->counters.unscored_steps, 0u);
}

INSTANTIATE_TEST_SUITE_P(Formats, SimulatedPlant,
                         testing::Values(Format{"swat", RecordingFormat::swat}, Format{"tidy", RecordingFormat::tidy}),
                         [](const auto& parameter) { return parameter.param.name; });

/// A floor well below what is measured (0.952 with all defaults), so that breakage shows and the weather doesn't.
TEST(Batadal, SevenAttacksOnAWaterNetworkAreFound) {
  const char* told = std::getenv("WEIR_DATA");
  const auto data = told ? fs::path(told) : fs::path(WEIR_SOURCE_DIR) / "../shared/data";
  const auto normal = data / "batadal/dataset03.csv.zst", test = data / "batadal/dataset04.csv.zst";
  if (!fs::exists(normal) || !fs::exists(test))
    GTEST_SKIP() << "BATADAL isn't at " << data << "; set WEIR_DATA to the folder that holds batadal/";
  const Folder folder;
  TrainOptions options;
  options.config_text = quick;
  options.budget = "1/week";
  const auto outcome = learn_and_judge(normal, test, folder.path / "model.safetensors", options, {});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->verdict.rows, 4177u);
  EXPECT_EQ(figure(outcome->verdict, "events"), 7);
  EXPECT_EQ(figure(outcome->verdict, "events_found"), 7) << to_text(outcome->verdict);
  EXPECT_GE(figure(outcome->verdict, "auroc"), 0.9);
  EXPECT_LE(figure(outcome->verdict, "false_alarms_per_day") * 7, 2);
}

}  // namespace
}  // namespace weir
