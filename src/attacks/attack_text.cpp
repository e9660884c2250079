// Attacks as one line of text, both ways.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/ranges.h>

#include "attacks/attack.h"
#include "attacks/duration_text.h"

namespace weir {
namespace {

constexpr AttackView views[] = {AttackView::both, AttackView::controller, AttackView::historian};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(by);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<double> number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool takes_value(AttackFamily family) { return info_of(family).takes_value; }
bool records(AttackFamily family) { return info_of(family).records; }
bool has_view(AttackFamily family) { return info_of(family).place == Place::reading && !info_of(family).fault; }
bool may_lag(AttackFamily family) {
  const Place place = info_of(family).place;
  return place == Place::reading || place == Place::command || place == Place::staged;
}

std::string default_name(const Attack& a, const LoopLayout& layout) {
  if (a.family == AttackFamily::setpoint) return fmt::format("setpoint on {}", a.setpoint);
  std::string name = fmt::format("{} on ", name_of(a.family));
  for (std::size_t i = 0; i < a.points.size(); ++i) name.append(i ? " and " : "").append(layout.name(a.points[i].sensor));
  return name;
}

/// Sets options from "key=value"; the two words may not repeat.
struct Options {
  std::vector<std::pair<std::string_view, std::string_view>> given;

  std::optional<std::string_view> take(std::string_view key) {
    const auto found = std::ranges::find(given, key, &std::pair<std::string_view, std::string_view>::first);
    if (found == given.end()) return std::nullopt;
    const auto value = found->second;
    given.erase(found);
    return value;
  }
};

Status read_points(std::string_view text, std::string_view what, std::optional<std::string_view> shared_value, const LoopLayout& layout,
                   Attack& attack) {
  for (const auto part : split(what, '+')) {
    const auto equals = part.find('=');
    const auto name = trimmed(part.substr(0, equals));
    const auto sensor = layout.catalogue->find(name);
    if (!sensor) {
      std::vector<std::string_view> names;
      for (const auto& each : *layout.catalogue) names.push_back(each.name);
      return bad_input("attack '{}': no sensor is called '{}'; there are {}", text, name, fmt::join(names, ", "));
    }
    AttackPoint point{*sensor, 0};
    if (takes_value(attack.family)) {
      const auto given = equals != std::string_view::npos ? std::optional(trimmed(part.substr(equals + 1))) : shared_value;
      if (!given)
        return bad_input("attack '{}': {} has no value; write {}:{}:VALUE or {}=VALUE", text, name, name_of(attack.family), name, name);
      const auto value = number(*given);
      if (!value) return bad_input("attack '{}': '{}' for {} is not a number", text, *given, name);
      point.value = *value;
    } else if (equals != std::string_view::npos) {
      return bad_input("attack '{}': {} takes no value for {}", text, name_of(attack.family), name);
    }
    attack.points.push_back(point);
  }
  return {};
}

Status read_setpoint(std::string_view text, std::string_view what, std::optional<std::string_view> value_text, const LoopLayout& layout,
                     Attack& attack) {
  const auto at = layout.find_setpoint(what);
  if (!at) {
    std::vector<std::string_view> names;
    for (const auto& each : layout.setpoints) names.push_back(each.name);
    return bad_input("attack '{}': no set-point is called '{}'; there are {}", text, what, fmt::join(names, ", "));
  }
  const auto value = value_text ? number(*value_text) : std::nullopt;
  if (!value) return bad_input("attack '{}': set-point {} needs a number; write setpoint:{}:VALUE", text, what, what);
  attack.setpoint = what;
  attack.points.push_back({layout.setpoints[*at].sensor, *value});
  return {};
}

Status read_time(std::string_view text, Options& options, std::string_view key, bool required, Duration& into) {
  const auto given = options.take(key);
  if (!given) {
    if (!required) return {};
    return bad_input("attack '{}' has no {}=; write for example {}=20min", text, key, key);
  }
  const auto value = parse_duration(*given);
  if (!value) return bad_input("attack '{}': {}={} is not a time; write for example 90s, 20min, 1h30min", text, key, *given);
  into = *value;
  return {};
}

}  // namespace

Result<Attack> parse_attack(std::string_view text, const LoopLayout& layout) {
  const auto parts = split(trimmed(text), ':');
  Attack attack;
  const auto families = family_infos();
  const auto family = std::ranges::find(families, parts[0], &FamilyInfo::name);
  if (family == families.end()) {
    std::vector<std::string_view> names;
    for (const auto& each : families) names.push_back(each.name);
    return bad_input("attack '{}': no family is called '{}'; there are {}", text, parts[0], fmt::join(names, ", "));
  }
  attack.family = family->family;
  if (parts.size() < 2 || parts[1].empty())
    return bad_input("attack '{}' names nothing to attack; write for example ramp:LIT301:+1.0:at=6h:for=20min", text);

  std::optional<std::string_view> value;
  Options options;
  for (std::size_t i = 2; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    if (equals == std::string_view::npos) {
      if (i != 2)
        return bad_input(
            "attack '{}': '{}' is no key=value; the keys are at, for, back, lag, view, error, name "
            "(several points each carry their value: LIT101=30+LIT301=-20)",
            text, parts[i]);
      value = parts[i];
      continue;
    }
    const auto key = trimmed(parts[i].substr(0, equals));
    if (std::ranges::find(options.given, key, &std::pair<std::string_view, std::string_view>::first) != options.given.end())
      return bad_input("attack '{}' gives {}= twice", text, key);
    options.given.emplace_back(key, trimmed(parts[i].substr(equals + 1)));
  }
  if (value && !takes_value(attack.family)) return bad_input("attack '{}': {} takes no value, but '{}' is given", text, parts[0], *value);

  if (attack.family == AttackFamily::setpoint) {
    if (auto ok = read_setpoint(text, parts[1], value, layout, attack); !ok) return std::unexpected(ok.error());
  } else if (auto ok = read_points(text, parts[1], value, layout, attack); !ok) {
    return std::unexpected(ok.error());
  }
  if (auto ok = read_time(text, options, "at", true, attack.start); !ok) return std::unexpected(ok.error());
  if (auto ok = read_time(text, options, "for", true, attack.duration); !ok) return std::unexpected(ok.error());
  if (records(attack.family)) {
    attack.back = attack.family == AttackFamily::replay   ? attack.duration
                  : attack.family == AttackFamily::staged ? Duration(std::chrono::minutes(40))
                                                          : std::chrono::minutes(1);
    if (auto ok = read_time(text, options, "back", false, attack.back); !ok) return std::unexpected(ok.error());
  }
  if (may_lag(attack.family))
    if (auto ok = read_time(text, options, "lag", false, attack.lag); !ok) return std::unexpected(ok.error());
  if (attack.family == AttackFamily::covert) {
    if (const auto given = options.take("error")) {
      const auto error = number(*given);
      if (!error) return bad_input("attack '{}': error={} is not a number", text, *given);
      attack.error = *error;
    }
  }
  if (has_view(attack.family)) {
    if (const auto given = options.take("view")) {
      const auto view = std::ranges::find(views, *given, [](AttackView v) { return std::string_view(name_of(v)); });
      if (view == std::end(views))
        return bad_input("attack '{}': view={} is not known; there are both, controller, historian", text, *given);
      attack.view = *view;
    }
  }
  const auto name = options.take("name");
  attack.name = name && !name->empty() ? std::string(*name) : default_name(attack, layout);
  if (!options.given.empty())
    return bad_input("attack '{}': {} has no option '{}'; it takes at, for, name{}{}{}{}", text, parts[0], options.given[0].first,
                     records(attack.family) ? ", back" : "", has_view(attack.family) ? ", view" : "", may_lag(attack.family) ? ", lag" : "",
                     attack.family == AttackFamily::covert ? ", error" : "");
  if (auto ok = check(attack, layout); !ok) return std::unexpected(ok.error());
  return attack;
}

std::string format_attack(const Attack& attack, const LoopLayout& layout) {
  std::string text = std::string(name_of(attack.family)) + ":";
  if (attack.family == AttackFamily::setpoint) {
    text += fmt::format("{}:{}", attack.setpoint, attack.points.empty() ? 0.0 : attack.points[0].value);
  } else if (!takes_value(attack.family)) {
    for (std::size_t i = 0; i < attack.points.size(); ++i) text.append(i ? "+" : "").append(layout.name(attack.points[i].sensor));
  } else if (attack.points.size() == 1) {
    text += fmt::format("{}:{}", layout.name(attack.points[0].sensor), attack.points[0].value);
  } else {
    for (std::size_t i = 0; i < attack.points.size(); ++i)
      text += fmt::format("{}{}={}", i ? "+" : "", layout.name(attack.points[i].sensor), attack.points[i].value);
  }
  text += ":at=" + duration_text(attack.start) + ":for=" + duration_text(attack.duration);
  if (records(attack.family)) text += ":back=" + duration_text(attack.back);
  if (attack.lag != Duration{}) text += ":lag=" + duration_text(attack.lag);
  if (attack.error != 0) text += fmt::format(":error={}", attack.error);
  if (attack.view != AttackView::both) text += fmt::format(":view={}", name_of(attack.view));
  if (attack.name != default_name(attack, layout)) text += ":name=" + attack.name;
  return text;
}

}  // namespace weir
