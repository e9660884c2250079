// --scenario of the command line: built-in names or files, made concrete for a plant.
#pragma once

#include <string>
#include <vector>

#include "attacks/library.h"
#include "plant/plant.h"

namespace weir {

/// Each word is the name of a built-in scenario or a TOML file of scenarios; their cases follow one another from an hour after
/// the plant's start, lasting ones last. Errors name the word.
Result<std::vector<ScenarioCase>> scenario_cases(const std::vector<std::string>& words, const Plant& plant, std::uint64_t seed);

/// "(T0856, T0832)", "(fault)", with what is to be known apart.
std::string what_it_stands_for(const Scenario& scenario);

}  // namespace weir
