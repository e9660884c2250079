// ./dev bench patterns: a model of normal hours, attacked days of another seed; how episodes are named and where they are placed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "attacks/attack.h"
#include "base/file.h"
#include "base/version.h"
#include "builtins/registry.h"
#include "pattern_scenarios.h"
#include "patterns/episode_reader.h"
#include "pipeline/collect.h"
#include "pipeline/decided_step.h"
#include "plant/water_treatment.h"
#include "sources/plant/plant_source.h"
#include "training/train.h"

namespace weir::bench {
namespace {

using json = nlohmann::ordered_json;

constexpr double step_s = 10;
constexpr auto aftermath = std::chrono::minutes(5);  // an alarm so soon after an attack is still found by it

struct Flags {
  std::uint64_t train_seed = 7, seed = 1001;
  std::size_t hours = 12, days = 12;
  std::string model, record, features, patterns;
  bool cases = false;
};

Result<FrameTable> record_plant(std::uint64_t seed, double hours, const std::vector<Scenario>& scenarios) {
  std::string text = fmt::format("seed = {}\nhours = {}\nattacks = [", seed, hours);
  for (const auto& scenario : scenarios) text += fmt::format("\"{}\", ", scenario.line);
  auto config = ConfigTable::parse(text + "]\n", "(scenarios)");
  if (!config) return std::unexpected(config.error());
  auto source = plant_source().make(*config);
  if (!source) return std::unexpected(source.error());
  auto collected = collect(**source, {.step = from_seconds(step_s)});
  if (!collected) return std::unexpected(collected.error());
  return std::move(collected->frames);
}

Result<Model> model_for(const Flags& flags) {
  if (!flags.model.empty() && std::filesystem::exists(flags.model)) return load_model(flags.model);
  auto frames = record_plant(flags.train_seed, static_cast<double>(flags.hours), {});
  if (!frames) return std::unexpected(frames.error());
  TrainOptions options;
  options.step_s = step_s;
  auto model = train_model(*frames, options, builtin_ensemble(), builtin_detectors());
  if (model && !flags.model.empty()) {
    if (auto ok = save_model_file(flags.model, to_file(*model)); !ok) return std::unexpected(ok.error());
  }
  return model;
}

/// Alarms as they opened and as they ended, with the signature read beside the decider for the table of features.
class AlarmLog final : public Outlet<Alarm> {
 public:
  explicit AlarmLog(const Model& model) : window_(model.catalogue.size(), 1024), reader_(model.catalogue, model.topology, 1024) {}
  struct Entry {
    Alarm opened, ended;
    Signature signature;
  };
  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) {
      if (alarm.phase == AlarmPhase::opened) entries.push_back({alarm, alarm, {}});
      entries.back().ended = alarm;
      Alarm copy = alarm;
      Signature signature;
      if (reader_.read(window_, copy, signature)) entries.back().signature = signature;
    }
    return true;
  }
  RecentWindow& window() { return window_; }
  std::vector<Entry> entries;

 private:
  RecentWindow window_;
  EpisodeReader reader_;
};

struct Tally {
  int events = 0, found = 0, named = 0, named_alike = 0, named_at_opening = 0, among = 0, sensor = 0, origin = 0;
  std::map<std::string, int> as, verdicts;
};

/// What gives the same readings in principle counts as one here: a frozen reading and a stuck transmitter, a slow ramp and a drift.
std::string twin_of(const std::string& family) { return family == "stuck" ? "freeze" : family == "drift" ? "ramp" : family; }

std::string first_name(const Alarm& alarm) { return alarm.pattern_count ? std::string(alarm.patterns[0].name.view()) : "none"; }

PatternKind kind_of(const std::string& family) {
  static const std::vector<std::string> faults = {"drift", "stuck", "intermittent", "leak", "stiction", "fouling"};
  return std::ranges::find(faults, family) == faults.end() ? PatternKind::attack : PatternKind::fault;
}

void judge(const Scenario& scenario, const AlarmLog::Entry& entry, const Catalogue& catalogue, Tally& tally) {
  const auto& alarm = entry.ended;
  const auto attack = parse_attack(scenario.line, water_layout());
  ++tally.as[first_name(alarm)];
  ++tally.verdicts[name_of(alarm.verdict)];
  tally.named += first_name(alarm) == scenario.family;
  tally.named_alike += twin_of(first_name(alarm)) == twin_of(scenario.family);
  tally.named_at_opening += first_name(entry.opened) == scenario.family;
  for (std::size_t k = 0; k < alarm.pattern_count; ++k) tally.among += alarm.patterns[k].name.view() == scenario.family;
  if (!attack) return;
  const auto targets = targets_of(*attack, water_layout());
  const auto touched = [&](std::size_t k) {
    return std::ranges::any_of(
        targets, [&](SensorIndex tag) { return catalogue[alarm.culprits[k].sensor].name == WaterTreatment::plant_catalogue()[tag].name; });
  };
  bool among_three = false;
  for (std::size_t k = 0; k < std::min<std::size_t>(3, alarm.culprit_count); ++k) among_three |= touched(k);
  tally.sensor += among_three;
  tally.origin += alarm.culprit_count > 0 && touched(0);
}

void write_features(std::string& into, const Scenario* scenario, const AlarmLog::Entry& entry, const Catalogue& catalogue) {
  std::string culprits;
  for (std::size_t k = 0; k < entry.ended.culprit_count; ++k) {
    const auto& c = entry.ended.culprits[k];
    culprits += fmt::format("{}{}:{:.2f}{}", k ? " " : "", catalogue[c.sensor].name, c.share, c.role == CulpritRole::origin ? "*" : "");
  }
  into +=
      fmt::format("{},{},{},{}", scenario ? scenario->family : "normal", scenario ? scenario->line : "", first_name(entry.ended), culprits);
  for (const float value : entry.signature.value) into += fmt::format(",{:.4g}", value);
  into += '\n';
}

void print_tables(const std::map<std::string, Tally>& tallies, int false_alarms, double days) {
  std::map<std::string, int> columns;
  Tally all;
  int attacks_as_faults = 0, faults_as_attacks = 0, faults_found = 0, attacks_found = 0;
  for (const auto& [family, tally] : tallies) {
    for (const auto& [name, count] : tally.as) columns[name] += count;
  }
  fmt::print(
      "| really       | found   | named | or its twin | at opening | among 3 | origin | sensor in 3 | attack | fault | change | unclear |\n"
      "|--------------|---------|-------|-------------|------------|---------|--------|-------------|--------|-------|--------|---------|"
      "\n");
  const auto row = [](const std::string& name, const Tally& t) {
    const auto share = [&](int count) { return t.found ? fmt::format("{:.0f} %", 100.0 * count / t.found) : std::string("-"); };
    const auto verdict = [&](const char* v) { return t.verdicts.contains(v) ? t.verdicts.at(v) : 0; };
    fmt::print("| {:<12} | {:>3}/{:<3} | {:>5} | {:>11} | {:>10} | {:>7} | {:>6} | {:>11} | {:>6} | {:>5} | {:>6} | {:>7} |\n", name,
               t.found, t.events, share(t.named), share(t.named_alike), share(t.named_at_opening), share(t.among), share(t.origin),
               share(t.sensor), verdict("attack"), verdict("fault"), verdict("change"), verdict("unclear"));
  };
  for (const auto& [family, t] : tallies) {
    row(family, t);
    all.events += t.events, all.found += t.found, all.named += t.named, all.named_alike += t.named_alike,
        all.named_at_opening += t.named_at_opening;
    all.among += t.among, all.sensor += t.sensor, all.origin += t.origin;
    for (const auto& [verdict, count] : t.verdicts) {
      all.verdicts[verdict] += count;
      const bool fault = kind_of(family) == PatternKind::fault;
      (fault ? faults_found : attacks_found) += count;
      if (fault && verdict == "attack") faults_as_attacks += count;
      if (!fault && (verdict == "fault" || verdict == "change")) attacks_as_faults += count;
    }
  }
  row("all", all);
  fmt::print(
      "\nalarms at no attack: {} in {:.0f} days; faults called attacks: {} of {}; attacks called faults or changes: {} of {}\n\nnamed "
      "as\n{:<14}",
      false_alarms, days, faults_as_attacks, faults_found, attacks_as_faults, attacks_found, "");
  for (const auto& [name, count] : columns) fmt::print("{:>13}", name);
  fmt::print("\n");
  for (const auto& [family, tally] : tallies) {
    fmt::print("{:<14}", family);
    for (const auto& [name, count] : columns) fmt::print("{:>13}", tally.as.contains(name) ? std::to_string(tally.as.at(name)) : ".");
    fmt::print("\n");
  }
}

json record_of(const Flags& flags, const std::map<std::string, Tally>& tallies, int false_alarms) {
  json families = json::object();
  Tally all;
  for (const auto& [family, t] : tallies) {
    families[family] = {{"events", t.events},
                        {"found", t.found},
                        {"named", t.named},
                        {"named_or_twin", t.named_alike},
                        {"named_at_opening", t.named_at_opening},
                        {"among_three", t.among},
                        {"origin", t.origin},
                        {"sensor_in_three", t.sensor},
                        {"named_as", t.as},
                        {"verdicts", t.verdicts}};
    all.events += t.events, all.found += t.found, all.named += t.named, all.named_alike += t.named_alike, all.sensor += t.sensor,
        all.origin += t.origin;
  }
  return {{"benchmark", "patterns"},
          {"program", std::string("weir ") + program_version},
          {"command", fmt::format("weir_bench_patterns --train-seed {} --hours {} --seed {} --days {}", flags.train_seed, flags.hours,
                                  flags.seed, flags.days)},
          {"events", all.events},
          {"found", all.found},
          {"named", all.named},
          {"named_or_twin", all.named_alike},
          {"origin", all.origin},
          {"sensor_in_three", all.sensor},
          {"alarms_at_no_attack", false_alarms},
          {"families", families}};
}

Status run_days(const Flags& flags) {
  auto model = model_for(flags);
  if (!model) return std::unexpected(model.error());
  if (!flags.patterns.empty()) {
    const auto text = read_file(flags.patterns);
    if (!text) return std::unexpected(text.error());
    auto patterns = PatternLibrary::parse(*text, flags.patterns);
    if (!patterns) return std::unexpected(patterns.error());
    model->patterns = std::move(*patterns);
  }
  std::map<std::string, Tally> tallies;
  int false_alarms = 0;
  std::string table = "family,line,named,who";
  for (const auto& name : feature_names()) table += "," + name;
  table += '\n';
  for (std::size_t day = 0; day < flags.days; ++day) {
    const auto scenarios = scenario_day(flags.seed, day);
    const auto frames = record_plant(flags.seed + day, 24, scenarios);
    if (!frames) return std::unexpected(frames.error());
    auto scorer = make_scorer(*model, builtin_ensemble(), builtin_detectors());
    if (!scorer) return std::unexpected(scorer.error());
    AlarmLog log(*model);
    for (std::size_t row = 0; row < frames->rows(); ++row) {
      const auto frame = frames->frame(row);
      const bool was_in_alarm = scorer->decider->in_alarm();
      const auto score = scorer->detector->score(frame);
      log.window().append(frame, score);
      scorer->decider->decide(frame, score, log);
      if (was_in_alarm && !scorer->decider->in_alarm()) scorer->detector->episode_over();
    }
    scorer->decider->finish(log);
    const auto start = frames->step_at(0);
    std::vector<bool> taken(log.entries.size());
    for (const auto& scenario : scenarios) {
      auto& tally = tallies[scenario.family];
      ++tally.events;
      bool found = false;
      for (std::size_t k = 0; k < log.entries.size(); ++k) {
        const auto at = log.entries[k].opened.at;
        const auto to = start + scenario.start + scenario.duration;
        const auto from = start + scenario.start - from_seconds(step_s);  // a step is called by its first second
        if (at >= from && at < to + std::chrono::minutes(45)) taken[k] = true;
        if (found || at < from || at >= to + aftermath) continue;
        found = true;
        ++tally.found;
        judge(scenario, log.entries[k], model->catalogue, tally);
        write_features(table, &scenario, log.entries[k], model->catalogue);
        if (flags.cases) {
          fmt::print("{:<60} -> {:<10} {:.2f} {:<8} first {}\n", scenario.line, first_name(log.entries[k].ended),
                     log.entries[k].ended.patterns[0].confidence, name_of(log.entries[k].ended.verdict),
                     log.entries[k].ended.culprit_count ? model->catalogue[log.entries[k].ended.culprits[0].sensor].name : "");
        }
      }
      if (!found && flags.cases) fmt::print("{:<60} -> not found\n", scenario.line);
    }
    for (std::size_t k = 0; k < taken.size(); ++k) {
      if (taken[k]) continue;
      ++false_alarms;
      write_features(table, nullptr, log.entries[k], model->catalogue);
    }
  }
  print_tables(tallies, false_alarms, static_cast<double>(flags.days));
  if (!flags.features.empty()) {
    if (auto ok = write_file(flags.features, table); !ok) return ok;
  }
  if (!flags.record.empty()) return write_file(flags.record, record_of(flags, tallies, false_alarms).dump(2) + "\n");
  return {};
}

int run(int argc, char** argv) {
  CLI::App app{"How attacks on the simulated works are named and placed; the model has seen other seeds' normal hours only"};
  Flags flags;
  app.add_option("--train-seed", flags.train_seed, "of the normal hours");
  app.add_option("--hours", flags.hours, "of normal operation to learn from");
  app.add_option("--seed", flags.seed, "of the attacked days and their scenarios; patterns were tuned on seeds 1 to 200");
  app.add_option("--days", flags.days, "attacked days, five scenarios each");
  app.add_option("--model", flags.model, "take the model from this file, or leave it there");
  app.add_option("--patterns", flags.patterns, "a library of patterns instead of the model's");
  app.add_option("--record", flags.record, "write the figures as JSON here");
  app.add_option("--features", flags.features, "write each alarm's signature as CSV here");
  app.add_flag("--cases", flags.cases, "a line for each scenario");
  CLI11_PARSE(app, argc, argv);
  if (auto ok = run_days(flags); !ok) {
    fmt::print(stderr, "{}\n", ok.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::run(argc, argv); }
