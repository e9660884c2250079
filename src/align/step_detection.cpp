#include "align/step_detection.h"

#include <algorithm>
#include <vector>

namespace weir {

DetectedStep detect_step(std::span<const Timestamp> times) {
  std::vector<std::int64_t> differences;
  differences.reserve(times.size());
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] > times[i - 1]) {
      std::int64_t difference = 0;
      if (!__builtin_sub_overflow(times[i].time_since_epoch().count(), times[i - 1].time_since_epoch().count(), &difference)) {
        differences.push_back(difference);
      }
    }
  }
  DetectedStep found;
  found.differences = differences.size();
  if (differences.empty()) return found;
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  const std::int64_t step = *middle;
  found.step = Duration(step);
  const auto near = std::count_if(differences.begin(), differences.end(), [&](std::int64_t difference) {
    const std::int64_t off = difference > step ? difference - step : step - difference;
    return off <= step / 10;
  });
  found.regularity = static_cast<double>(near) / static_cast<double>(differences.size());
  return found;
}

}  // namespace weir
