#include "house_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/core.h>

namespace weir::house {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t columns_max = 140;
constexpr std::size_t lines_max = 600;
constexpr std::uintmax_t text_bytes_max = 4 << 20;

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_cpp(std::string_view path) { return ends_with_any(path, {".h", ".cpp"}); }

std::string folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(path.substr(0, slash == path.npos ? 0 : slash));
}

template <class Visit>
void for_lines(std::string_view text, Visit visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    visit(number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// x/y.h of a line `#include "x/y.h"`; empty: none.
std::string_view included(std::string_view line) {
  constexpr std::string_view start = "#include \"";
  if (!line.starts_with(start)) return {};
  line.remove_prefix(start.size());
  return line.substr(0, line.find('"'));
}

std::string_view word_at(std::string_view text, std::size_t at) {
  const auto begin = text.find_first_not_of(" \t\r\n", at);
  if (begin == text.npos) return {};
  return text.substr(begin, std::min(text.find_first_of(" \t\r\n()", begin), text.size()) - begin);
}

struct Folder {
  double layer = 0;            // 2.5 stands between 2 and 3
  std::string component_kind;  // empty: a library
};

/// Folders under src/ (as "src/sinks/jsonl") by what their CMakeLists.txt declares.
std::map<std::string, Folder> folders(const Tree& tree) {
  // These two join everything below them, so they aren't declared like the others.
  std::map<std::string, Folder> result = {{"src/builtins", {5, ""}}, {"src/apps", {7, ""}}};
  for (const auto& [path, text] : tree.files) {
    if (!path.starts_with("src/") || !path.ends_with("/CMakeLists.txt")) continue;
    constexpr std::string_view library = "weir_add_library(", component = "weir_add_component(", layer = "LAYER ";
    if (const auto at = text.find(library); at != text.npos) {
      const auto number = text.find(layer, at);
      if (number != text.npos) result[folder_of(path)] = {std::strtod(text.c_str() + number + layer.size(), nullptr), ""};
    }
    if (const auto at = text.find(component); at != text.npos) {
      result[folder_of(path)] = {4, std::string(word_at(text, at + component.size()))};
    }
  }
  return result;
}

/// The declared folder that a file belongs to: its own or the nearest above.
std::optional<std::string> owner_of(std::string_view path, const std::map<std::string, Folder>& known) {
  for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
    if (known.contains(folder)) return folder;
  }
  return std::nullopt;
}

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool has_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_word_character(line[at - 1])) && (end == line.size() || !is_word_character(line[end]))) return true;
  }
  return false;
}

}  // namespace

Tree read_tree(const fs::path& root) {
  static const std::set<std::string> left_out = {".git", "build", "node_modules", "__pycache__", ".cache", ".vscode", ".idea"};
  Tree tree;
  for (const auto& entry : fs::directory_iterator(root)) {
    const auto name = entry.path().filename().string();
    if (!left_out.contains(name)) tree.root_names.push_back(name);
  }
  std::sort(tree.root_names.begin(), tree.root_names.end());
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && left_out.contains(entry->path().filename().string())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && entry->file_size() <= text_bytes_max) {
      std::ifstream stream(entry->path(), std::ios::binary);
      std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      if (text.find('\0') == std::string::npos) tree.files.emplace(fs::relative(entry->path(), root).generic_string(), std::move(text));
    }
  }
  return tree;
}

Findings wrong_includes(const Tree& tree) {
  Findings findings;
  const auto known = folders(tree);
  for (const auto& [path, text] : tree.files) {
    if (!path.starts_with("src/") || !is_cpp(path)) continue;
    const auto owner = owner_of(path, known);
    if (!owner) {
      findings.push_back(fmt::format("{}: no CMakeLists.txt above it declares a library or component", path));
      continue;
    }
    for_lines(text, [&](std::size_t number, std::string_view line) {
      const auto target = fmt::format("src/{}", included(line));
      if (!tree.files.contains(target)) return;  // not ours, or generated: the compiler looks after those
      const auto other = owner_of(target, known);
      if (!other || *other == *owner) return;
      const double from = known.at(*owner).layer, to = known.at(*other).layer;
      if (to >= from) {
        findings.push_back(fmt::format("{}:{}: {} (layer {}) must not include {} of {} (layer {}): only lower layers", path, number, *owner,
                                       from, target, *other, to));
      }
    });
  }
  return findings;
}

Findings missing_readmes(const Tree& tree) {
  std::set<std::string> folders_with_sources;
  for (const auto& [path, text] : tree.files) {
    if (path.starts_with("src/") && is_cpp(path)) folders_with_sources.insert(folder_of(path));
  }
  Findings findings;
  for (const auto& folder : folders_with_sources) {
    if (!tree.files.contains(folder + "/README.md")) findings.push_back(folder + " has no README.md");
  }
  return findings;
}

Findings missing_samples(const Tree& tree) {
  static const std::set<std::string> kinds = {"source", "detector", "decider", "sink"};
  Findings findings;
  for (const auto& [folder, what] : folders(tree)) {
    if (kinds.contains(what.component_kind) && !tree.files.contains(folder + "/sample.toml"))
      findings.push_back(folder + " has no sample.toml");
  }
  return findings;
}

Findings unfinished_marks(const Tree& tree) {
  static const std::array<std::string, 4> marks = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X",
                                                   std::string("HA") + "CK"};  // cut in two: this file is read too
  Findings findings;
  for (const auto& [path, text] : tree.files) {
    if (!is_cpp(path) && !ends_with_any(path, {".py", ".sh", ".cmake", "CMakeLists.txt", ".toml", ".ts", "dev", ".ci/run"})) continue;
    for_lines(text, [&](std::size_t number, std::string_view line) {
      for (const auto& mark : marks) {
        if (has_word(line, mark)) findings.push_back(fmt::format("{}:{}: {}: finish it or write an issue", path, number, mark));
      }
    });
  }
  return findings;
}

Findings untidy_text(const Tree& tree) {
  Findings findings;
  for (const auto& [path, text] : tree.files) {
    if (!is_cpp(path) && !ends_with_any(path, {".py", ".sh", "dev", ".ci/run", "CMakeLists.txt"})) continue;
    std::size_t lines = 0;
    for_lines(text, [&](std::size_t number, std::string_view line) {
      lines = number;
      if (line.find('\t') != line.npos) findings.push_back(fmt::format("{}:{}: a tab; use spaces", path, number));
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
      if (columns > static_cast<std::ptrdiff_t>(columns_max)) {
        findings.push_back(fmt::format("{}:{}: {} columns; at most {}", path, number, columns, columns_max));
      }
    });
    if (path.starts_with("src/") && lines > lines_max) {
      findings.push_back(fmt::format("{}: {} lines; at most {}: what is its second subject?", path, lines, lines_max));
    }
  }
  return findings;
}

Findings strange_root_names(const Tree& tree) {
  static const std::set<std::string> allowed = {".ci",
                                                ".clang-format",
                                                ".clang-tidy",
                                                ".gitignore",
                                                ".gitattributes",
                                                ".github",
                                                "ARCHITECTURE.md",
                                                "CHANGELOG.md",
                                                "CMakeLists.txt",
                                                "CMakePresets.json",
                                                "CONTRIBUTING.md",
                                                "LICENSE",
                                                "README.md",
                                                "benchmarks",
                                                "cmake",
                                                "deploy",
                                                "dev",
                                                "docs",
                                                "examples",
                                                "src",
                                                "tests",
                                                "third_party",
                                                "tools",
                                                "web"};
  Findings findings;
  for (const auto& name : tree.root_names) {
    if (!allowed.contains(name)) findings.push_back(fmt::format("the root holds '{}', which has no place there", name));
  }
  return findings;
}

Findings machine_paths(const Tree& tree) {
  static const std::array<std::string, 5> folders_of_one_machine = {std::string("/wo") + "rk/", std::string("/ro") + "ot/",
                                                                    std::string("/fa") + "rm/", std::string("/ho") + "me/",
                                                                    std::string("/t") + "mp/"};
  Findings findings;
  for (const auto& [path, text] : tree.files) {
    for_lines(text, [&](std::size_t number, std::string_view line) {
      for (const auto& folder : folders_of_one_machine) {
        for (auto at = line.find(folder); at != line.npos; at = line.find(folder, at + 1)) {
          const char before = at == 0 ? ' ' : line[at - 1];
          if (is_word_character(before) || before == '.' || before == '-' || before == '}' || before == ')')
            continue;  // part of a longer path
          findings.push_back(fmt::format("{}:{}: a path of one machine: {}", path, number, folder));
        }
      }
    });
  }
  return findings;
}

Findings bad_headers(const Tree& tree) {
  std::set<std::string> wanted;
  for (const auto& [path, text] : tree.files) {
    if (!is_cpp(path)) continue;
    for_lines(text, [&](std::size_t, std::string_view line) {
      const auto name = included(line);
      if (name.empty()) return;
      wanted.insert(fmt::format("src/{}", name));
      wanted.insert(fmt::format("{}/{}", folder_of(path), name));
    });
  }
  Findings findings;
  for (const auto& [path, text] : tree.files) {
    if (!path.ends_with(".h")) continue;
    const bool again_per_target = path.ends_with("-inl.h");  // Highway includes these once per instruction set
    if (!again_per_target && text.find("#pragma once\n") == std::string::npos) findings.push_back(path + " has no #pragma once");
    if (!wanted.contains(path)) findings.push_back(path + " is included by nobody");
  }
  return findings;
}

}  // namespace weir::house
