// The house rules that a reader of the tree can check. Each rule takes the tree and returns what breaks it, one sentence each.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace weir::house {

/// Path relative to the root, with '/', and the text. Only text files; build output and version control are left out.
struct Tree {
  std::map<std::string, std::string> files;
  std::vector<std::string> root_names;
};

using Findings = std::vector<std::string>;

Tree read_tree(const std::filesystem::path& root);

/// A file includes only its own folder's headers and those of lower layers, as the CMakeLists.txt of the folders number them.
Findings wrong_includes(const Tree& tree);
/// Every folder under src/ with sources has a README.md.
Findings missing_readmes(const Tree& tree);
/// Every source, detector, decider and sink has a sample.toml; its options are its documentation.
Findings missing_samples(const Tree& tree);
/// Marks of unfinished work, in anything that is compiled or run.
Findings unfinished_marks(const Tree& tree);
/// Lines up to 140 columns, no tabs, files under src/ up to 600 lines.
Findings untidy_text(const Tree& tree);
/// The root holds only what ARCHITECTURE.md names.
Findings strange_root_names(const Tree& tree);
/// Absolute paths that exist on one machine only.
Findings machine_paths(const Tree& tree);
/// Headers have #pragma once (but for Highway's *-inl.h), and somebody includes them.
Findings bad_headers(const Tree& tree);

}  // namespace weir::house
