#include "explain/alarm_card.h"

#include <algorithm>
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

std::string AlarmCard::sensor_line(const Culprit& culprit, std::size_t name_width) const {
  const auto& name = names_[culprit.sensor];
  const auto& unit = units_[culprit.sensor];
  auto text = fmt::format("    {}{}  {:>5}  seen {}", name, std::string(name_width - width(name), ' '), percent(culprit.share),
                          amount(culprit.seen, unit));
  if (!std::isfinite(culprit.expected)) return text + ", no expectation";
  text += fmt::format(", expected {}", amount(culprit.expected, unit));
  const float away = (culprit.seen - culprit.expected) / culprit.spread;
  if (culprit.spread > 0 && std::isfinite(away) && std::fabs(away) >= spreads_told_min) {
    text += fmt::format(" ({:.3g} times its usual spread {})", std::fabs(away), away > 0 ? "above" : "below");
  }
  return text;
}

std::vector<std::string> AlarmCard::card(const Alarm& alarm) const {
  std::vector<std::string> lines;
  const bool closed = alarm.phase == AlarmPhase::closed;
  lines.push_back("    " + sentence(alarm));
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
  return lines;
}

}  // namespace weir
