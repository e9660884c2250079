#include "patterns/recognition.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace weir {
namespace {

constexpr float sharpness = 5;      // exponent on a fit before fits are shared out
constexpr float none_fits = 0.42F;  // the fit that "none of these" has always
constexpr float told_least = 0.08F;
constexpr float verdict_least = 0.5F, verdict_ahead = 2;

/// "{sensor}" is replaced by the name.
FixedText<159> worded(std::string_view sentence, std::string_view sensor) {
  constexpr std::string_view mark = "{sensor}";
  FixedText<159> text;
  for (std::size_t at = sentence.find(mark); at != sentence.npos; at = sentence.find(mark)) {
    text.append(sentence.substr(0, at));
    text.append(sensor);
    sentence.remove_prefix(at + mark.size());
  }
  text.append(sentence);
  return text;
}

}  // namespace

Recogniser::Recogniser(const PatternLibrary& library, const Catalogue& catalogue)
    : library_(library), catalogue_(catalogue), confidence_(library.patterns().size()), order_(library.patterns().size()) {}

void Recogniser::name(const Signature& signature, Alarm& alarm) noexcept {
  const auto patterns = library_.patterns();
  float sum = std::pow(none_fits, sharpness);
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    order_[k] = k;
    confidence_[k] = patterns[k].prior * std::pow(patterns[k].fit(signature), sharpness);
    sum += confidence_[k];
  }
  std::array<float, 4> of_kind{};
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    confidence_[k] /= sum;
    of_kind[static_cast<std::size_t>(patterns[k].kind)] += confidence_[k];
  }
  // Variants of a family are one guess: the likeliest speaks for all.
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    for (std::size_t j = 0; j < k; ++j) {
      if (!(patterns[j].family == patterns[k].family) || patterns[j].kind != patterns[k].kind) continue;
      auto &more = confidence_[confidence_[j] >= confidence_[k] ? j : k], &less = confidence_[confidence_[j] >= confidence_[k] ? k : j];
      more += less;
      less = 0;
    }
  }
  const std::size_t told = std::min(Alarm::patterns_max, patterns.size());
  std::partial_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(told), order_.end(),
                    [&](auto a, auto b) { return confidence_[a] != confidence_[b] ? confidence_[a] > confidence_[b] : a < b; });
  std::string_view origin = "a sensor";
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
    if (alarm.culprits[k].role != CulpritRole::origin) continue;
    origin = catalogue_[alarm.culprits[k].sensor].name;
    break;
  }
  alarm.pattern_count = 0;
  for (std::size_t k = 0; k < told; ++k) {
    const auto& pattern = patterns[order_[k]];
    if (confidence_[order_[k]] < told_least) break;
    auto& guess = alarm.patterns[alarm.pattern_count++];
    guess.name = pattern.family;
    guess.kind = pattern.kind;
    guess.confidence = confidence_[order_[k]];
    guess.techniques = pattern.techniques;
    guess.sentence = worded(pattern.sentence.view(), origin);
  }
  alarm.verdict = PatternKind::unclear;
  for (const auto kind : {PatternKind::attack, PatternKind::fault, PatternKind::change}) {
    const float own = of_kind[static_cast<std::size_t>(kind)];
    bool ahead = own >= verdict_least;
    for (const auto other : {PatternKind::attack, PatternKind::fault, PatternKind::change}) {
      ahead &= other == kind || own >= verdict_ahead * of_kind[static_cast<std::size_t>(other)];
    }
    if (ahead) alarm.verdict = kind;
  }
}

}  // namespace weir
