// From rows to a catalogue: what kind of sensor each column is, its range, resolution, unit and stage.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "telemetry/catalogue.h"
#include "telemetry/reading.h"

namespace weir {

/// One pass, O(1) memory per sensor. Rules, first match wins:
///   constant    one value in all rows
///   discrete    at most 8 values, each met again and again, all integers or rarely changing
///   counter     never falls (but for resets to near its start) and rises in at least a fifth of the rows
///   level       the name says so (LIT101, L_T1, LT02, ...level...), or it moves smoothly: correlation of successive increments
///               at least 0.8 and increments small against the range
///   continuous  all else
/// A sensor that never delivered is constant with low = high = 0 and said so by its reason.
class SensorTyping {
 public:
  /// `named` holds names, and units and stages where known.
  explicit SensorTyping(Catalogue named);
  ~SensorTyping();
  SensorTyping(SensorTyping&&) noexcept;

  /// Values of one row, [N] each; only good and uncertain ones count.
  void add(std::span<const double> values, std::span<const Quality> quality);
  /// The grid was interrupted: no increment across.
  void add_gap();

  Catalogue catalogue() const;
  /// Why sensor i got its kind, in one clause: "name begins with LIT", "3 values, integers".
  std::string reason(std::size_t i) const;

 private:
  struct Moments;
  Catalogue named_;
  std::vector<Moments> moments_;
};

}  // namespace weir
