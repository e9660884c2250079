#include "sources/csv/csv_label.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {
namespace {

std::string without_blanks(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != '\t') word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return word;
}

std::optional<double> number_of(std::string_view word) {
  double value = 0;
  const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (code != std::errc{} || end != word.data() + word.size() || std::isnan(value)) return std::nullopt;
  return value;
}

constexpr std::string_view normal_words[] = {"normal", "false", "no",      "n",       "none",    "benign",
                                             "ok",     "good",  "healthy", "nominal", "noattack"};
constexpr std::string_view anomalous_words[] = {"attack", "true", "yes",   "y",       "anomaly",   "anomalous", "abnormal", "fault",
                                                "faulty", "bad",  "event", "outlier", "malicious", "attacked",  "leak"};

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct RankedName {
  std::string_view name;
  int rank;
};
// Rank 3: the name alone is proof enough; 2: with numbers or words that can be labels; 1: only with plain 0/1, yes/no.
constexpr RankedName label_names[] = {
    {"normalattack", 3},
    {"attflag", 3},
    {"label", 3},
    {"labels", 3},
    {"faultdetectiongroundtruth", 3},
    {"groundtruth", 3},
    {"isanomaly", 3},
    {"isattack", 3},
    {"anomaly", 2},
    {"anomalies", 2},
    {"attack", 2},
    {"attacks", 2},
    {"anomalous", 2},
    {"isanomalous", 2},
    {"isoutlier", 2},
    {"outlier", 2},
    {"attacklabel", 3},
    {"anomalylabel", 3},
    {"event", 1},
    {"fault", 1},
    {"isfault", 1},
    {"isevent", 1},
    {"y", 1},
    {"class", 1},
};

}  // namespace

std::string letters_and_digits(std::string_view text) {
  std::string word;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
  }
  return word;
}

LabelReader::LabelReader(std::span<const std::string> anomalous) {
  for (const std::string& word : anomalous) anomalous_.push_back(without_blanks(word));
}

std::optional<bool> LabelReader::read(std::string_view cell, bool& known) const {
  known = true;
  if (cell == "0")
    return anomalous_.empty() ? std::optional(false) : std::find(anomalous_.begin(), anomalous_.end(), "0") != anomalous_.end();
  const std::string word = without_blanks(cell);
  if (word.empty() || word == "nan" || word == "na" || word == "null" || word == "-999") return std::nullopt;
  const auto number = number_of(word);
  if (!anomalous_.empty()) {
    return std::any_of(anomalous_.begin(), anomalous_.end(), [&](const std::string& wanted) {
      const auto other = number_of(wanted);
      return wanted == word || (number && other && *number == *other);
    });
  }
  if (number) return *number != 0;
  if (contains(normal_words, word)) return false;
  if (contains(anomalous_words, word)) return true;
  known = false;
  return std::nullopt;
}

int label_name_rank(std::string_view name) {
  const std::string word = letters_and_digits(name);
  for (const RankedName& known : label_names) {
    if (word == known.name) return known.rank;
  }
  return word.starts_with("attacklable") || word.starts_with("attacklabel1") ? 3 : 0;  // WADI: "Attack LABLE (1:No Attack, -1:Attack)"
}

bool is_label_bookkeeping(std::string_view name) {
  const std::string word = lower(name);
  for (std::string_view start : {"attack_", "label_", "anomaly_", "attack type", "fault_label", "anomaly type"}) {
    if (word.starts_with(start)) return true;
  }
  const std::string letters = letters_and_digits(name);
  return letters == "changepoint" || letters == "attacktype" || letters == "anomalytype" || word.ends_with("_label") ||
         label_name_rank(name) >= 2;
}

LabelGuess label_meaning(std::size_t column, std::string_view name, const ColumnProfile& profile) {
  LabelGuess guess{column, {}, {}};
  const bool plus_minus = profile.texts == 0 && profile.only_numbers_of({1, -1}) && profile.numbers > 0;
  const bool has_minus = std::find(profile.values.begin(), profile.values.end(), -1.0) != profile.values.end();
  if (plus_minus && (has_minus || letters_and_digits(name).find("1noattack") != std::string::npos)) {
    guess.anomalous = {"-1"};
    guess.meaning = "1 is normal, -1 anomalous";
    return guess;
  }
  // Words among which one means normal: all others name kinds of attack.
  if (profile.texts > profile.numbers) {
    std::vector<std::string> others;
    bool has_normal = false, all_known = true;
    const LabelReader usual;
    for (const std::string& word : profile.words) {
      bool known = false;
      const auto meaning = usual.read(word, known);
      if (known && meaning == false) {
        has_normal = true;
      } else {
        all_known = all_known && known;
        others.push_back(word);
      }
    }
    if (has_normal && !all_known) {
      guess.anomalous = others;
      guess.meaning = "every word but the one for normal is anomalous";
    }
  }
  return guess;
}

std::optional<LabelGuess> guess_label(std::span<const std::string> names, std::span<const ColumnProfile> profiles) {
  const bool has_x =
      std::any_of(names.begin(), names.end(), [](const std::string& name) { return lower(name) == "x" || lower(name) == "z"; });
  std::optional<std::size_t> best;
  int best_rank = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int rank = label_name_rank(names[i]);
    if (rank <= best_rank) continue;
    const ColumnProfile& profile = profiles[i];
    if (profile.numbers + profile.texts == 0) continue;
    const bool plain = profile.only_numbers_of({0, 1}) && (profile.texts == 0 || profile.state_words == profile.texts);
    const bool few = profile.only_numbers_of({0, 1, -1, -999, 2, 3, 4, 5, 6, 7, 8}) && profile.words.size() <= 8;
    if (rank == 1 && (!plain || (lower(names[i]) == "y" && has_x))) continue;
    if (rank == 2 && !plain && !few) continue;
    if (rank == 3 && profile.more_values && !profile.all_integers) continue;
    best = i;
    best_rank = rank;
  }
  if (!best) return std::nullopt;
  return label_meaning(*best, names[*best], profiles[*best]);
}

}  // namespace weir
