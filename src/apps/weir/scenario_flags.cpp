#include "scenario_flags.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "config/nearest.h"

namespace weir {
namespace {

Result<std::vector<Scenario>> scenarios_of(const std::string& word) {
  if (word.ends_with(".toml")) return load_scenarios(word);
  const auto& all = builtin_scenarios();
  if (const auto found = std::ranges::find(all, word, &Scenario::name); found != all.end()) return std::vector{*found};
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.name);
  return bad_input("--scenario {}: no scenario is called so; there are {}; or give a file that ends in .toml", word,
                   listed(nearest_first(word, names)));
}

}  // namespace

Result<std::vector<ScenarioCase>> scenario_cases(const std::vector<std::string>& words, const Plant& plant, std::uint64_t seed) {
  std::vector<ScenarioCase> cases;
  for (const auto& word : words) {
    const auto scenarios = scenarios_of(word);
    if (!scenarios) return std::unexpected(scenarios.error());
    for (const auto& scenario : *scenarios) {
      auto some = expand(scenario, plant.layout(), seed);
      if (some.empty())
        return bad_input("--scenario {}: the plant {} has nothing that scenario {} could touch; choose another", word, plant.name(),
                         scenario.name);
      cases.insert(cases.end(), std::move_iterator(some.begin()), std::move_iterator(some.end()));
    }
  }
  // The plant doesn't find back after a lasting case: those come last.
  std::ranges::stable_partition(cases, [](const ScenarioCase& one) { return !one.lasting; });
  return one_after_the_other(cases, plant.layout());
}

std::string what_it_stands_for(const Scenario& scenario) {
  if (scenario.fault) return "(fault)";
  const char* apart = scenario.detectable ? "" : "; not to be asked of a detector, counted apart";
  return fmt::format("({}{})", fmt::join(scenario.techniques, ", "), apart);
}

}  // namespace weir
