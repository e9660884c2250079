#include "explain/alarm_card.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

namespace weir {
namespace {

constexpr std::size_t line_sensors_max = 3;
constexpr float spreads_told_min = 2;  // a nearer value isn't worth a count of spreads

std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

/// Characters, not bytes: UTF-8 continuation bytes take no column.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Four significant digits, without an exponent where a person wouldn't write one.
std::string amount(float value, const std::string& unit) {
  if (!std::isfinite(value)) return "unknown";
  const float size = std::fabs(value);
  const auto text = size >= 1e4F && size < 1e9F ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
  return unit.empty() ? text : text + ' ' + unit;
}

std::string percent(float share) { return fmt::format("{:.0f} %", std::isfinite(share) ? share * 100 : 0.0F); }

const char* with_article(PatternKind kind) {
  switch (kind) {
    case PatternKind::attack: return "an attack";
    case PatternKind::fault: return "a fault";
    case PatternKind::change: return "a change of the plant";
    case PatternKind::unclear: break;
  }
  return "something unclear";
}

const char* colour_of(AlarmPhase phase) {
  switch (phase) {
    case AlarmPhase::opened: return "\x1b[1;31m";  // bold red
    case AlarmPhase::updated: return "\x1b[33m";   // yellow
    case AlarmPhase::closed: return "\x1b[32m";    // green
  }
  return "";
}

}  // namespace

AlarmCard::AlarmCard(const Catalogue& catalogue, CardStyle style) : style_(style) {
  for (const auto& sensor : catalogue) {
    names_.push_back(printable(sensor.name));
    units_.push_back(printable(sensor.unit));
  }
}

std::string AlarmCard::line(const Alarm& alarm) const {
  auto title = fmt::format("ALARM {} {:<7}", alarm.id, name_of(alarm.phase));
  if (style_.colour) title = colour_of(alarm.phase) + title + "\x1b[0m";
  auto text = fmt::format("{}  {}  ", format_time(alarm.at), title);
  if (alarm.phase == AlarmPhase::closed) text += fmt::format("after {}  ", format_duration(alarm.last - alarm.onset));
  for (std::size_t k = 0; k < std::min(alarm.culprit_count, line_sensors_max); ++k) {
    text += fmt::format("{}{} {}", k ? ", " : "", names_[alarm.culprits[k].sensor], percent(alarm.culprits[k].share));
  }
  return text + fmt::format("{}p = {:.1g}", alarm.culprit_count ? "  " : "", alarm.p_value);
}

std::string AlarmCard::line(const Notice& notice) const {
  const auto at = format_time(notice.at) + "  NOTICE  ";
  switch (notice.kind) {
    case Notice::Kind::adapted:
      return at + fmt::format("{} has moved with time: {:.2g} times its usual strangeness {} is now usual (was {:.2g})",
                              names_[notice.sensor], std::fabs(notice.after), notice.after < 0 ? "below" : "above",
                              std::fabs(notice.before));
    case Notice::Kind::plant_changed:
      return at +
             fmt::format(
                 "the plant has changed, slowly and as a whole: {:.2g} of usual strangeness has become lasting, {:.2g} is the most that "
                 "normal data would explain; no attack by itself, but time to train again",
                 notice.after, notice.before);
    case Notice::Kind::plant_settled: return at + "the plant is back to what was learned";
  }
  return at;
}

std::string AlarmCard::sentence(const Alarm& alarm) const {
  if (alarm.culprit_count == 0)
    return fmt::format("The plant as a whole has been out of its usual pattern since {}.", format_time(alarm.onset));
  const auto& first = alarm.culprits[0];
  auto text = names_[first.sensor];
  if (!std::isfinite(first.expected)) {
    text += fmt::format(" reads {}, which doesn't fit", amount(first.seen, units_[first.sensor]));
  } else {
    const float gap = first.seen - first.expected, away = first.spread > 0 ? gap / first.spread : 0;
    const auto& unit = units_[first.sensor];
    if (std::fabs(away) >= spreads_told_min) {
      text += fmt::format(" read {} where {} was expected, {:.3g} times its usual spread {}", amount(first.seen, unit),
                          amount(first.expected, unit), std::fabs(away), gap > 0 ? "above" : "below");
    } else {
      text += fmt::format(" moved unlike itself (read {}, expected {})", amount(first.seen, unit), amount(first.expected, unit));
    }
  }
  for (std::size_t k = 1; k < std::min(alarm.culprit_count, line_sensors_max); ++k) {
    if (alarm.culprits[k].share >= 0.1F) text += fmt::format("{}{}", k == 1 ? "; with it " : " and ", names_[alarm.culprits[k].sensor]);
  }
  for (std::size_t e = 0; e < alarm.edge_count; ++e) {
    if (alarm.edges[e].to != first.sensor) continue;
    text += fmt::format("; it no longer follows {} as it used to", names_[alarm.edges[e].from]);
    break;
  }
  return text + fmt::format(". It began at {} and {} {}.", format_time(alarm.onset),
                            alarm.phase == AlarmPhase::closed ? "lasted" : "has lasted", format_duration(alarm.last - alarm.onset));
}

std::string AlarmCard::pattern(const Alarm& alarm) const {
  if (alarm.pattern_count == 0) {
    const bool looked = alarm.culprit_count > 0 && alarm.culprits[0].role != CulpritRole::unknown;
    return looked ? "Looks like no pattern that is known." : "";
  }
  const auto& first = alarm.patterns[0];
  std::string text;
  if (alarm.verdict != PatternKind::unclear) {
    text = fmt::format("Looks like {}, {} ({})", with_article(alarm.verdict), printable(std::string(first.name.view())),
                       percent(first.confidence));
  } else {
    text = "Unclear, perhaps ";
    for (std::size_t k = 0; k < alarm.pattern_count; ++k) {
      const auto& guess = alarm.patterns[k];
      const auto* between = k == 0 ? "" : k + 1 < alarm.pattern_count ? ", " : " or ";
      const auto kind = guess.kind == PatternKind::unclear ? "" : fmt::format("{}, ", name_of(guess.kind));
      text += fmt::format("{}{} ({}{})", between, printable(std::string(guess.name.view())), kind, percent(guess.confidence));
    }
  }
  text += fmt::format(": {}.", printable(std::string(first.sentence.view())));
  if (!first.techniques.empty() && alarm.verdict != PatternKind::fault && alarm.verdict != PatternKind::change) {
    text += fmt::format(" ATT&CK {}", printable(std::string(first.techniques.view())));
  }
  return text;
}

std::string AlarmCard::campaign(const Alarm& alarm) const {
  const auto& part = alarm.campaign;
  if (part.id == 0 || part.place < 2) return "";
  static constexpr std::array places = {"Second", "Third", "Fourth", "Fifth", "Sixth"};
  auto text = part.place - 2 < places.size() ? std::string(places[part.place - 2]) : fmt::format("{}th", part.place);
  text += fmt::format(" alarm of a campaign that began {}", format_time(part.began));
  if (!part.first_stage.empty()) text += fmt::format(" in {}", printable(std::string(part.first_stage.view())));
  if (!part.last_stage.empty() && !(part.last_stage == part.first_stage))
    text += fmt::format(" and has reached {}", printable(std::string(part.last_stage.view())));
  return text + fmt::format(" (alarm {}).", part.id);
}

std::string AlarmCard::counterfactual(const Alarm& alarm) const {
  const std::size_t count = std::min<std::size_t>(alarm.counterfactual.sensors, alarm.culprit_count);
  if (count == 0) return "";
  std::string text = "Had ";
  for (std::size_t k = 0; k < count; ++k) {
    const auto& culprit = alarm.culprits[k];
    const auto& unit = units_[culprit.sensor];
    text += fmt::format("{}{} read {} instead of {}",
                        k == 0          ? ""
                        : k + 1 < count ? ", "
                                        : " and ",
                        names_[culprit.sensor], amount(culprit.expected, unit), amount(culprit.seen, unit));
  }
  return text + " there would have been no alarm.";
}

std::string AlarmCard::sensor_line(const Culprit& culprit, std::size_t name_width) const {
  const auto& name = names_[culprit.sensor];
  const auto& unit = units_[culprit.sensor];
  auto text = fmt::format("    {}{}  {:>5}  seen {}", name, std::string(name_width - width(name), ' '), percent(culprit.share),
                          amount(culprit.seen, unit));
  const auto role = culprit.role == CulpritRole::origin    ? fmt::format("; began here {}", format_time(culprit.onset).substr(11, 8))
                    : culprit.role == CulpritRole::symptom ? fmt::format("; shows it {}", format_time(culprit.onset).substr(11, 8))
                                                           : "";
  if (!std::isfinite(culprit.expected)) return text + ", no expectation" + role;
  text += fmt::format(", expected {}", amount(culprit.expected, unit));
  const float away = (culprit.seen - culprit.expected) / culprit.spread;
  if (culprit.spread > 0 && std::isfinite(away) && std::fabs(away) >= spreads_told_min) {
    text += fmt::format(" ({:.3g} times its usual spread {})", std::fabs(away), away > 0 ? "above" : "below");
  }
  return text + role;
}

std::vector<std::string> AlarmCard::card(const Alarm& alarm) const {
  std::vector<std::string> lines;
  const bool closed = alarm.phase == AlarmPhase::closed;
  lines.push_back("    " + sentence(alarm));
  const auto tell = [&](std::string text) {
    if (!text.empty()) lines.push_back("    " + std::move(text));
  };
  tell(pattern(alarm));
  lines.push_back(fmt::format("    began {}{}, strangest {}{}", format_time(alarm.onset),
                              !closed && alarm.at > alarm.onset ? fmt::format(" ({} before)", format_duration(alarm.at - alarm.onset)) : "",
                              format_time(alarm.peak), closed ? fmt::format(", last {}", format_time(alarm.last)) : ""));
  const auto shown = std::min(alarm.culprit_count, style_.sensors_max);
  std::size_t name_width = 0;
  for (std::size_t k = 0; k < shown; ++k) name_width = std::max(name_width, width(names_[alarm.culprits[k].sensor]));
  for (std::size_t k = 0; k < shown; ++k) lines.push_back(sensor_line(alarm.culprits[k], name_width));
  if (alarm.culprit_count > shown) lines.push_back(fmt::format("    and {} more", alarm.culprit_count - shown));
  if (alarm.edge_count > 0) {
    std::string text = "    no longer holds: ";
    for (std::size_t k = 0; k < alarm.edge_count; ++k) {
      text += fmt::format("{}{} → {}", k ? ", " : "", names_[alarm.edges[k].from], names_[alarm.edges[k].to]);
    }
    lines.push_back(std::move(text));
  }
  tell(campaign(alarm));
  for (std::size_t k = 0; k < alarm.similar_count; ++k) {
    tell(fmt::format("{} alarm {} of {} ({})", k ? "and" : "Resembles", alarm.similar[k].id, format_time(alarm.similar[k].onset),
                     percent(alarm.similar[k].likeness)));
  }
  tell(counterfactual(alarm));
  return lines;
}

}  // namespace weir
