#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "alarm_collector.h"
#include "builtins/registry.h"
#include "commands.h"
#include "explain/alarm_card.h"
#include "explain/alarm_json.h"
#include "frame_keeper.h"
#include "interrupt.h"
#include "pipeline/counterfactual.h"
#include "scoring.h"
#include "terminal.h"

namespace weir {
namespace {

struct Flags {
  ScoringFlags scoring;
  std::string targets;
  std::uint64_t alarm = 0;
  double aftermath_s = 0;
  bool json = false;
};

const char* name_of(Verity verity) {
  switch (verity) {
    case Verity::right: return "during_event";
    case Verity::after: return "after_event";
    case Verity::already_on: return "before_event";
    case Verity::wrong: return "no_event";
  }
  return "?";
}

std::string as_json(const std::vector<ToldAlarm>& alarms, const Catalogue& catalogue, const Truth& truth, bool known) {
  using json = nlohmann::ordered_json;
  const AlarmJson writer(catalogue);
  const AlarmCard card(catalogue, {});
  json all = json::array();
  for (const auto& told : alarms) {
    auto one = json::parse(writer.object(told.alarm), nullptr, false);
    one["opened_at"] = format_time(told.opened_at);
    one["sentence"] = card.sentence(told.alarm);
    if (known) {
      const auto real = truth.of(told.opened_at, told.alarm.last);
      one["truth"] = {{"verity", name_of(real.verity)}, {"text", real.text}};
      if (real.event) one["truth"]["sensors"] = real.event->sensors;
    }
    all.push_back(std::move(one));
  }
  return all.dump(2, ' ', false, json::error_handler_t::replace);
}

void tell(const ToldAlarm& told, const AlarmCard& card, const Truth& truth, bool known) {
  say(stdout, card.line(told.alarm) + "\n");
  for (const auto& line : card.card(told.alarm)) say(stdout, line + "\n");
  if (known) say(stdout, fmt::format("    truth: {}\n", truth.of(told.opened_at, told.alarm.last).text));
  say(stdout, "\n");
}

/// What would have kept each alarm from being raised, found with a second detector of the same model.
Status find_counterfactuals(std::vector<ToldAlarm>& alarms, const FrameKeeper& keeper, const Model& model, ProgressBar& bar) {
  auto scorer = make_scorer(model, builtin_ensemble(), builtin_detectors());
  if (!scorer) return std::unexpected(scorer.error());
  for (std::size_t k = 0; k < alarms.size(); ++k) {
    if (!report(bar.progress(), "looking for what would have kept it quiet", static_cast<double>(k) / static_cast<double>(alarms.size())))
      return stopped_by_user();
    const auto* frames = keeper.frames_of(alarms[k].alarm.id);
    if (frames) alarms[k].alarm.counterfactual = find_counterfactual({*scorer->detector, *scorer->decider}, *frames, alarms[k].alarm);
  }
  return {};
}

Status explain(const Flags& flags) {
  std::vector<Target> targets;
  if (!flags.targets.empty()) {
    auto read = read_targets(flags.targets);
    if (!read) return std::unexpected(read.error());
    targets = std::move(*read);
  }
  auto scoring = open_scoring(flags.scoring);
  if (!scoring) return std::unexpected(scoring.error());
  const auto& model = scoring->model();
  Truth truth(from_seconds(flags.aftermath_s), flags.targets.empty() ? Duration::zero() : from_seconds(model.step_s));
  truth.add(targets);
  AlarmCollector sink(flags.targets.empty() ? &truth : nullptr, from_seconds(model.step_s));
  ProgressBar bar(scoring->source->megabytes(), "MB");
  FrameKeeper keeper(model.catalogue);
  const auto counters = run_scoring(*scoring, {&sink, &keeper}, bar.progress());
  bar.clear();
  if (!counters) return std::unexpected(counters.error());
  if (interrupted()) return stopped_by_user();
  auto alarms = sink.alarms();
  if (flags.alarm > 0) {
    if (flags.alarm > alarms.size())
      return bad_input("there is no alarm {}: the data raise {}", flags.alarm, counted(alarms.size(), "alarm"));
    alarms = {alarms[flags.alarm - 1]};
  }
  const auto looked = find_counterfactuals(alarms, keeper, model, bar);
  bar.clear();
  if (!looked) return looked;
  const bool known = sink.saw_labels() || !flags.targets.empty();
  if (flags.json) {
    fmt::print("{}\n", as_json(alarms, model.catalogue, truth, known));
    return {};
  }
  const AlarmCard card(model.catalogue, {.colour = colour_welcome(stdout), .sensors_max = Alarm::culprits_max});
  for (const auto& told : alarms) tell(told, card, truth, known);
  fmt::print("{}\n", scored_text(*counters, model.step_s));
  return {};
}

}  // namespace

void add_explain(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("explain", "Run data through a model and tell of each alarm what is strange, where it began and why.");
  flags->scoring.add_to(*command);
  const char* group = "Explanation";
  command->add_option("--alarm", flags->alarm, "only this one, counted from 1; default: all")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 53).description(""))
      ->group(group);
  command->add_option("--targets", flags->targets, "the truth, as `weir simulate --targets` writes it: told beside each alarm")
      ->type_name("FILE")
      ->group(group);
  command
      ->add_option("--aftermath", flags->aftermath_s,
                   "an alarm at most so many seconds after an event is called its after-effect; default 0")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 1e9).description(""))
      ->group(group);
  command->add_flag("--json", flags->json, "an array of alarms on standard output")->group(group);
  command->footer(
      "Examples:\n"
      "  weir explain --model model.safetensors --data new.csv\n"
      "  weir explain --model model.safetensors --data attacked.csv --targets targets.csv --alarm 3 --json");
  command->callback([flags, &job] { job = [flags] { return explain(*flags); }; });
}

}  // namespace weir
