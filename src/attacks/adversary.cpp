#include "attacks/adversary.h"

#include <chrono>

namespace weir {
namespace {

std::int64_t whole_seconds(Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); }

bool same_thing(const Attack& a, const Attack& b) {
  if (a.family == AttackFamily::covert || b.family == AttackFamily::covert) return true;
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
  const auto& info = info_of(attack.family);
  Plan plan;
  plan.family = attack.family;
  plan.place = info.place;
  plan.first_s = whole_seconds(attack.start);
  plan.last_s = plan.first_s + whole_seconds(attack.duration);
  plan.lag_s = whole_seconds(attack.lag);
  plan.back_s = info.records ? whole_seconds(attack.back) : 0;
  plan.error = attack.error;
  plan.points = attack.points;
  plan.setpoint = layout_->find_setpoint(attack.setpoint).value_or(0);
  if (plan.first_s - plan.back_s <= now_s) {
    return bad_input("attack '{}' {} {} after the plant's start, but that is {} after it already; choose a later at={}", attack.name,
                     info.records ? "records from" : "begins", format_duration(std::chrono::seconds(plan.first_s - plan.back_s)),
                     format_duration(std::chrono::seconds(now_s)), info.records ? " or a shorter back=" : "");
  }
  for (const auto& other : attacks_) {
    if (same_thing(attack, other) && attack.start < other.start + other.duration && other.start < attack.start + attack.duration)
      return bad_input("attacks '{}' and '{}' manipulate the same thing at the same time; move one of them", other.name, attack.name);
  }
  if (plan.place == Place::reading)
    for (const auto& point : attack.points) plan.lies.emplace_back(attack, point, *layout_);
  if (plan.place == Place::staged) plan.lies.emplace_back(attack, attack.points[0], *layout_);
  plan.commanded.assign(attack.points.size(), 0);
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

/// The state that an actuator is given at this time of the attack.
double Adversary::forced(const Plan& plan, std::size_t point, std::int64_t elapsed_s) const {
  const auto [sensor, value] = plan.points[point];
  if (plan.family == AttackFamily::stuck) return plan.commanded[point];
  if (plan.family != AttackFamily::chatter) return value;
  const auto& actuator = layout_->points[sensor];
  const bool high = static_cast<std::int64_t>(static_cast<double>(elapsed_s) / value) % 2 == 0;
  if (!actuator.states.empty()) return high ? actuator.states.back() : actuator.states.front();
  return high ? actuator.high : actuator.low;
}

void Adversary::override_commands(std::span<double> commands, std::int64_t now_s) {
  for (auto& plan : plans_) {
    if (!plan.acts(now_s)) continue;
    const bool forces = plan.place == Place::command || plan.place == Place::covert || plan.place == Place::staged;
    if (!forces) continue;
    for (std::size_t i = plan.place == Place::staged ? 1 : 0; i < plan.points.size(); ++i) {
      const std::int64_t elapsed = now_s - plan.first_of(i);
      if (elapsed < 0) continue;
      double& command = commands[plan.points[i].sensor];
      if (plan.family != AttackFamily::stuck || elapsed == 0) plan.commanded[i] = command;
      command = forced(plan, i, elapsed);
    }
  }
}

bool Adversary::wants_twin(std::int64_t now_s) const {
  for (const auto& plan : plans_)
    if (plan.place == Place::covert && plan.acts(now_s)) return true;
  return false;
}

void Adversary::spoof(std::span<const double> measured, std::span<double> controller, std::span<double> historian, std::int64_t now_s,
                      std::span<const double> twin) {
  for (auto& plan : plans_) {
    if (now_s < plan.first_s - plan.back_s || now_s >= plan.last_s) continue;
    for (std::size_t i = 0; i < plan.lies.size(); ++i) {
      auto& lie = plan.lies[i];
      const SensorIndex sensor = lie.sensor();
      const std::int64_t elapsed = now_s - plan.first_of(i);
      const auto told = lie.tell(measured[sensor], elapsed);
      if (elapsed < 0) continue;
      controller[sensor] = told.controller;
      historian[sensor] = told.historian;
    }
    if (plan.family == AttackFamily::concealed) {
      for (std::size_t i = 0; i < plan.points.size(); ++i)
        if (now_s >= plan.first_of(i)) controller[plan.points[i].sensor] = historian[plan.points[i].sensor] = plan.commanded[i];
    }
    if (plan.place == Place::covert && !twin.empty()) {
      for (std::size_t i = 0; i < layout_->size(); ++i) {
        const auto sensor = static_cast<SensorIndex>(i);
        const double shown =
            layout_->points[i].actuator ? twin[i] : layout_->digitise(sensor, twin[i] + plan.error * (measured[i] - twin[i]));
        controller[i] = historian[i] = shown;
      }
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
