// From a signature to named guesses with a confidence, and to "attack", "fault", "change" or an honest "unclear".
#pragma once

#include <cstddef>
#include <vector>

#include "patterns/pattern_library.h"
#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"

namespace weir {

/// The library must outlive it. name() allocates nothing.
class Recogniser {
 public:
  Recogniser(const PatternLibrary& library, const Catalogue& catalogue);
  /// Fills the alarm's guesses and verdict. A pattern's confidence is its sharpened fit among all of them and "none of these";
  /// the verdict is a kind's that holds most of the confidence and twice that of any other kind, else unclear.
  void name(const Signature& signature, Alarm& alarm) noexcept;

 private:
  const PatternLibrary& library_;
  const Catalogue& catalogue_;
  std::vector<float> confidence_;
  std::vector<std::size_t> order_;
};

}  // namespace weir
