#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "evaluation/judged.h"
#include "evaluation/verdict.h"
#include "interrupt.h"
#include "scoring.h"
#include "terminal.h"

namespace weir {
namespace {

struct Flags {
  ScoringFlags scoring;
  std::string targets;
  double grace_s = 0;
  std::size_t vus_window = 100, group_steps = 5;
  bool json = false;
};

Status evaluate(const Flags& flags) {
  std::vector<Target> targets;
  if (!flags.targets.empty()) {
    auto read = read_targets(flags.targets);
    if (!read) return std::unexpected(read.error());
    targets = std::move(*read);
  }
  auto scoring = open_scoring(flags.scoring);
  if (!scoring) return std::unexpected(scoring.error());
  const auto& model = scoring->model();
  JudgingSink sink(model.step_s);
  ProgressBar bar(scoring->source->megabytes(), "MB");
  const auto counters = run_scoring(*scoring, {&sink}, bar.progress());
  bar.clear();
  if (!counters) return std::unexpected(counters.error());
  if (interrupted()) return stopped_by_user();
  const auto verdict = judge(sink.judged(), model.catalogue, targets,
                             {.vus_window = flags.vus_window,
                              .group_steps = flags.group_steps,
                              .grace_s = flags.grace_s,
                              .budget_per_day = model.policy.budget_per_day});
  if (!verdict) return std::unexpected(verdict.error());
  if (flags.json) {
    fmt::print("{}\n", to_json(*verdict));
    return {};
  }
  say(stdout, to_text(*verdict));
  fmt::print("\nthe model promises {} false alarms; the threshold was set on normal data alone, no label has been used for it\n",
             format_budget(model.policy.budget_per_day));
  if (verdict->anomalous_rows == 0) warn("no row is labelled anomalous: there is nothing to find, only false alarms to count");
  return {};
}

}  // namespace

void add_evaluate(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("evaluate", "Judge a model on labelled data: every metric, trivial detectors beside it.");
  flags->scoring.add_to(*command);
  const char* group = "Judging";
  command->add_option("--targets", flags->targets, "CSV start,end,family,sensors: which sensors each event really touched")
      ->type_name("FILE")
      ->group(group);
  command
      ->add_option("--grace", flags->grace_s, "an alarm that begins at most so many seconds after an event still belongs to it; default 0")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->group(group);
  command->add_option("--vus-window", flags->vus_window, "buffer of the volume under the surface, in steps; default 100")
      ->type_name("STEPS")
      ->check(CLI::Range(std::size_t{0}, std::size_t{100000}).description(""))
      ->group(group);
  command->add_option("--join", flags->group_steps, "alarms at most so many steps apart count as one; default 5")
      ->type_name("STEPS")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1000000}).description(""))
      ->group(group);
  command->add_flag("--json", flags->json, "all figures as JSON on standard output")->group(group);
  command->footer(
      "Beside each figure stands what three detectors reach that know nothing: always, never and random alarms.\n"
      "Labels are used for judging only, never for a threshold, but for the figures marked with *.\n\n"
      "Examples:\n"
      "  weir evaluate --model model.safetensors --data test.csv --label-column attack\n"
      "  weir evaluate --model model.safetensors --data attacked.csv --targets targets.csv --json");
  command->callback([flags, &job] { job = [flags] { return evaluate(*flags); }; });
}

}  // namespace weir
