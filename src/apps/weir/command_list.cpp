#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "builtins/registry.h"
#include "commands.h"
#include "config/nearest.h"
#include "scenario_flags.h"
#include "sources/csv/csv_profiles.h"
#include "terminal.h"

namespace weir {

extern const char* const calibrated_decider_sample;
extern const char* const calibrated_decider_summary;

namespace {

struct Component {
  std::string kind, name, summary, sample;
};

std::vector<Component> components() {
  std::vector<Component> all;
  for (const auto& f : builtin_sources()) all.push_back({"source", f.name, f.summary, f.sample});
  const auto ensemble = builtin_ensemble();
  all.push_back({"detector", ensemble.name, ensemble.summary, ensemble.sample});
  for (const auto& f : builtin_detectors()) all.push_back({"detector", f.name, f.summary, f.sample});
  all.push_back({"decider", "calibrated", calibrated_decider_summary, calibrated_decider_sample});
  for (const auto& f : builtin_sinks()) all.push_back({"sink", f.name, f.summary, f.sample});
  for (const auto& p : csv_profiles()) all.push_back({"profile", std::string(p.name), std::string(p.summary), ""});
  for (const auto& file : builtin_scenario_files()) {
    const auto scenarios = parse_scenarios(file.text, file.name);
    if (!scenarios) continue;
    for (const auto& s : *scenarios) all.push_back({"scenario", s.name, s.text + " " + what_it_stands_for(s), std::string(file.text)});
  }
  return all;
}

Status list(const std::string& kind, const std::string& name, bool as_json) {
  std::vector<std::string> kinds, names;
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  std::string text, printed_kind, sample;
  for (const auto& c : components()) {
    if (kinds.empty() || kinds.back() != c.kind) kinds.push_back(c.kind);
    if (!kind.empty() && c.kind != kind && c.kind + "s" != kind) continue;
    names.push_back(c.name);
    if (!name.empty() && c.name != name) continue;
    if (kind.empty() && c.kind == "scenario") {  // dozens: shown when asked for
      if (printed_kind != c.kind) text += painted(stdout, Ink::bold, "scenarios") + "  of attacks and faults: see weir list scenario\n";
      printed_kind = c.kind;
      continue;
    }
    found.push_back({{"kind", c.kind}, {"name", c.name}, {"summary", c.summary}, {"sample", c.sample}});
    if (c.kind != printed_kind) text += painted(stdout, Ink::bold, c.kind == "profile" ? "profiles of CSV files" : c.kind + "s") + '\n';
    printed_kind = c.kind;
    text += fmt::format("  {:<{}} {}\n", c.name, c.kind == "scenario" ? 21 : 14, c.summary);
    sample = c.sample;
  }
  if (names.empty()) return bad_input("there is no kind '{}'; there are {}", kind, listed(nearest_first(kind, kinds)));
  if (found.empty()) return bad_input("there is no {} '{}'; there are {}", kind, name, listed(nearest_first(name, names), 20));
  if (as_json) fmt::print("{}\n", found.dump(2));
  else if (name.empty()) say(stdout, text);
  else fmt::print("# {} {}: {}\n{}", kind, name, found[0]["summary"].get<std::string>(), sample);
  return {};
}

}  // namespace

void add_list(CLI::App& app, Job& job) {
  struct Flags {
    std::string kind, name;
    bool json = false;
  };
  auto flags = std::make_shared<Flags>();
  auto* command =
      app.add_subcommand("list", "What this program is made of: sources, detectors, deciders, sinks, CSV profiles, attack scenarios.");
  command->add_option("kind", flags->kind, "source, detector, decider, sink, profile or scenario")->type_name("");
  command->add_option("name", flags->name, "one of them: prints its options with units, defaults and reasons")->type_name("");
  command->add_flag("--json", flags->json, "as JSON");
  command->footer(
      "Examples:\n"
      "  weir list\n"
      "  weir list detector lstm_gnn\n"
      "  weir list scenario");
  command->callback([flags, &job] { job = [flags] { return list(flags->kind, flags->name, flags->json); }; });
}

}  // namespace weir
