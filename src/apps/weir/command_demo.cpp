#include <unistd.h>

#include <CLI/CLI.hpp>

#include "base/file.h"
#include "builtins/registry.h"
#include "commands.h"
#include "demo_watch.h"
#include "interrupt.h"
#include "plant/swat_format.h"
#include "scoring.h"
#include "terminal.h"
#include "training/recordings.h"
#include "training/report_card.h"
#include "training/train.h"
#include "usage.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t normal_seed = 7, attacked_seed = 8;
constexpr std::uint64_t attacked_hours = 24;
constexpr auto recovery = std::chrono::minutes(45);  // tanks and filters are back in their cycle by then

/// Where the demo's files are while it runs; gone afterwards unless the user wants to keep them.
class Folder {
 public:
  static Result<Folder> make(const std::string& keep) {
    Folder folder;
    folder.kept_ = !keep.empty();
    std::error_code failure;
    folder.path_ = folder.kept_ ? fs::path(keep) : fs::temp_directory_path(failure) / fmt::format("weir-demo-{}", ::getpid());
    fs::create_directories(folder.path_, failure);
    if (failure)
      return environment_error("{}: cannot make this folder: {}; name another with --keep", folder.path_.string(), failure.message());
    return folder;
  }
  Folder(Folder&& other) noexcept : path_(std::move(other.path_)), kept_(std::exchange(other.kept_, true)) {}
  ~Folder() {
    std::error_code failure;
    if (!kept_) fs::remove_all(path_, failure);
  }
  fs::path operator/(const char* name) const { return path_ / name; }
  bool kept() const { return kept_; }

 private:
  Folder() = default;
  fs::path path_;
  bool kept_ = true;
};

struct Flags {
  std::string keep;
  std::uint64_t hours = 6;  // of normal operation
};

void headline(std::string_view text) {
  say(stdout, "\n" + painted(stdout, Ink::bold, text) + "\n");
  std::fflush(stdout);
}

Status record(const fs::path& path, const PlantRecordingOptions& options) {
  auto file = AtomicFile::create(path);
  if (!file) return std::unexpected(file.error());
  ProgressBar bar(static_cast<double>(options.steps), "rows");
  if (auto ok = record_plant(options, into(*file), bar.progress()); !ok && file->good()) return ok;
  return file->commit();
}

/// As `weir train --data normal.csv --out model.safetensors`.
Result<Model> learn(const fs::path& data, const fs::path& out) {
  const Stopwatch watch;
  ProgressBar bar;
  const auto recordings = read_recordings(std::span(&data, 1), {.csv = {}, .normal_only = true, .step_s = 0, .progress = bar.progress()});
  if (!recordings) return std::unexpected(recordings.error());
  auto model = train_model(recordings->frames,
                           {.config_text = {}, .topology = {}, .budget = {}, .step_s = recordings->step_s, .progress = bar.progress()},
                           builtin_ensemble(), builtin_detectors());
  bar.clear();
  if (!model) return model;
  if (auto ok = save_model_file(out, to_file(*model)); !ok) return std::unexpected(ok.error());
  if (const auto card = report_card_of(*model)) say(stdout, to_text(*card));
  fmt::print("  cost            {}, {:.0f} MB of memory at most\n", took(watch.seconds()), peak_memory_mb());
  std::fflush(stdout);
  return model;
}

Status demo(const Flags& flags) {
  const auto& keep = flags.keep;
  const Stopwatch all;
  auto folder = Folder::make(keep);
  if (!folder) return std::unexpected(folder.error());
  headline(fmt::format("1. A simulated water treatment works runs normally for {} hours: 51 sensors and actuators, a row a second",
                       flags.hours));
  if (auto ok = record(*folder / "normal.csv",
                       {.seed = normal_seed, .steps = flags.hours * 3600, .attacks = {}, .format = RecordingFormat::tidy});
      !ok) {
    return ok;
  }
  headline("2. weir learns from these rows alone; it has never seen an attack");
  auto model = learn(*folder / "normal.csv", *folder / "model.safetensors");
  if (!model) return std::unexpected(model.error());

  const PlantRecordingOptions attacked{
      .seed = attacked_seed, .steps = attacked_hours * 3600, .attacks = demo_attacks(), .format = RecordingFormat::tidy};
  headline(
      fmt::format("3. Another day with {} attacks, at full speed; each alarm beside what is really going on", attacked.attacks.size()));
  if (auto ok = record(*folder / "attacked.csv", attacked); !ok) return ok;
  if (folder->kept()) {
    if (auto ok = write_file(*folder / "targets.csv", targets_csv(attacked.attacks, attacked.start, water_layout())); !ok) return ok;
  }
  Truth truth(recovery, from_seconds(model->step_s));
  truth.add(attacked.attacks, attacked.start, water_layout());
  auto loaded = ready_to_run(std::move(*model));
  if (!loaded) return std::unexpected(loaded.error());
  auto source = RecordingSource::open({{*folder / "attacked.csv"}, {}}, (*loaded)->model.catalogue, (*loaded)->model.step_s);
  if (!source) return std::unexpected(source.error());
  Scoring scoring{std::move(*loaded), std::move(*source)};
  ProgressBar bar(scoring.source->megabytes(), "MB");
  DemoWatch watch(scoring.model().catalogue, truth, bar);
  const Stopwatch running;
  const auto counters = run_scoring(scoring, {&watch}, bar.progress());
  bar.clear();
  if (!counters) return std::unexpected(counters.error());
  if (interrupted()) return stopped_by_user();
  const double days = static_cast<double>(counters->steps) * scoring.model().step_s / 86400, took_s = running.seconds();
  headline("The day in a table");
  say(stdout, watch.table(scoring.model().policy.budget_per_day, days));
  fmt::print("  the day took {} ({:.0f} steps a second), the whole demo {}\n", took(took_s), static_cast<double>(counters->steps) / took_s,
             took(all.seconds()));
  if (folder->kept()) {
    fmt::print(
        "\nThe files are in {}. Look closer:\n  weir evaluate --model {}/model.safetensors --data {}/attacked.csv --targets "
        "{}/targets.csv\n",
        keep, keep, keep, keep);
  } else {
    say(stdout, "\nNow with your own data:  weir init --data normal.csv --out plant/\n");
  }
  return {};
}

}  // namespace

void add_demo(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      app.add_subcommand("demo", "Watch a simulated plant being learned and then attacked; needs nothing, takes under two minutes.");
  command->add_option("--keep", flags->keep, "keep data, model and truth in this folder; default: nothing is left behind")
      ->type_name("FOLDER");
  command->add_option("--hours", flags->hours, "simulated hours of normal operation to learn from; default 6, more knows the whole day")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{24 * 14}).description(""));
  command->footer(
      "Nothing is staged: it records, trains and scores as simulate, train and replay do.\n\n"
      "Examples:\n"
      "  weir demo\n"
      "  weir demo --keep demo/");
  command->callback([flags, &job] { job = [flags] { return demo(*flags); }; });
}

}  // namespace weir
