#include <unistd.h>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "interrupt.h"
#include "paced_source.h"
#include "scoring.h"
#include "sink_making.h"
#include "terminal.h"

namespace weir {
namespace {

constexpr double waited_steps_max = 10;  // as the aligner: a longer pause is a gap

struct Flags {
  ScoringFlags scoring;
  std::string speed = "max", jsonl;
  bool json = false;
};

Status replay_recording(const Flags& flags) {
  const auto speed = parse_speed(flags.speed);
  if (!speed) return std::unexpected(speed.error());
  auto scoring = open_scoring(flags.scoring);
  if (!scoring) return std::unexpected(scoring.error());
  const auto& model = scoring->model();
  std::vector<std::unique_ptr<Sink>> owned;
  std::vector<Sink*> sinks;
  const auto add = [&](std::string_view name, const std::string& toml) -> Status {
    auto sink = make_sink(name, toml, model.catalogue);
    if (!sink) return std::unexpected(sink.error());
    owned.push_back(std::move(*sink));
    sinks.push_back(owned.back().get());
    return {};
  };
  if (auto ok = flags.json ? add("jsonl", "path = \"-\"\n") : add("console", "path = \"-\"\n"); !ok) return ok;
  if (!flags.jsonl.empty()) {
    if (auto ok = add("jsonl", fmt::format("path = {}\n", toml_text(flags.jsonl))); !ok) return ok;
  }
  std::optional<PacedSource> paced;
  if (*speed > 0) paced.emplace(*scoring->source, *speed, waited_steps_max * model.step_s);
  // Alarms and bar on one screen would tear each other.
  std::optional<ProgressBar> bar;
  if (::isatty(STDOUT_FILENO) == 0) bar.emplace(scoring->source->megabytes(), "MB");
  const auto progress = bar ? bar->progress() : Progress([](auto, auto) { return !interrupted(); });
  const auto counters = run_scoring(*scoring, sinks, progress, paced ? &*paced : nullptr);
  if (bar) bar->clear();
  if (!counters) {
    if (counters.error().code == ErrorCode::cancelled) return {};  // ending a watch by Ctrl-C is its normal end; the sinks are flushed
    return std::unexpected(counters.error());
  }
  say(flags.json ? stderr : stdout, fmt::format("{}{}\n", interrupted() ? "stopped; " : "", scored_text(*counters, model.step_s)));
  return {};
}

}  // namespace

void add_replay(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("replay", "Play recorded data as if they came live, and print alarms as they are raised.");
  flags->scoring.add_to(*command);
  const char* group = "Replay";
  command->add_option("--speed", flags->speed, "times as fast as the data's own clock, like 1x or 100x; default max")
      ->type_name("SPEED")
      ->group(group);
  command->add_option("--jsonl", flags->jsonl, "also write alarms here, one JSON object a line, readable while it runs")
      ->type_name("FILE")
      ->group(group);
  command->add_flag("--json", flags->json, "alarms as JSON lines on standard output instead of text")->group(group);
  command->footer(
      "Alarms depend on the data alone: the same at every speed. Ctrl-C ends it; what was written stays whole.\n\n"
      "Examples:\n"
      "  weir replay --model model.safetensors --data new.csv --speed 100x\n"
      "  weir replay --model model.safetensors --data new.csv --jsonl alarms.jsonl");
  command->callback([flags, &job] { job = [flags] { return replay_recording(*flags); }; });
}

}  // namespace weir
