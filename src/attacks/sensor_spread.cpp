#include <cmath>

#include "attacks/manipulation.h"

namespace weir {

SensorSpread spread_of(const FrameTable& frames, std::span<const RowRange> folds) {
  const std::size_t n = frames.sensors();
  std::vector<double> count(n, 0), mean(n, 0), m2(n, 0);
  for (const auto& fold : folds) {
    for (std::size_t row = fold.first; row < fold.last; ++row) {
      const auto values = frames.values(row);
      const auto quality = frames.quality(row);
      for (std::size_t i = 0; i < n; ++i) {
        if (quality[i] != Quality::good || std::isnan(values[i])) continue;
        count[i] += 1;
        const double delta = values[i] - mean[i];
        mean[i] += delta / count[i];
        m2[i] += delta * (values[i] - mean[i]);
      }
    }
  }
  SensorSpread spread;
  for (std::size_t i = 0; i < n; ++i) {
    spread.mean.push_back(static_cast<float>(mean[i]));
    const double deviation = count[i] > 1 ? std::sqrt(m2[i] / count[i]) : 0;
    spread.deviation.push_back(deviation > 1e-7 * std::abs(mean[i]) ? static_cast<float>(deviation) : 0);
  }
  return spread;
}

}  // namespace weir
