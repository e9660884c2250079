#include "attacks/loop_layout.h"

#include <algorithm>
#include <cmath>

namespace weir {

std::optional<std::size_t> LoopLayout::find_setpoint(std::string_view wanted) const {
  const auto found = std::ranges::find(setpoints, wanted, &Setpoint::name);
  if (found == setpoints.end()) return std::nullopt;
  return static_cast<std::size_t>(found - setpoints.begin());
}

const FaultSite* LoopLayout::find_fault(FaultKind kind, SensorIndex sensor) const {
  for (const auto& site : faults)
    if (site.kind == kind && site.sensor == sensor) return &site;
  return nullptr;
}

double LoopLayout::digitise(SensorIndex sensor, double value) const {
  const auto& point = points[sensor];
  if (point.resolution > 0) value = std::round(value / point.resolution) * point.resolution;
  return std::clamp(value, point.low, point.high);
}

}  // namespace weir
