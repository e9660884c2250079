#include "patterns/pattern_library.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "config/config_table.h"

namespace weir {

extern const char* const builtin_patterns_text;

namespace {

constexpr std::size_t patterns_most = 64, conditions_most = 24;
constexpr float met_least = 0.02F;  // so that no single condition decides alone

template <std::size_t n>
void read_text(ConfigTable& table, std::string_view key, std::string_view fallback, FixedText<n>& into) {
  const auto text = table.text(key, fallback);
  if (text.size() > n) table.complain(key, fmt::format("is {} bytes long; at most {}", text.size(), n));
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    table.complain(key, "must be one line of plain text");
  into.assign(text);
}

Condition read_condition(ConfigTable& table) {
  Condition condition;
  const auto name = table.choice("feature", "", feature_names());
  if (const auto known = feature(name)) condition.feature = *known;
  else if (!table.has("feature")) table.complain("feature", "is missing: say what the condition is about");
  constexpr double far = 1e9;
  const bool bounded = table.has("at_least") || table.has("at_most");
  if (table.has("at_least")) condition.at_least = static_cast<float>(table.number("at_least", 0, -far, far));
  if (table.has("at_most")) condition.at_most = static_cast<float>(table.number("at_most", 0, -far, far));
  if (!bounded) table.complain("feature", "has neither at_least nor at_most: say what is wished of it");
  if (condition.at_least > condition.at_most) table.complain("at_least", "is above at_most");
  condition.soft = static_cast<float>(table.number("soft", 0, 0, far));
  condition.weight = static_cast<float>(table.number("weight", 1, 0.01, 100));
  return condition;
}

}  // namespace

float Condition::met_by(float value) const {
  if (!std::isfinite(value)) return 0.5F;
  const float missed = std::max({at_least - value, value - at_most, 0.0F});
  if (missed <= 0) return 1;
  if (soft <= 0) return 0;
  const float x = missed / soft;
  return 1 / (1 + x * x * x);
}

float Pattern::fit(const Signature& signature) const {
  float sum = 0, weight = 0, known = 0;
  for (const auto& condition : conditions) {
    if (std::isfinite(signature[condition.feature])) known += condition.weight;
    sum += condition.weight * std::log(std::max(met_least, condition.met_by(signature[condition.feature])));
    weight += condition.weight;
  }
  return known > 0.5F * weight ? std::exp(sum / weight) : met_least;  // of what is mostly unknown nothing is claimed
}

Result<PatternLibrary> PatternLibrary::parse(std::string_view text, std::string_view origin) {
  auto root = ConfigTable::parse(text, origin);
  if (!root) return std::unexpected(root.error());
  PatternLibrary library;
  library.text_ = text;
  std::set<std::string, std::less<>> names;
  auto tables = root->tables("pattern");
  if (tables.empty()) {
    if (auto ok = root->finish(); !ok) return std::unexpected(ok.error());
    return bad_input("{}: holds no pattern; write [[pattern]] tables", origin);
  }
  if (tables.size() > patterns_most) return bad_input("{}: {} patterns; at most {}", origin, tables.size(), patterns_most);
  for (auto& table : tables) {
    Pattern pattern;
    read_text(table, "name", "", pattern.name);
    if (pattern.name.empty()) table.complain("name", "is missing or empty: give the pattern a name");
    if (!names.emplace(pattern.name.view()).second) table.complain("name", fmt::format("'{}' is there twice", pattern.name.view()));
    read_text(table, "family", pattern.name.view(), pattern.family);
    const auto kind = table.choice("kind", "unclear", {"attack", "fault", "change", "unclear"});
    pattern.kind = kind == "attack"   ? PatternKind::attack
                   : kind == "fault"  ? PatternKind::fault
                   : kind == "change" ? PatternKind::change
                                      : PatternKind::unclear;
    FixedText<39> techniques;
    for (const auto& id : table.texts("techniques")) {
      const bool sane = id.size() == 5 && id[0] == 'T' && std::ranges::all_of(id.substr(1), [](char c) { return c >= '0' && c <= '9'; });
      if (!sane) table.complain("techniques", fmt::format("'{}' is no technique of ATT&CK for ICS, such as T0856", id));
      if (techniques.view().size() + 1 + id.size() > 39) table.complain("techniques", "are too many; name the six most telling");
      if (!techniques.empty()) techniques.append(" ");
      techniques.append(id);
    }
    pattern.techniques = techniques;
    read_text(table, "sentence", "", pattern.sentence);
    if (pattern.sentence.empty()) table.complain("sentence", "is missing or empty: say what the pattern means, in words");
    pattern.prior = static_cast<float>(table.number("prior", 1, 0.01, 100));
    auto conditions = table.tables("when");
    if (conditions.empty()) table.complain("when", "is missing: a pattern needs a condition");
    if (conditions.size() > conditions_most)
      table.complain("when", fmt::format("are {} conditions; at most {}", conditions.size(), conditions_most));
    for (auto& condition : conditions) pattern.conditions.push_back(read_condition(condition));
    library.patterns_.push_back(std::move(pattern));
  }
  if (auto ok = root->finish(); !ok) return std::unexpected(ok.error());
  return library;
}

const PatternLibrary& PatternLibrary::builtin() {
  static const PatternLibrary library = [] {
    auto parsed = parse(builtin_patterns_text, "the built-in patterns");
    return parsed ? std::move(*parsed) : PatternLibrary();
  }();
  return library;
}

}  // namespace weir
