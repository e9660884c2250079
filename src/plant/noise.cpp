#include "plant/noise.h"

#include <cmath>

namespace weir {

double bounded_normal(Random& random) {
  const std::uint64_t bits = random.next();
  const auto sum = static_cast<double>((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
  return (sum - 2.0 * 65535.0) * (1.0 / 37837.2);  // four uniforms on 0..65535: standard deviation 65536 * sqrt(4 / 12)
}

void Wander::step(Random& random) { value += -value / time_s + deviation * std::sqrt(2 / time_s) * bounded_normal(random); }

}  // namespace weir
