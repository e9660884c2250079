#include "plant/adversary.h"

#include <chrono>

#include "plant/instruments.h"

namespace weir {
namespace {

std::int64_t whole_seconds(Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); }

bool same_thing(const Attack& a, const Attack& b) {
  const bool limit_a = a.family == AttackFamily::setpoint, limit_b = b.family == AttackFamily::setpoint;
  if (limit_a || limit_b) return limit_a && limit_b && a.setpoint == b.setpoint;
  for (const auto& p : a.points)
    for (const auto& q : b.points)
      if (p.tag == q.tag) return true;
  return false;
}

}  // namespace

Status Adversary::add(const Attack& attack, std::int64_t now_s) {
  if (auto ok = check(attack); !ok) return ok;
  Plan plan;
  plan.family = attack.family;
  plan.view = attack.view;
  plan.first_s = whole_seconds(attack.start);
  plan.last_s = plan.first_s + whole_seconds(attack.duration);
  plan.lag_s = whole_seconds(attack.lag);
  plan.points = attack.points;
  plan.limit = find_limit(attack.setpoint);
  const bool records = attack.family == AttackFamily::replay || attack.family == AttackFamily::staged;
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
  if (records) plan.recorded.assign(plan.points.size(), std::vector<double>(static_cast<std::size_t>(plan.back_s)));
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

void Adversary::alter(Limits& limits, std::int64_t now_s) const {
  for (const auto& plan : plans_)
    if (plan.limit && plan.acts(now_s)) limits[*plan.limit] = plan.points[0].value;
}

void Adversary::override_commands(Commands& commands, std::int64_t now_s) const {
  for (const auto& plan : plans_) {
    if (!plan.acts(now_s)) continue;
    if (plan.family == AttackFamily::force)
      for (const auto& point : plan.points) commands[point.tag] = static_cast<std::uint8_t>(point.value);
    else if (plan.family == AttackFamily::staged && now_s >= plan.first_s + plan.lag_s)
      commands[plan.points[1].tag] = static_cast<std::uint8_t>(plan.points[1].value);
  }
}

void Adversary::spoof(const TagValues& measured, TagValues& controller, TagValues& historian, std::int64_t now_s) {
  for (auto& plan : plans_) {
    if (now_s < plan.first_s - plan.back_s || now_s >= plan.last_s) continue;
    if (plan.family == AttackFamily::force || plan.family == AttackFamily::setpoint) continue;
    const std::int64_t elapsed = now_s - plan.first_s;
    const std::size_t spoofed = plan.family == AttackFamily::staged ? 1 : plan.points.size();
    for (std::size_t i = 0; i < spoofed; ++i) {
      const auto [tag, value] = plan.points[i];
      if (elapsed < 0) {  // replay and staged listen first
        plan.recorded[i][static_cast<std::size_t>(elapsed + plan.back_s)] = measured[tag];
        continue;
      }
      double seen = measured[tag];
      switch (plan.family) {
        case AttackFamily::bias: seen = digitise(tag, seen + value); break;
        case AttackFamily::ramp: seen = digitise(tag, seen + value * static_cast<double>(elapsed)); break;
        case AttackFamily::freeze:
          if (elapsed == 0) plan.recorded[i][0] = seen;
          seen = plan.recorded[i][0];
          break;
        case AttackFamily::replay: seen = plan.recorded[i][static_cast<std::size_t>(elapsed % plan.back_s)]; break;
        case AttackFamily::staged:
          controller[tag] = digitise(tag, value);
          historian[tag] = plan.recorded[i][static_cast<std::size_t>(elapsed % plan.back_s)];
          continue;
        case AttackFamily::force:
        case AttackFamily::setpoint: break;
      }
      if (plan.view != AttackView::historian) controller[tag] = seen;
      if (plan.view != AttackView::controller) historian[tag] = seen;
    }
  }
}

}  // namespace weir
