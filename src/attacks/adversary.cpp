#include "attacks/adversary.h"

#include <chrono>

namespace weir {
namespace {

std::int64_t whole_seconds(Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); }

bool same_thing(const Attack& a, const Attack& b) {
  const bool limit_a = a.family == AttackFamily::setpoint, limit_b = b.family == AttackFamily::setpoint;
  if (limit_a || limit_b) return limit_a && limit_b && a.setpoint == b.setpoint;
  const bool in_process = info_of(a.family).place == Place::process || info_of(b.family).place == Place::process;
  if (in_process && a.family != b.family) return false;
  for (const auto& p : a.points)
    for (const auto& q : b.points)
      if (p.sensor == q.sensor) return true;
  return false;
}

}  // namespace

Status Adversary::add(const Attack& attack, std::int64_t now_s) {
  if (auto ok = check(attack, *layout_); !ok) return ok;
  Plan plan;
  plan.family = attack.family;
  plan.view = attack.view;
  plan.first_s = whole_seconds(attack.start);
  plan.last_s = plan.first_s + whole_seconds(attack.duration);
  plan.lag_s = whole_seconds(attack.lag);
  plan.points = attack.points;
  plan.setpoint = layout_->find_setpoint(attack.setpoint).value_or(0);
  const bool records = info_of(attack.family).records;
  if (records) plan.back_s = whole_seconds(attack.back);
  if (plan.first_s - plan.back_s <= now_s) {
    return bad_input("attack '{}' {} {} after the plant's start, but that is {} after it already; choose a later at={}", attack.name,
                     records ? "records from" : "begins", format_duration(std::chrono::seconds(plan.first_s - plan.back_s)),
                     format_duration(std::chrono::seconds(now_s)), records ? " or a shorter back=" : "");
  }
  for (const auto& other : attacks_) {
    if (same_thing(attack, other) && attack.start < other.start + other.duration && other.start < attack.start + attack.duration)
      return bad_input("attacks '{}' and '{}' manipulate the same thing at the same time; move one of them", other.name, attack.name);
  }
  if (records) plan.recorded.assign(plan.points.size(), std::vector<double>(static_cast<std::size_t>(plan.back_s / layout_->step_s)));
  else if (attack.family == AttackFamily::freeze) plan.recorded.assign(plan.points.size(), std::vector<double>(1));
  attacks_.push_back(attack);
  plans_.push_back(std::move(plan));
  return {};
}

const Attack* Adversary::active(std::int64_t now_s) const {
  for (std::size_t i = 0; i < plans_.size(); ++i)
    if (plans_[i].acts(now_s)) return &attacks_[i];
  return nullptr;
}

void Adversary::alter(std::span<double> setpoints, std::int64_t now_s) const {
  for (const auto& plan : plans_)
    if (plan.family == AttackFamily::setpoint && plan.acts(now_s)) setpoints[plan.setpoint] = plan.points[0].value;
}

void Adversary::override_commands(std::span<double> commands, std::int64_t now_s) const {
  for (const auto& plan : plans_) {
    if (!plan.acts(now_s)) continue;
    if (plan.family == AttackFamily::force)
      for (const auto& point : plan.points) commands[point.sensor] = point.value;
    else if (plan.family == AttackFamily::staged && now_s >= plan.first_s + plan.lag_s)
      commands[plan.points[1].sensor] = plan.points[1].value;
  }
}

void Adversary::spoof(std::span<const double> measured, std::span<double> controller, std::span<double> historian, std::int64_t now_s) {
  const std::int64_t step_s = layout_->step_s;
  for (auto& plan : plans_) {
    if (now_s < plan.first_s - plan.back_s || now_s >= plan.last_s) continue;
    if (const Place place = info_of(plan.family).place; place != Place::reading && place != Place::staged) continue;
    const std::int64_t elapsed = now_s - plan.first_s;
    const std::size_t spoofed = plan.family == AttackFamily::staged ? 1 : plan.points.size();
    for (std::size_t i = 0; i < spoofed; ++i) {
      const auto [sensor, value] = plan.points[i];
      if (elapsed < 0) {  // replay and staged listen first
        plan.recorded[i][static_cast<std::size_t>((elapsed + plan.back_s) / step_s)] = measured[sensor];
        continue;
      }
      double seen = measured[sensor];
      switch (plan.family) {
        case AttackFamily::bias: seen = layout_->digitise(sensor, seen + value); break;
        case AttackFamily::ramp: seen = layout_->digitise(sensor, seen + value * static_cast<double>(elapsed)); break;
        case AttackFamily::freeze:
          if (elapsed == 0) plan.recorded[i][0] = seen;
          seen = plan.recorded[i][0];
          break;
        case AttackFamily::replay: seen = plan.recorded[i][static_cast<std::size_t>(elapsed % plan.back_s / step_s)]; break;
        case AttackFamily::staged:
          controller[sensor] = layout_->digitise(sensor, value);
          historian[sensor] = plan.recorded[i][static_cast<std::size_t>(elapsed % plan.back_s / step_s)];
          continue;
        default: break;
      }
      if (plan.view != AttackView::historian) controller[sensor] = seen;
      if (plan.view != AttackView::controller) historian[sensor] = seen;
    }
  }
}

bool Adversary::any_fault(std::int64_t now_s) const {
  for (const auto& plan : plans_)
    if (plan.acts(now_s) && info_of(plan.family).place == Place::process) return true;
  return false;
}

double Adversary::fault(FaultKind kind, SensorIndex site, std::int64_t now_s) const {
  for (const auto& plan : plans_) {
    if (!plan.acts(now_s) || fault_kind_of(plan.family) != kind) continue;
    for (const auto& point : plan.points) {
      if (point.sensor != site) continue;
      return kind == FaultKind::fouling ? point.value * static_cast<double>(now_s - plan.first_s) / 3600 : point.value;
    }
  }
  return 0;
}

}  // namespace weir
