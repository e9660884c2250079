// The patterns that an episode is compared with: a library in TOML, the built-in one or a user's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "patterns/features.h"
#include "telemetry/alarm.h"

namespace weir {

/// A wish about one feature: met by 1, missed by 0, half met `soft` beyond a bound. An unknown feature meets it by half.
struct Condition {
  Feature feature{};
  float at_least = -INFINITY, at_most = INFINITY;
  float soft = 0;    // in the feature's unit; 0: a sharp bound
  float weight = 1;  // of the pattern's mean
  float met_by(float value) const;
};

struct Pattern {
  FixedText<23> name;    // unique
  FixedText<23> family;  // what it is a kind of; several patterns may share one
  PatternKind kind = PatternKind::unclear;
  FixedText<39> techniques;
  FixedText<159> sentence;  // {sensor} stands for the sensor where it began
  float prior = 1;          // how common it is beside the others
  std::vector<Condition> conditions;
  /// Weighted geometric mean of its conditions, 0.02..1: one clearly missed condition of weight counts. Least
  /// where half of the weight or more is of unknown features.
  float fit(const Signature& signature) const;
};

/// Immutable after parsing.
class PatternLibrary {
 public:
  /// The one that the program comes with.
  static const PatternLibrary& builtin();
  /// Every error names file, line, pattern, key and the choices.
  static Result<PatternLibrary> parse(std::string_view text, std::string_view origin);

  std::span<const Pattern> patterns() const { return patterns_; }
  const std::string& text() const { return text_; }  // as it was parsed

 private:
  std::vector<Pattern> patterns_;
  std::string text_;
};

}  // namespace weir
