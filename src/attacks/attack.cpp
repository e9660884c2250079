#include "attacks/attack.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

namespace weir {
namespace {

constexpr Duration longest = std::chrono::days(366);  // bounds memory of recordings and keeps sums of times in range

Status check_time(const Attack& a, const LoopLayout& layout, std::string_view key, Duration value, Duration least) {
  if (value < least || value > longest)
    return bad_input("attack '{}': {}={} is out of range; use {} to {}", a.name, key, value == Duration{} ? "0s" : format_duration(value),
                     least == Duration{} ? "0s" : format_duration(least), format_duration(longest));
  if (value % std::chrono::seconds(layout.step_s) == Duration{}) return {};
  if (layout.step_s == 1) return bad_input("attack '{}': {}={} must be whole seconds", a.name, key, format_duration(value));
  return bad_input("attack '{}': {}={} must be whole steps of {} s", a.name, key, format_duration(value), layout.step_s);
}

std::string_view some(const LoopLayout& layout, bool actuator) {
  const auto found = std::ranges::find(layout.points, actuator, &LoopPoint::actuator);
  return found == layout.points.end() ? "none here" : layout.name(static_cast<SensorIndex>(found - layout.points.begin()));
}

Status check_state(const Attack& a, const LoopLayout& layout, const AttackPoint& p) {
  const auto& actuator = layout.points[p.sensor];
  if (!actuator.states.empty()) {
    if (std::ranges::find(actuator.states, p.value) != actuator.states.end()) return {};
    return bad_input("attack '{}': {} can be forced to {}, not to {}", a.name, layout.name(p.sensor), actuator.states_in_words, p.value);
  }
  if (p.value >= actuator.low && p.value <= actuator.high) return {};
  const auto& unit = (*layout.catalogue)[p.sensor].unit;
  return bad_input("attack '{}': {} can be forced to {} to {} {}, not to {}", a.name, layout.name(p.sensor), actuator.low, actuator.high,
                   unit, p.value);
}

Status check_point(const Attack& a, const LoopLayout& layout, const AttackPoint& p, bool wants_actuator) {
  if (!std::isfinite(p.value)) return bad_input("attack '{}': the value for {} must be a finite number", a.name, layout.name(p.sensor));
  if (layout.points[p.sensor].actuator != wants_actuator) {
    if (wants_actuator)
      return bad_input("attack '{}': {} is a sensor; {} takes an actuator such as {}", a.name, layout.name(p.sensor), name_of(a.family),
                       some(layout, true));
    return bad_input("attack '{}': {} is an actuator; {} takes a sensor such as {} (to move an actuator use force)", a.name,
                     layout.name(p.sensor), name_of(a.family), some(layout, false));
  }
  return {};
}

Status check_in_span(const Attack& a, const LoopLayout& layout, const AttackPoint& p) {
  const auto& point = layout.points[p.sensor];
  if (p.value >= point.low && p.value <= point.high) return {};
  const auto& unit = (*layout.catalogue)[p.sensor].unit;
  return bad_input("attack '{}': {} {} is outside of what {} can show ({} to {} {})", a.name, p.value, unit, layout.name(p.sensor),
                   point.low, point.high, unit);
}

Status check_staged(const Attack& a, const LoopLayout& layout) {
  if (a.points.size() != 2)
    return bad_input("attack '{}': staged takes a spoofed sensor and a forced actuator, such as {}=700+{}=2", a.name, some(layout, false),
                     some(layout, true));
  if (auto ok = check_point(a, layout, a.points[0], false); !ok) return ok;
  if (auto ok = check_in_span(a, layout, a.points[0]); !ok) return ok;
  if (auto ok = check_point(a, layout, a.points[1], true); !ok) return ok;
  return check_state(a, layout, a.points[1]);
}

/// What the family makes of a point's value.
Status check_value(const Attack& a, const LoopLayout& layout, const AttackPoint& p) {
  const auto refuse = [&](std::string_view what) {
    return bad_input("attack '{}': {} on {} takes {}, not {}", a.name, name_of(a.family), layout.name(p.sensor), what, p.value);
  };
  switch (a.family) {
    case AttackFamily::force:
    case AttackFamily::concealed:
    case AttackFamily::covert: return check_state(a, layout, p);
    case AttackFamily::fixed: return check_in_span(a, layout, p);
    case AttackFamily::noise:
    case AttackFamily::quantise: return p.value > 0 ? Status{} : refuse("a number above 0");
    case AttackFamily::dropout:
    case AttackFamily::intermittent: return p.value > 0 && p.value <= 1 ? Status{} : refuse("a share above 0 up to 1");
    case AttackFamily::jitter:
    case AttackFamily::chatter:
      return p.value >= static_cast<double>(layout.step_s) && p.value <= 86400 ? Status{} : refuse("seconds, from a step up to a day");
    default: return {};
  }
}

Status check_setpoint(const Attack& a, const LoopLayout& layout) {
  const auto at = layout.find_setpoint(a.setpoint);
  if (!at) {
    std::vector<std::string_view> names;
    for (const auto& each : layout.setpoints) names.push_back(each.name);
    return bad_input("attack '{}': no set-point is called '{}'; there are {}", a.name, a.setpoint, fmt::join(names, ", "));
  }
  const SensorIndex sensor = layout.setpoints[*at].sensor;
  if (a.points.size() != 1 || a.points[0].sensor != sensor || !std::isfinite(a.points[0].value))
    return bad_input("attack '{}': set-point {} takes one finite value of {}", a.name, a.setpoint, layout.name(sensor));
  return check_in_span(a, layout, a.points[0]);
}

Status check_site(const Attack& a, const LoopLayout& layout, const AttackPoint& p) {
  const auto kind = *fault_kind_of(a.family);
  if (!layout.find_fault(kind, p.sensor)) {
    std::vector<std::string_view> names;
    for (const auto& site : layout.faults)
      if (site.kind == kind) names.push_back(layout.name(site.sensor));
    return bad_input("'{}': this plant knows no {} at {}; it does at {}", a.name, name_of(a.family), layout.name(p.sensor),
                     names.empty() ? "no place" : fmt::format("{}", fmt::join(names, ", ")));
  }
  if (std::isfinite(p.value) && p.value > 0 && (kind != FaultKind::stiction || p.value <= 1)) return {};
  return bad_input("'{}': {} at {} takes a number above 0{}, not {}", a.name, name_of(a.family), layout.name(p.sensor),
                   kind == FaultKind::stiction ? " up to 1" : "", p.value);
}

}  // namespace

std::optional<FaultKind> fault_kind_of(AttackFamily family) {
  switch (family) {
    case AttackFamily::leak: return FaultKind::leak;
    case AttackFamily::stiction: return FaultKind::stiction;
    case AttackFamily::fouling: return FaultKind::fouling;
    default: return std::nullopt;
  }
}

const char* name_of(AttackView view) {
  switch (view) {
    case AttackView::both: return "both";
    case AttackView::controller: return "controller";
    case AttackView::historian: return "historian";
  }
  return "unknown";
}

std::vector<SensorIndex> targets_of(const Attack& attack, const LoopLayout& layout) {
  std::vector<SensorIndex> targets;
  for (const auto& point : attack.points) targets.push_back(point.sensor);
  if (attack.family == AttackFamily::setpoint)
    if (const auto at = layout.find_setpoint(attack.setpoint))
      targets.insert(targets.end(), layout.setpoints[*at].acts_on.begin(), layout.setpoints[*at].acts_on.end());
  return targets;
}

Status check(const Attack& attack, const LoopLayout& layout) {
  const auto plain = [](char c) { return c != ':' && static_cast<unsigned char>(c) >= ' '; };
  if (attack.name.empty() || attack.name.front() == ' ' || attack.name.back() == ' ' || !std::ranges::all_of(attack.name, plain))
    return bad_input("attack name '{}' must be one line of text without ':' and without blanks at its ends", attack.name);
  const Duration one_step = std::chrono::seconds(layout.step_s);
  if (auto ok = check_time(attack, layout, "at", attack.start, one_step); !ok) return ok;
  if (auto ok = check_time(attack, layout, "for", attack.duration, one_step); !ok) return ok;
  if (auto ok = check_time(attack, layout, "lag", attack.lag, Duration{}); !ok) return ok;
  const auto& info = info_of(attack.family);
  if (info.records)
    if (auto ok = check_time(attack, layout, "back", attack.back, one_step); !ok) return ok;
  if (attack.points.empty()) return bad_input("attack '{}' names no sensor or actuator", attack.name);
  if (attack.lag >= attack.duration || attack.lag * static_cast<std::int64_t>(attack.points.size() - 1) >= attack.duration)
    return bad_input("attack '{}': lag must be shorter than for; the last point begins {} lags after the first", attack.name,
                     attack.points.size() - 1);
  if (!(attack.error >= 0 && attack.error <= 1)) return bad_input("attack '{}': error={} must be 0 to 1", attack.name, attack.error);
  for (std::size_t i = 0; i < attack.points.size(); ++i) {
    if (attack.points[i].sensor >= layout.size())
      return bad_input("attack '{}': sensor number {} doesn't exist; there are {}", attack.name, attack.points[i].sensor, layout.size());
    for (std::size_t k = 0; k < i; ++k)
      if (attack.points[i].sensor == attack.points[k].sensor)
        return bad_input("attack '{}' names {} twice", attack.name, layout.name(attack.points[i].sensor));
  }
  if (info.place == Place::covert && !layout.twin)
    return bad_input("attack '{}': covert needs a plant that can run its own twin, which this one can't", attack.name);
  if (info.place == Place::staged) return check_staged(attack, layout);
  if (info.place == Place::setpoint) return check_setpoint(attack, layout);
  for (const auto& point : attack.points) {
    if (info.place == Place::process) {
      if (auto ok = check_site(attack, layout, point); !ok) return ok;
      continue;
    }
    const bool wants_actuator = info.place == Place::command || info.place == Place::covert;
    if (auto ok = check_point(attack, layout, point, wants_actuator); !ok) return ok;
    if (auto ok = check_value(attack, layout, point); !ok) return ok;
  }
  return {};
}

}  // namespace weir
