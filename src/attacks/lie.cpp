#include "attacks/lie.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace weir {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::int64_t whole_seconds(Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); }

std::uint64_t seed_of(const Attack& attack, SensorIndex sensor) {
  return static_cast<std::uint64_t>(whole_seconds(attack.start)) * 0x9E3779B97F4A7C15ULL + sensor * 64ULL +
         static_cast<std::uint64_t>(attack.family);
}

/// Sum of four uniforms: variance 1, never beyond 3.5.
double bounded(Random& random) {
  const double sum = random.uniform() + random.uniform() + random.uniform() + random.uniform();
  return (sum - 2) * std::sqrt(3.0);
}

}  // namespace

Lie::Lie(const Attack& attack, const AttackPoint& point, const LoopLayout& layout)
    : layout_(&layout),
      family_(attack.family),
      view_(attack.view),
      point_(point),
      duration_s_(whole_seconds(attack.duration)),
      back_s_(info_of(attack.family).records ? whole_seconds(attack.back) : 0),
      recorded_(static_cast<std::size_t>(back_s_ / layout.step_s)),
      random_(seed_of(attack, point.sensor)) {}

Told Lie::tell(double measured, std::int64_t elapsed_s) {
  if (elapsed_s < 0) {
    if (!recorded_.empty() && elapsed_s >= -back_s_) recorded_[slot(elapsed_s + back_s_)] = measured;
    return {measured, measured};
  }
  if (family_ == AttackFamily::staged) return {layout_->digitise(point_.sensor, point_.value), recorded_[slot(elapsed_s)]};
  const double seen = altered(measured, elapsed_s);
  // A controller whose message is lost goes on with the last that came.
  const double last = std::isnan(seen) ? held_ : seen;
  return {view_ == AttackView::historian ? measured : last, view_ == AttackView::controller ? measured : seen};
}

double Lie::altered(double measured, std::int64_t elapsed_s) {
  const double value = point_.value, t = static_cast<double>(elapsed_s), whole = static_cast<double>(duration_s_);
  const auto shown = [&](double reading) { return layout_->digitise(point_.sensor, reading); };
  if (elapsed_s == 0) held_ = measured;
  switch (family_) {
    case AttackFamily::bias: return shown(measured + value);
    case AttackFamily::scale: return shown(measured * value);
    case AttackFamily::fixed: return shown(value);
    case AttackFamily::ramp: return shown(measured + value * t);
    case AttackFamily::drift: return shown(measured + value * t / 3600);
    case AttackFamily::geometric: return shown(measured + value * std::exp(-5 * (1 - t / whole)));
    case AttackFamily::surge: return shown(measured + (t < whole / 10 ? value : value / 10));
    case AttackFamily::noise: return shown(measured + value * bounded(random_));
    case AttackFamily::quantise: return shown(std::round(measured / value) * value);
    case AttackFamily::freeze:
    case AttackFamily::stuck_sensor: return held_;
    case AttackFamily::jitter:
      if (random_.chance(static_cast<double>(layout_->step_s) / value)) held_ = measured;
      return held_;
    case AttackFamily::dropout:
      if (random_.chance(value)) return nothing;
      return held_ = measured;
    case AttackFamily::deny: return nothing;
    case AttackFamily::replay: return recorded_[slot(elapsed_s)];
    case AttackFamily::delay: return std::exchange(recorded_[slot(elapsed_s)], measured);
    case AttackFamily::intermittent: {
      if (!random_.chance(value)) return held_ = measured;
      const auto& point = layout_->points[point_.sensor];
      const double anything = random_.uniform(point.low, point.high);
      return random_.chance(0.5) ? nothing : shown(anything);
    }
    default: return measured;
  }
}

}  // namespace weir
