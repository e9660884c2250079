#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "interrupt.h"
#include "scoring.h"
#include "sink_making.h"
#include "terminal.h"
#include "usage.h"

namespace weir {
namespace {

struct Flags {
  ScoringFlags scoring;
  std::string out, alarms;
  bool per_sensor = false, json = false;
};

bool is_standard_output(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

void tell(const Flags& flags, const ReplayCounters& counters, double step_s, double took_s) {
  std::FILE* stream = is_standard_output(flags.out) || is_standard_output(flags.alarms) ? stderr : stdout;
  const double rate = static_cast<double>(counters.steps) / std::max(took_s, 1e-9);
  if (flags.json) {
    const nlohmann::ordered_json all = {{"out", flags.out},
                                        {"steps", counters.steps},
                                        {"alarms", counters.alarms},
                                        {"unscored_steps", counters.unscored_steps},
                                        {"gaps", counters.align.gaps + counters.align.restarts},
                                        {"seconds", took_s}};
    say(stream, all.dump(2) + "\n");
    return;
  }
  say(stream, fmt::format("{}, in {} ({:.0f} steps/s); wrote {}\n", scored_text(counters, step_s), took(took_s), rate, flags.out));
}

Status score(const Flags& flags) {
  auto scoring = open_scoring(flags.scoring);
  if (!scoring) return std::unexpected(scoring.error());
  const auto& catalogue = scoring->model().catalogue;
  auto table = make_sink("scores_csv", fmt::format("path = {}\nper_sensor = {}\n", toml_text(flags.out), flags.per_sensor), catalogue);
  if (!table) return std::unexpected(table.error());
  FinishedLater scores(std::move(*table));
  std::vector<Sink*> sinks = {&scores};
  std::unique_ptr<Sink> alarms;
  if (!flags.alarms.empty()) {
    auto made = make_sink("jsonl", fmt::format("path = {}\n", toml_text(flags.alarms)), catalogue);
    if (!made) return std::unexpected(made.error());
    alarms = std::move(*made);
    sinks.push_back(alarms.get());
  }
  const Stopwatch watch;
  ProgressBar bar(scoring->source->megabytes(), "MB");
  const auto counters = run_scoring(*scoring, sinks, bar.progress());
  bar.clear();
  if (!counters) return std::unexpected(counters.error());
  if (interrupted()) return stopped_by_user();
  if (auto ok = scores.finish(); !ok) return ok;
  tell(flags, *counters, scoring->model().step_s, watch.seconds());
  return {};
}

}  // namespace

void add_score(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("score", "Score new data step by step: how strange is it, and is an alarm on?");
  flags->scoring.add_to(*command);
  const char* group = "Output";
  command->add_option("--out", flags->out, "CSV with the columns time,score,p_value,alarm; - for standard output")
      ->required()
      ->type_name("FILE")
      ->group(group);
  command->add_flag("--per-sensor", flags->per_sensor, "also one column score.NAME per sensor, above 0: seen higher than expected")
      ->group(group);
  command->add_option("--alarms", flags->alarms, "also the alarms, one JSON object a line")->type_name("FILE")->group(group);
  command->add_flag("--json", flags->json, "the summary as JSON")->group(group);
  command->footer(
      "score is -log10 of the p-value: 3 means once in a thousand normal rows. The file appears complete or not at all.\n\n"
      "Examples:\n"
      "  weir score --model model.safetensors --data new.csv --out scores.csv\n"
      "  weir score --model model.safetensors --data new.csv.zst --per-sensor --out - | head");
  command->callback([flags, &job] { job = [flags] { return score(*flags); }; });
}

}  // namespace weir
