#include "sources/csv/sensor_names.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sources/csv/csv_cells.h"

namespace weir {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The letters of an ISA tag within a name: "LIT" of LIT101, P1_LIT01 and 2_LT_001_PV.
std::string_view tag_letters(std::string_view name) {
  if (name.size() > 3 && (name[0] == 'P' || name[0] == 'p') && is_digit(name[1]) && name[2] == '_') name.remove_prefix(3);
  if (name.size() > 2 && is_digit(name[0]) && name[1] == '_') name.remove_prefix(2);
  std::size_t letters = 0;
  while (letters < name.size() && is_letter(name[letters])) ++letters;
  const std::string_view rest = name.substr(letters);
  const bool numbered =
      !rest.empty() && (is_digit(rest[0]) || ((rest[0] == '_' || rest[0] == '-') && rest.size() > 1 && is_digit(rest[1])));
  return numbered ? name.substr(0, letters) : std::string_view{};
}

/// "LIT101", "P102A": letters, exactly three digits, perhaps one letter.
std::optional<char> isa_stage(std::string_view name) {
  std::size_t i = 0;
  while (i < name.size() && is_letter(name[i])) ++i;
  if (i == 0 || i > 5 || name.size() < i + 3) return std::nullopt;
  if (!is_digit(name[i]) || !is_digit(name[i + 1]) || !is_digit(name[i + 2]) || name[i] == '0') return std::nullopt;
  const std::string_view rest = name.substr(i + 3);
  if (!rest.empty() && !(rest.size() == 1 && is_letter(rest[0])) && rest[0] != '.' && rest[0] != '_') return std::nullopt;
  return name[i];
}

/// "P1_FT01", "1_AIT_001_PV".
std::optional<char> prefix_stage(std::string_view name) {
  if (name.size() > 3 && (name[0] == 'P' || name[0] == 'p') && is_digit(name[1]) && name[2] == '_') return name[1];
  if (name.size() > 2 && is_digit(name[0]) && name[1] == '_' && is_letter(name[2])) return name[0];
  return std::nullopt;
}

}  // namespace

std::string unit_in_name(std::string_view name) {
  for (const auto& [open, close] : {std::pair{'[', ']'}, std::pair{'(', ')'}}) {
    const std::size_t first = name.rfind(open), last = name.rfind(close);
    if (first != std::string_view::npos && last != std::string_view::npos && last > first + 1 && last - first <= 12 && first > 0) {
      const std::string_view inner = trimmed(name.substr(first + 1, last - first - 1));
      // "(1)" or "(A)" number things; a unit has a letter or a sign, and no blank-separated words.
      if (!inner.empty() && inner.find(' ') == std::string_view::npos && !is_digit(inner[0])) return std::string(inner);
    }
  }
  struct Suffix {
    std::string_view ending, unit;
  };
  constexpr Suffix suffixes[] = {{"_degC", "degC"}, {"_degF", "degF"}, {"_mbar", "mbar"}, {"_bar", "bar"},  {"_kPa", "kPa"},
                                 {"_Pa", "Pa"},     {"_mm", "mm"},     {"_cm", "cm"},     {"_m3h", "m3/h"}, {"_m3_h", "m3/h"},
                                 {"_l_s", "l/s"},   {"_lps", "l/s"},   {"_rpm", "rpm"},   {"_pct", "%"},    {"_percent", "%"},
                                 {"_kW", "kW"},     {"_kWh", "kWh"},   {"_Hz", "Hz"},     {"_mA", "mA"},    {"_volt", "V"},
                                 {"_ppm", "ppm"},   {"_lux", "lx"}};
  for (const Suffix& suffix : suffixes) {
    if (name.size() > suffix.ending.size() && name.ends_with(suffix.ending)) return std::string(suffix.unit);
  }
  return {};
}

bool names_a_level(std::string_view name) {
  const std::string_view tag = tag_letters(name);
  if (tag == "LIT" || tag == "LT" || tag == "LI" || tag == "LIC" || tag == "LICA") return true;
  if (name.size() >= 4 && name.starts_with("L_T") && is_digit(name[3])) return true;
  const std::string word = lower(name);
  const std::size_t at = word.find("level");
  if (at == std::string::npos) return false;
  // "level" as a word of its own, not "leveling", and no alarm or switch of one.
  const bool starts = at == 0 || !is_letter(word[at - 1]), ends = at + 5 == word.size() || !is_letter(word[at + 5]);
  return starts && ends && word.find("alarm") == std::string::npos && word.find("switch") == std::string::npos &&
         word.find("set") == std::string::npos;
}

void set_stages(std::vector<Sensor>& sensors) {
  for (const auto stage : {isa_stage, prefix_stage}) {
    const auto fits = std::count_if(sensors.begin(), sensors.end(), [&](const Sensor& sensor) { return stage(sensor.name).has_value(); });
    if (fits == 0 || 2 * static_cast<std::size_t>(fits) < sensors.size()) continue;
    for (Sensor& sensor : sensors) {
      const auto digit = stage(sensor.name);
      if (digit && sensor.stage.empty()) sensor.stage = {'P', *digit};
    }
    return;
  }
}

}  // namespace weir
