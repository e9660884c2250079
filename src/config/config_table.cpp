#include "config/config_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <toml++/toml.h>

#include "base/file.h"
#include "config/key_depth.h"
#include "config/nearest.h"

namespace weir {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{1} << 20;
constexpr std::size_t shown_max = 60;  // bytes of a name or value in a message

/// A parsed file, and the order in which problems were met in it.
struct Document {
  std::string origin;
  toml::table root;
  std::size_t problems = 0;
};

struct Problem {
  std::size_t order = 0;
  std::string message;
};

/// Without control characters.
std::string one_line(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return clean;
}

/// One line, not too long, no torn UTF-8.
std::string shown(std::string_view text) {
  const bool cut = text.size() > shown_max;
  if (cut) {
    std::size_t end = shown_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return cut ? one_line(text) + "..." : one_line(text);
}

std::string key_text(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? shown(key) : fmt::format("\"{}\"", shown(key));
}

std::string join_path(const std::string& path, std::string_view key) { return path.empty() ? key_text(key) : path + '.' + key_text(key); }

/// "2.5 is a number with a fraction": the value as written, roughly, and what it is.
std::string described(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "this is a table";
    case toml::node_type::array: return "this is an array";
    case toml::node_type::string: return fmt::format("\"{}\" is text", shown(node.as_string()->get()));
    case toml::node_type::integer: return fmt::format("{} is a whole number", node.as_integer()->get());
    case toml::node_type::floating_point: return fmt::format("{:#} is a number with a fraction", node.as_floating_point()->get());
    case toml::node_type::boolean: return fmt::format("{} is a truth value", node.as_boolean()->get());
    default: return "this is a date or time";
  }
}

std::string range_text(double low, double high) {
  if (std::isinf(low) && std::isinf(high)) return "";
  if (std::isinf(high)) return fmt::format(" of at least {}", low);
  if (std::isinf(low)) return fmt::format(" of at most {}", high);
  return fmt::format(" in {}..{}", low, high);
}

std::string range_text(std::int64_t low, std::int64_t high) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (low == Limits::min() && high == Limits::max()) return "";
  if (high == Limits::max()) return fmt::format(" of at least {}", low);
  if (low == Limits::min()) return fmt::format(" of at most {}", high);
  return fmt::format(" in {}..{}", low, high);
}

/// REQUIRES: value outside low..high.
template <class T>
std::string outside_text(T value, T low, T high) {
  const auto range = range_text(low, high);
  if (range.starts_with(" in ")) return fmt::format("{} is not{}", value, range);
  return value < low ? fmt::format("{} is below {}", value, low) : fmt::format("{} is above {}", value, high);
}

}  // namespace

struct ConfigTable::State {
  std::shared_ptr<Document> document;
  const toml::table* table = nullptr;  // in document->root; null: nothing there, all fallbacks
  std::string path;                    // "detectors.var_ridge"; empty: the root
  std::uint32_t line = 0;              // where the table begins; 0: unknown
  std::vector<std::string> asked;      // in order, each once
  std::optional<Problem> problem;      // the first
  std::map<std::string, std::vector<std::shared_ptr<State>>, std::less<>> children;  // by key, one or (array of tables) many

  const toml::node* ask(std::string_view key) {
    if (std::find(asked.begin(), asked.end(), key) == asked.end()) asked.emplace_back(key);
    return table ? table->get(key) : nullptr;
  }

  std::string place(std::uint32_t at_line) const {
    if (document->origin.empty()) return "";
    return at_line ? fmt::format("{}:{}: ", document->origin, at_line) : document->origin + ": ";
  }

  std::string message_at(std::string_view key, std::string_view text) const {
    const toml::node* node = table ? table->get(key) : nullptr;
    return fmt::format("{}{}: {}", place(node ? node->source().begin.line : line), join_path(path, key), text);
  }

  void complain(std::string_view key, std::string_view text) {
    const auto order = document->problems++;
    if (!problem) problem = Problem{order, message_at(key, text)};
  }

  std::shared_ptr<State> child(std::string child_path, const toml::table* child_table) const {
    auto state = std::make_shared<State>();
    state->document = document;
    state->table = child_table;
    state->path = std::move(child_path);
    state->line = child_table ? child_table->source().begin.line : line;
    return state;
  }

  /// The earliest recorded problem here and below.
  const Problem* first_problem() const {
    const Problem* first = problem ? &*problem : nullptr;
    for (const auto& [key, states] : children) {
      for (const auto& state : states) {
        const Problem* other = state->first_problem();
        if (other && (!first || other->order < first->order)) first = other;
      }
    }
    return first;
  }

  /// The unknown option nearest to the top of the file, here and below.
  std::optional<std::pair<std::uint32_t, std::string>> first_unknown() const {
    std::optional<std::pair<std::uint32_t, std::string>> first;
    const auto take = [&](std::optional<std::pair<std::uint32_t, std::string>> other) {
      if (other && (!first || other->first < first->first)) first = std::move(other);
    };
    if (table) {
      for (const auto& [key, node] : *table) {
        if (std::find(asked.begin(), asked.end(), key.str()) != asked.end()) continue;
        const char* what = node.is_table() || node.is_array_of_tables() ? "table" : "option";
        const auto known =
            asked.empty() ? std::string("nothing can be set here") : fmt::format("known here: {}", listed(nearest_first(key.str(), asked)));
        take(std::pair{node.source().begin.line, message_at(key.str(), fmt::format("unknown {}; {}", what, known))});
      }
    }
    for (const auto& [key, states] : children) {
      for (const auto& state : states) take(state->first_unknown());
    }
    return first;
  }
};

ConfigTable::ConfigTable() : state_(std::make_shared<State>()) { state_->document = std::make_shared<Document>(); }

Result<ConfigTable> ConfigTable::parse(std::string_view text, std::string_view origin) {
  if (text.size() > file_bytes_max) return bad_input("{}: larger than {} bytes; this is no configuration", origin, file_bytes_max);
  if (const auto line = line_of_too_deep_key(text)) {
    return bad_input("{}:{}: a key of more than {} dotted parts; use shorter keys", origin, line, key_parts_max);
  }
  ConfigTable config;
  config.state_->document->origin = origin;
  try {  // the one place where a library throws at us
    config.state_->document->root = toml::parse(text);
  } catch (const toml::parse_error& failure) {
    const auto at = failure.source().begin;
    return bad_input("{}:{}:{}: not valid TOML: {}", origin, at.line, at.column, one_line(failure.description()));
  }
  config.state_->table = &config.state_->document->root;
  return config;
}

Result<ConfigTable> ConfigTable::load(const std::filesystem::path& path) {
  auto text = read_file(path, file_bytes_max);
  if (!text) return std::unexpected(text.error());
  return parse(*text, path.string());
}

bool ConfigTable::has(std::string_view key) const { return state_->ask(key) != nullptr; }

double ConfigTable::number(std::string_view key, double fallback, double low, double high) {
  const toml::node* node = state_->ask(key);
  if (!node) return fallback;
  if (!node->is_number()) {
    state_->complain(key, fmt::format("{}, not a number{}", described(*node), range_text(low, high)));
    return fallback;
  }
  const double value = node->is_integer() ? static_cast<double>(node->as_integer()->get()) : node->as_floating_point()->get();
  if (!std::isfinite(value)) {
    state_->complain(key, fmt::format("{} is not a finite number{}", value, range_text(low, high)));
    return fallback;
  }
  if (value < low || value > high) {
    state_->complain(key, outside_text(value, low, high));
    return fallback;
  }
  return value;
}

std::int64_t ConfigTable::integer(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high) {
  const toml::node* node = state_->ask(key);
  if (!node) return fallback;
  if (!node->is_integer()) {
    state_->complain(key, fmt::format("{}, not a whole number{}", described(*node), range_text(low, high)));
    return fallback;
  }
  const std::int64_t value = node->as_integer()->get();
  if (value < low || value > high) {
    state_->complain(key, outside_text(value, low, high));
    return fallback;
  }
  return value;
}

bool ConfigTable::flag(std::string_view key, bool fallback) {
  const toml::node* node = state_->ask(key);
  if (!node) return fallback;
  if (const auto* value = node->as_boolean()) return value->get();
  state_->complain(key, fmt::format("{}, not true or false", described(*node)));
  return fallback;
}

std::string ConfigTable::text(std::string_view key, std::string_view fallback) {
  const toml::node* node = state_->ask(key);
  if (!node) return std::string(fallback);
  if (const auto* value = node->as_string()) return value->get();
  state_->complain(key, fmt::format("{}, not text; put it in quotes", described(*node)));
  return std::string(fallback);
}

std::string ConfigTable::choice(std::string_view key, std::string_view fallback, std::vector<std::string> choices) {
  const toml::node* node = state_->ask(key);
  if (!node) return std::string(fallback);
  if (const auto* value = node->as_string()) {
    if (std::find(choices.begin(), choices.end(), value->get()) != choices.end()) return value->get();
    state_->complain(key, fmt::format("\"{}\" is none of: {}", shown(value->get()), listed(nearest_first(value->get(), choices))));
  } else {
    state_->complain(key, fmt::format("{}, not one of: {}", described(*node), listed(choices)));
  }
  return std::string(fallback);
}

std::vector<std::string> ConfigTable::texts(std::string_view key, std::vector<std::string> fallback) {
  const toml::node* node = state_->ask(key);
  if (!node) return fallback;
  if (const auto* one = node->as_string()) return {one->get()};
  const auto* list = node->as_array();
  if (!list) {
    state_->complain(key, fmt::format("{}, not a list of texts; write [\"a\", \"b\"]", described(*node)));
    return fallback;
  }
  std::vector<std::string> values;
  for (const auto& element : *list) {
    const auto* value = element.as_string();
    if (!value) {
      state_->complain(key, fmt::format("element {}: {}, not text; put it in quotes", values.size() + 1, described(element)));
      return fallback;
    }
    values.push_back(value->get());
  }
  return values;
}

ConfigTable ConfigTable::table(std::string_view key) {
  const toml::node* node = state_->ask(key);
  auto& known = state_->children[std::string(key)];
  if (!known.empty()) return ConfigTable(known.front());
  if (node && !node->is_table()) {
    state_->complain(key, fmt::format("{}, not a table; write [{}]", described(*node), join_path(state_->path, key)));
  }
  known.push_back(state_->child(join_path(state_->path, key), node ? node->as_table() : nullptr));
  return ConfigTable(known.front());
}

std::vector<ConfigTable> ConfigTable::tables(std::string_view key) {
  const toml::node* node = state_->ask(key);
  auto& known = state_->children[std::string(key)];
  const auto* list = node ? node->as_array() : nullptr;
  const bool usable = list && std::all_of(list->begin(), list->end(), [](const toml::node& one) { return one.is_table(); });
  if (node && !usable) {
    state_->complain(key, fmt::format("{}, not a list of tables; write [[{}]]", described(*node), join_path(state_->path, key)));
  } else if (node && known.empty()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      known.push_back(state_->child(fmt::format("{}[{}]", join_path(state_->path, key), i + 1), list->get(i)->as_table()));
    }
  }
  std::vector<ConfigTable> result;
  for (const auto& state : known) result.push_back(ConfigTable(state));
  return result;
}

std::vector<std::string> ConfigTable::keys() const {
  std::vector<std::pair<toml::source_position, std::string>> placed;
  if (state_->table) {
    for (const auto& [key, node] : *state_->table) placed.emplace_back(key.source().begin, key.str());
  }
  std::sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (auto& [at, name] : placed) names.push_back(std::move(name));
  return names;
}

void ConfigTable::complain(std::string_view key, std::string_view message) {
  state_->ask(key);
  state_->complain(key, message);
}

Status ConfigTable::finish() const {
  if (const Problem* problem = state_->first_problem()) return bad_input("{}", problem->message);
  if (const auto unknown = state_->first_unknown()) return bad_input("{}", unknown->second);
  return {};
}

}  // namespace weir
