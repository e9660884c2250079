#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "commands.h"
#include "interrupt.h"
#include "plant/swat_format.h"
#include "scenario_flags.h"
#include "sources/csv/csv_time.h"
#include "terminal.h"

namespace weir {
namespace {

struct Flags {
  std::string plant{plant_names()[0]}, out, targets, start, format = "tidy";
  double hours = -1;  // negative: as many as needed, a day at least
  std::uint64_t seed = 1;
  std::vector<std::string> attacks, scenarios;
  bool json = false;
};

Result<std::vector<Attack>> read_attacks(const std::vector<std::string>& lines, const Plant& plant) {
  std::vector<Attack> attacks;
  for (const auto& line : lines) {
    if (line == "demo") {
      const auto day = plant.demo_day({});
      attacks.insert(attacks.end(), day.begin(), day.end());
      continue;
    }
    auto attack = parse_attack(line, plant.layout());
    if (!attack) return std::unexpected(Error{attack.error().code, fmt::format("--attack {}: {}", line, attack.error().message)});
    attacks.push_back(std::move(*attack));
  }
  return attacks;
}

std::string family_names() {
  std::vector<std::string_view> names;
  for (const auto& info : family_infos()) names.push_back(info.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// A day, or until an hour after the last case.
double hours_needed(const std::vector<ScenarioCase>& cases) {
  Duration end{};
  for (const auto& one : cases)
    for (const auto& attack : one.attacks) end = std::max(end, attack.start + attack.duration);
  return std::max(24.0, std::ceil(seconds(end) / 3600 + 1));
}

Status simulate(const Flags& flags) {
  PlantRecordingOptions options{.plant = flags.plant,
                                .seed = flags.seed,
                                .attacks = {},
                                .format = flags.format == "swat" ? RecordingFormat::swat : RecordingFormat::tidy};
  const auto plant = make_plant(flags.plant, flags.seed);
  if (!plant) return std::unexpected(plant.error());
  const auto& layout = (*plant)->layout();
  if (!flags.start.empty()) {
    const auto at = parse_time({.kind = TimeFormat::Kind::calendar, .order = DateOrder::year_first}, flags.start);
    if (!at) return bad_input("--start {}: is no time; write ISO 8601, like 2026-01-05T00:00:00Z", flags.start);
    options.start = *at;
  }
  const auto attacks = read_attacks(flags.attacks, **plant);
  if (!attacks) return std::unexpected(attacks.error());
  const auto cases = scenario_cases(flags.scenarios, **plant, flags.seed);
  if (!cases) return std::unexpected(cases.error());
  options.attacks = *attacks;
  for (const auto& one : *cases) options.attacks.insert(options.attacks.end(), one.attacks.begin(), one.attacks.end());
  const double hours = flags.hours >= 0 ? flags.hours : hours_needed(*cases);
  options.steps = static_cast<std::uint64_t>(hours * 3600 / static_cast<double>(layout.step_s) + 0.5);
  if (options.steps == 0) return bad_input("--hours {}: is less than a step of {} s", hours, layout.step_s);
  const Duration simulated = std::chrono::seconds(layout.step_s) * options.steps;
  for (const auto& attack : options.attacks) {
    if (attack.start + attack.duration <= simulated) continue;
    warn(fmt::format("'{}' ends {} after the start, but only {} are simulated; see --hours", attack.name,
                     format_duration(attack.start + attack.duration), format_duration(simulated)));
  }
  auto file = AtomicFile::create(flags.out);
  if (!file) return std::unexpected(file.error());
  ProgressBar bar(static_cast<double>(options.steps), "rows");
  const auto recorded = record_plant(options, into(*file), bar.progress());
  bar.clear();
  if (!recorded && file->good()) return recorded.error().code == ErrorCode::cancelled ? Status(stopped_by_user()) : recorded;
  if (auto ok = file->commit(); !ok) return ok;  // says why the output took no more
  if (!flags.targets.empty()) {
    if (auto ok = write_file(flags.targets, targets_csv(*attacks, options.start, layout, *cases)); !ok) return ok;
  }
  if (flags.out == "-" || flags.out == "/dev/stdout") return {};
  if (flags.json) {
    const nlohmann::ordered_json all = {{"out", flags.out},       {"rows", options.steps}, {"attacks", options.attacks.size()},
                                        {"cases", cases->size()}, {"seed", options.seed},  {"start", format_time(options.start)}};
    fmt::print("{}\n", all.dump(2));
    return {};
  }
  fmt::print("wrote {}: {} of {}, {}, format {}{}\n", flags.out, counted(options.steps, "row"),
             layout.step_s == 1 ? "one second" : fmt::format("{} s", layout.step_s), counted(options.attacks.size(), "attack"),
             flags.format, flags.targets.empty() ? "" : "; the truth is in " + flags.targets);
  return {};
}

}  // namespace

void add_simulate(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("simulate", "Record a simulated plant, calm or under attack, as CSV.");
  const char* plant_group = "Plant";
  command->add_option("--plant", flags->plant, fmt::format("{}; the first is the default", fmt::join(plant_names(), ", ")))
      ->type_name("NAME")
      ->check(CLI::IsMember(std::vector<std::string>(plant_names().begin(), plant_names().end())).description(""))
      ->group(plant_group);
  command->add_option("--hours", flags->hours, "simulated hours, a row a step of the plant; default 24, or as many as --scenario needs")
      ->check(CLI::Range(0.0, 24.0 * 366 * 10).description(""))
      ->group(plant_group);
  command->add_option("--seed", flags->seed, "weather, wear and noise; default 1")->group(plant_group);
  command->add_option("--start", flags->start, "simulated time of the first row; default 2026-01-05T00:00:00Z")
      ->type_name("TIME")
      ->group(plant_group);
  command
      ->add_option("--attack", flags->attacks,
                   "family:what:value:at=TIME:for=TIME, may be given several times; families " + family_names() +
                       "; \"demo\" stands for the plant's built-in attacked day")
      ->type_name("ATTACK")
      ->expected(1)
      ->take_all()
      ->group(plant_group);
  command
      ->add_option("--scenario", flags->scenarios,
                   "a scenario of the library (see weir list scenario) or a TOML file of such, may be given several times: all its "
                   "cases, hours apart")
      ->type_name("NAME|FILE")
      ->expected(1)
      ->take_all()
      ->group(plant_group);
  const char* group = "Output";
  command->add_option("--out", flags->out, "CSV to write; - for standard output")->required()->type_name("FILE")->group(group);
  command
      ->add_option("--format", flags->format,
                   "tidy (default): time, sensors, attack as 0 or 1; swat: the layout of the SWaT data set with its quirks")
      ->type_name("NAME")
      ->check(CLI::IsMember(std::vector<std::string>{"tidy", "swat"}).description(""))
      ->group(group);
  command->add_option("--targets", flags->targets, "also write which sensors each attack touches, for weir evaluate --targets")
      ->type_name("FILE")
      ->group(group);
  command->add_flag("--json", flags->json, "the summary as JSON")->group(group);
  command->footer(
      "Examples:\n"
      "  weir simulate --hours 48 --seed 1 --out normal.csv\n"
      "  weir simulate --hours 24 --seed 2 --attack demo --targets targets.csv --out attacked.csv\n"
      "  weir simulate --seed 3 --scenario campaign --scenario replay --targets targets.csv --out library.csv\n"
      "  weir simulate --hours 8 --attack ramp:LIT301:+1.0:at=6h:for=20min:view=controller --out ramp.csv");
  command->callback([flags, &job] { job = [flags] { return simulate(*flags); }; });
}

}  // namespace weir
