#pragma once

#include "decisions/decider.h"
#include "patterns/pattern_library.h"

namespace weir {

/// Adds to the alarms of another decider what they look like: guesses from a library of patterns, origins and symptoms with their
/// onsets, similar earlier alarms and the campaign. When alarms are raised and closed stays with `inner`. An episode that is longer
/// than the 1024 steps kept is told as what it looked like while its beginning was still there.
/// Library, catalogue and topology must outlive it.
Result<std::unique_ptr<Decider>> make_attack_patterns_decider(std::unique_ptr<Decider> inner, const PatternLibrary& library,
                                                              const Catalogue& catalogue, const Graph& topology);

/// The table [patterns]: the library that it names, read from its file, or the built-in one.
Result<PatternLibrary> read_patterns(ConfigTable config);

}  // namespace weir
