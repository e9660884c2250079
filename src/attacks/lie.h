// One reading on its way from the sensor, and what an attack or a broken sensor makes of it.
#pragma once

#include <cstdint>
#include <vector>

#include "attacks/attack.h"
#include "base/random.h"

namespace weir {

/// What becomes of a reading; NaN: nothing arrives.
struct Told {
  double controller, historian;
};

/// Of one point of an attack whose family acts on readings. Allocates when made, never afterwards. Random families draw from
/// a generator seeded by the attack's start, family and sensor.
class Lie {
 public:
  /// REQUIRES: check(attack) was content.
  Lie(const Attack& attack, const AttackPoint& point, const LoopLayout& layout);
  /// To be called each step from -back on; `elapsed_s` < 0: only listens, and tells what was measured.
  Told tell(double measured, std::int64_t elapsed_s);
  SensorIndex sensor() const { return point_.sensor; }

 private:
  double altered(double measured, std::int64_t elapsed_s);
  std::size_t slot(std::int64_t elapsed_s) const { return static_cast<std::size_t>(elapsed_s % back_s_ / layout_->step_s); }

  const LoopLayout* layout_;
  AttackFamily family_;
  AttackView view_;
  AttackPoint point_;
  std::int64_t duration_s_, back_s_;
  std::vector<double> recorded_;
  double held_ = 0;
  Random random_;
};

}  // namespace weir
