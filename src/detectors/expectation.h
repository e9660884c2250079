// What the linear base expects each sensor to read now, in engineering units.
#pragma once

#include <span>
#include <vector>

#include "linear/linear_base.h"
#include "telemetry/catalogue.h"

namespace weir {

class Expectation {
 public:
  Expectation(const LinearModel& model, const Catalogue& catalogue);
  /// [N] of the tracker's last step, within the states that a state can have. REQUIRES: it runs the conditional.
  std::span<const float> of(const LinearTracker& tracker);
  std::span<const float> spread() const { return spread_; }  // [N] one robust standard deviation of seen - expected

 private:
  std::vector<float> expected_, spread_, low_, high_;
};

}  // namespace weir
