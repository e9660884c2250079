#include "stats/robust.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

double quantile(std::vector<float>& values, double q) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = std::clamp(q, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(low), values.end());
  const double below = values[low];
  if (low + 1 >= values.size()) return below;
  const double above = *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(low) + 1, values.end());
  return below + (position - static_cast<double>(low)) * (above - below);
}

double median(std::vector<float>& values) { return quantile(values, 0.5); }

double mad_scale(std::vector<float>& values) {
  const double middle = median(values);
  for (auto& value : values) value = std::abs(value - static_cast<float>(middle));
  return 1.4826 * median(values);
}

}  // namespace weir
