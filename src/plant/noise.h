// Randomness that all simulated plants share: cheap normal numbers and slow wanderings.
#pragma once

#include "base/random.h"

namespace weir {

/// Sum of four uniforms, scaled to variance 1: bounded at 3.5, the same on every machine, and a fifth of the price of
/// Box and Muller.
double bounded_normal(Random& random);

/// A value that wanders around 0 with standard deviation `deviation` and time constant `time_s`.
struct Wander {
  double deviation, time_s;
  double value = 0;
  void step(Random& random);  // one second
  /// Where a long past would have left it.
  void settle(Random& random) { value = deviation * bounded_normal(random); }
};

}  // namespace weir
