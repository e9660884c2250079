// The program and its ablations: which members speak, and which of them were taught otherwise.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace weir {

struct Variant {
  std::string name;                  // "weir", "without_lstm_gnn": the key in the record
  std::string title;                 // for people
  std::vector<std::string> members;  // empty: one of those that know nothing
  std::string retaught;              // this member learned anew ...
  std::string retaught_config;       // ... with this TOML, everything else as it is
};

/// `members`: of the default ensemble, in its order. `known`: all that the program has. First "weir", then "pca" (textbook PCA by
/// itself) where it is known, then every ablation that makes sense for these members.
std::vector<Variant> variants_of(const std::vector<std::string>& members, const std::vector<std::string>& known);

/// Detectors that know nothing: "random", "always", "never".
std::vector<Variant> ignorant_variants();

}  // namespace weir
