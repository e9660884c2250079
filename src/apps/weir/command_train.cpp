#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "builtins/registry.h"
#include "commands.h"
#include "config_file.h"
#include "csv_flags.h"
#include "data_report.h"
#include "decisions/calibrated/alarm_policy.h"
#include "interrupt.h"
#include "terminal.h"
#include "training/recordings.h"
#include "training/report_card.h"
#include "training/train.h"
#include "training_inputs.h"
#include "usage.h"

namespace weir {
namespace {

struct Flags {
  CsvFlags csv;
  std::string config, catalogue, topology, topology_use = "both", budget, out;
  std::uint64_t seed = 1;
  int threads = 0;
  bool json = false, exclude_suspects = false;
  double step_s = 0;
};

/// The model's own sentence, made the user's: what is really wrong is most often the data.
std::unexpected<Error> failed(const Error& error) {
  return error.code == ErrorCode::cancelled ? stopped_by_user() : std::unexpected(error);
}

Result<Recordings> read_normal(const Flags& flags, const CsvOptions& base, bool json) {
  const auto rows = flags.csv.rows();
  if (!rows) return std::unexpected(rows.error());
  const auto files = flags.csv.files();
  ProgressBar bar;
  auto recordings = read_recordings(
      files, {.csv = flags.csv.over(base), .rows = *rows, .normal_only = true, .step_s = flags.step_s, .progress = bar.progress()});
  bar.clear();
  if (!recordings) return recordings;
  std::FILE* out = json ? stderr : stdout;
  say(out, files_text(*recordings) + sensors_text(*recordings));
  if (recordings->anomalous_rows_left_out > 0) {
    say(out, fmt::format("  {} labelled anomalous left out: only normal operation is learned\n",
                         counted(recordings->anomalous_rows_left_out, "row")));
  }
  return recordings;
}

void tell(const Flags& flags, const Model& model, const Recordings& recordings, double read_s, double train_s) {
  if (flags.json) {
    using json = nlohmann::ordered_json;
    const json all = {{"model", flags.out},
                      {"report_card", json::parse(model.report_card, nullptr, false)},
                      {"anomalous_rows_left_out", recordings.anomalous_rows_left_out},
                      {"read_s", read_s},
                      {"train_s", train_s},
                      {"peak_memory_mb", peak_memory_mb()}};
    fmt::print("{}\n", all.dump(2));
    return;
  }
  const auto card = report_card_of(model);
  if (card) say(stdout, "\n" + to_text(*card));
  fmt::print("  cost            {} to read, {} to train, {:.0f} MB of memory at most\n", took(read_s), took(train_s), peak_memory_mb());
  if (flags.out == "-") return;
  fmt::print("\nwrote {}. Next: weir evaluate --model {} --data LABELLED.csv, or weir score ... --out scores.csv\n", flags.out, flags.out);
}

Status train(const Flags& flags) {
  TrainOptions options{.config_text = {},
                       .topology = {},
                       .topology_use = flags.topology_use,
                       .budget = flags.budget,
                       .seed = flags.seed,
                       .threads = flags.threads,
                       .progress = {}};
  CsvOptions base;
  if (!flags.config.empty()) {
    auto config = read_weir_config(flags.config);
    if (!config) return std::unexpected(config.error());
    base = config->csv;
    options.config_text = config->model_text;
    options.config_origin = config->origin;
  }
  // All that can be wrong is found before the long work begins.
  if (auto ok = check_model_config(options.config_text, options.config_origin, flags.budget); !ok) return ok;
  auto out = AtomicFile::create(flags.out);
  if (!out) return std::unexpected(out.error());
  const bool quiet = flags.json || flags.out == "-" || flags.out == "/dev/stdout";

  const Stopwatch reading;
  auto recordings = read_normal(flags, base, quiet);
  if (!recordings) return failed(recordings.error());
  if (!flags.catalogue.empty()) {
    if (auto ok = take_catalogue(flags.catalogue, recordings->frames.catalogue()); !ok) return ok;
  }
  if (!flags.topology.empty()) {
    auto topology = read_topology(flags.topology, recordings->frames.catalogue());
    if (!topology) return std::unexpected(topology.error());
    for (const auto& remark : topology->remarks) warn(remark);
    options.topology = std::move(topology->graph);
  }
  const double read_s = reading.seconds();

  const Stopwatch training;
  options.step_s = recordings->step_s;
  options.rows_numbered = recordings->rows_numbered;
  if (recordings->rows_numbered) {
    warn(
        "the time stands still over so many rows that too few steps are left to learn from: rows are numbered instead, and so they "
        "will be wherever this model reads a recording; --time-column overrules");
  }
  ProgressBar bar;
  options.progress = bar.progress();
  TrainingParts parts;
  options.parts = &parts;
  auto model = train_model(recordings->frames, options, builtin_ensemble(), builtin_detectors());
  if (model && flags.exclude_suspects && !parts.trained.suspects.empty()) {
    const std::size_t before = recordings->frames.rows();
    recordings->frames = without_rows(recordings->frames, parts.trained.suspects);
    bar.clear();
    say(stderr, fmt::format("{} that look like no normal operation are left out, as asked for; learning again\n",
                            counted(before - recordings->frames.rows(), "row")));
    model = train_model(recordings->frames, options, builtin_ensemble(), builtin_detectors());
  }
  bar.clear();
  if (!model) return failed(model.error());
  if (interrupted()) return stopped_by_user();
  out->write(serialise(to_file(*model)));
  if (auto ok = out->commit(); !ok) return ok;
  if (flags.out != "-" && flags.out != "/dev/stdout") tell(flags, *model, *recordings, read_s, training.seconds());
  return {};
}

}  // namespace

void add_train(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("train", "Learn what normal looks like from recorded data, and write a model.");
  flags->csv.add_to(*command, CsvFlags::Columns::free);
  const char* group = "Training";
  command->add_option("--out", flags->out, "the model file to write")->required()->type_name("FILE")->group(group);
  command->add_option("--budget", flags->budget, "how many false alarms you'll put up with: 1/day (default), 2/week, 0.5/month")
      ->type_name("RATE")
      ->group(group);
  command
      ->add_flag("--exclude-suspects", flags->exclude_suspects,
                 "leave out what looks like no normal operation in these data (the report card names it), and learn again")
      ->group(group);
  command->add_option("--config", flags->config, "weir.toml, as `weir init` writes it; options win over its table [data]")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--catalogue", flags->catalogue, "catalogue.json: its kinds, units and stages win over what the data show")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--topology", flags->topology, "who acts on whom: JSON, or an EPANET network (.inp)")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--topology-use", flags->topology_use, "given, learned or both (default)")
      ->type_name("WORD")
      ->check(CLI::IsMember(std::vector<std::string>{"given", "learned", "both"}).description(""))
      ->group(group);
  command
      ->add_option("--step", flags->step_s,
                   "seconds of a step, over which rows are averaged; default: 10 where rows come faster and are many")
      ->type_name("SECONDS")
      ->check(CLI::Range(1e-6, 1e9))
      ->group(group);
  command->add_option("--seed", flags->seed, "same data, configuration and seed: the same model, byte for byte; default 1")->group(group);
  command->add_option("--threads", flags->threads, "default: all there are; doesn't change the result")
      ->check(CLI::Range(0, 1024).description(""))
      ->group(group);
  command->add_flag("--json", flags->json, "the report card as JSON on standard output")->group(group);
  command->footer(
      "Give it at least a day of normal operation where you can. Rows that a label column calls anomalous are left out.\n"
      "It ends with a report card: what it would find, and how often it would alarm for nothing.\n\n"
      "Examples:\n"
      "  weir train --data normal.csv --out model.safetensors\n"
      "  weir train --data mon.csv tue.csv --config plant/weir.toml --budget 1/week --out model.safetensors");
  command->callback([flags, &job] { job = [flags] { return train(*flags); }; });
}

}  // namespace weir
