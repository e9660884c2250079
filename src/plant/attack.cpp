#include "plant/attack.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "plant/instruments.h"
#include "plant/setpoints.h"

namespace weir {
namespace {

constexpr Duration one_second = std::chrono::seconds(1);
constexpr Duration longest = std::chrono::days(366);  // bounds memory of recordings and keeps sums of times in range

Status check_time(const Attack& a, std::string_view key, Duration value, Duration least) {
  if (value < least || value > longest)
    return bad_input("attack '{}': {}={} is out of range; use {} to {}", a.name, key, value == Duration{} ? "0s" : format_duration(value),
                     least == Duration{} ? "0s" : format_duration(least), format_duration(longest));
  if (value % one_second != Duration{}) return bad_input("attack '{}': {}={} must be whole seconds", a.name, key, format_duration(value));
  return {};
}

Status check_state(const Attack& a, const AttackPoint& p) {
  if (p.value == 1 || p.value == 2) return {};
  return bad_input("attack '{}': {} can be forced to 1 (off, closed) or 2 (on, open), not to {}", a.name, tag_names[p.tag], p.value);
}

Status check_point(const Attack& a, const AttackPoint& p, bool wants_actuator) {
  if (p.tag >= tag_count)
    return bad_input("attack '{}': sensor number {} doesn't exist; there are {}", a.name, static_cast<unsigned>(p.tag), tag_count);
  if (!std::isfinite(p.value)) return bad_input("attack '{}': the value for {} must be a finite number", a.name, tag_names[p.tag]);
  if (is_actuator(p.tag) != wants_actuator) {
    if (wants_actuator)
      return bad_input("attack '{}': {} is a sensor; {} takes an actuator such as MV101 or P101", a.name, tag_names[p.tag],
                       name_of(a.family));
    return bad_input("attack '{}': {} is an actuator; {} takes a sensor such as LIT101 (to move an actuator use force)", a.name,
                     tag_names[p.tag], name_of(a.family));
  }
  return wants_actuator ? check_state(a, p) : Status{};
}

Status check_in_span(const Attack& a, const AttackPoint& p) {
  const auto& info = sensor_infos[p.tag];
  if (p.value >= info.span_low && p.value <= info.span_high) return {};
  return bad_input("attack '{}': {} {} is outside of what {} can show ({} to {} {})", a.name, p.value, info.unit, tag_names[p.tag],
                   info.span_low, info.span_high, info.unit);
}

Status check_staged(const Attack& a) {
  if (a.points.size() != 2)
    return bad_input("attack '{}': staged takes a spoofed sensor and a forced actuator, such as LIT301=700+MV201=2", a.name);
  if (auto ok = check_point(a, a.points[0], false); !ok) return ok;
  if (auto ok = check_in_span(a, a.points[0]); !ok) return ok;
  return check_point(a, a.points[1], true);
}

Status check_setpoint(const Attack& a) {
  const auto limit = find_limit(a.setpoint);
  if (!limit)
    return bad_input("attack '{}': no set-point is called '{}'; there are {}", a.name, a.setpoint, fmt::join(setpoint_names(), ", "));
  if (a.points.size() != 1 || a.points[0].tag != limit_infos[*limit].tag || !std::isfinite(a.points[0].value))
    return bad_input("attack '{}': set-point {} takes one finite value of {}", a.name, a.setpoint, tag_names[limit_infos[*limit].tag]);
  return check_in_span(a, a.points[0]);
}

}  // namespace

const char* name_of(AttackFamily family) {
  switch (family) {
    case AttackFamily::bias: return "bias";
    case AttackFamily::ramp: return "ramp";
    case AttackFamily::freeze: return "freeze";
    case AttackFamily::replay: return "replay";
    case AttackFamily::force: return "force";
    case AttackFamily::setpoint: return "setpoint";
    case AttackFamily::staged: return "staged";
  }
  return "unknown";
}

const char* name_of(AttackView view) {
  switch (view) {
    case AttackView::both: return "both";
    case AttackView::controller: return "controller";
    case AttackView::historian: return "historian";
  }
  return "unknown";
}

std::vector<Tag> targets_of(const Attack& attack) {
  std::vector<Tag> targets;
  for (const auto& point : attack.points) targets.push_back(point.tag);
  if (attack.family == AttackFamily::setpoint)
    if (const auto limit = find_limit(attack.setpoint))
      targets.insert(targets.end(), limit_infos[*limit].acts_on.begin(), limit_infos[*limit].acts_on.end());
  return targets;
}

// ATT&CK for ICS v18: T0856 Spoof Reporting Message, T0830 Adversary-in-the-Middle, T0832 Manipulation of View,
// T0804 Block Reporting Message, T0815 Denial of View, T0855 Unauthorized Command Message, T0831 Manipulation of Control,
// T0836 Modify Parameter, T0801 Monitor Process State.
std::span<const std::string_view> techniques_of(AttackFamily family) {
  static constexpr std::string_view spoof[] = {"T0856", "T0832"}, hold[] = {"T0804", "T0815"}, replay[] = {"T0856", "T0830"};
  static constexpr std::string_view force[] = {"T0855", "T0831"}, parameter[] = {"T0836"};
  static constexpr std::string_view staged[] = {"T0855", "T0856", "T0801", "T0831", "T0832"};
  switch (family) {
    case AttackFamily::bias:
    case AttackFamily::ramp: return spoof;
    case AttackFamily::freeze: return hold;
    case AttackFamily::replay: return replay;
    case AttackFamily::force: return force;
    case AttackFamily::setpoint: return parameter;
    case AttackFamily::staged: return staged;
  }
  return {};
}

std::span<const std::string_view> setpoint_names() {
  static const auto names = [] {
    std::array<std::string_view, limit_count> list;
    for (std::size_t i = 0; i < limit_count; ++i) list[i] = limit_infos[i].name;
    return list;
  }();
  return names;
}

Status check(const Attack& attack) {
  const auto plain = [](char c) { return c != ':' && static_cast<unsigned char>(c) >= ' '; };
  if (attack.name.empty() || attack.name.front() == ' ' || attack.name.back() == ' ' || !std::ranges::all_of(attack.name, plain))
    return bad_input("attack name '{}' must be one line of text without ':' and without blanks at its ends", attack.name);
  if (auto ok = check_time(attack, "at", attack.start, one_second); !ok) return ok;
  if (auto ok = check_time(attack, "for", attack.duration, one_second); !ok) return ok;
  if (auto ok = check_time(attack, "lag", attack.lag, Duration{}); !ok) return ok;
  const bool records = attack.family == AttackFamily::replay || attack.family == AttackFamily::staged;
  if (records)
    if (auto ok = check_time(attack, "back", attack.back, one_second); !ok) return ok;
  if (attack.lag >= attack.duration) return bad_input("attack '{}': lag must be shorter than for", attack.name);
  if (attack.points.empty()) return bad_input("attack '{}' names no sensor or actuator", attack.name);
  for (std::size_t i = 0; i < attack.points.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (attack.points[i].tag == attack.points[k].tag && attack.points[i].tag < tag_count)
        return bad_input("attack '{}' names {} twice", attack.name, tag_names[attack.points[i].tag]);
  if (attack.family == AttackFamily::staged) return check_staged(attack);
  if (attack.family == AttackFamily::setpoint) return check_setpoint(attack);
  for (const auto& point : attack.points)
    if (auto ok = check_point(attack, point, attack.family == AttackFamily::force); !ok) return ok;
  return {};
}

}  // namespace weir
