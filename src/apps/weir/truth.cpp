#include "truth.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::size_t sensors_named_max = 3;

std::string called(const TrueEvent& event) { return event.name.empty() ? std::string("an event") : fmt::format("'{}'", event.name); }

std::string touching(const TrueEvent& event) {
  std::string text;
  for (const auto& sensor : event.sensors) text += (text.empty() ? "" : ", ") + sensor;
  return text.empty() ? text : fmt::format(" (on {})", text);
}

}  // namespace

void Truth::add(const std::vector<Target>& targets) {
  for (const auto& target : targets) events_.push_back({target.first, target.end, target.family, target.sensors});
}

void Truth::add(const std::vector<Attack>& attacks, Timestamp plant_start, const LoopLayout& layout) {
  for (const auto& attack : attacks) {
    TrueEvent event{plant_start + attack.start, plant_start + attack.start + attack.duration, attack.name, {}};
    for (const auto sensor : targets_of(attack, layout)) event.sensors.emplace_back(layout.name(sensor));
    events_.push_back(std::move(event));
  }
}

void Truth::add_label(Timestamp at, bool anomalous, Duration step) {
  if (anomalous && !in_run_) events_.push_back({at, at + step, "", {}});
  if (anomalous && in_run_) events_.back().end = at + step;
  in_run_ = anomalous;
}

AlarmTruth Truth::of(Timestamp opened, Timestamp last) const {
  for (const auto& event : events_) {
    const bool too_early = opened < event.first && opened + step_ <= event.first;
    if (too_early || opened >= event.end) continue;
    return {Verity::right, &event,
            fmt::format("{}{}, begun {} before", called(event), touching(event),
                        format_duration(std::max(Duration::zero(), opened - event.first)))};
  }
  const TrueEvent* before = nullptr;
  for (const auto& event : events_) {
    const bool shortly = opened >= event.end && opened - event.end < aftermath_;
    if (shortly && (!before || event.end > before->end)) before = &event;
  }
  if (before) {
    return {Verity::after, before,
            fmt::format("after-effect of {}, which ended {} before", called(*before), format_duration(opened - before->end))};
  }
  for (const auto& event : events_) {
    if (opened < event.first && last >= event.first) {
      return {Verity::already_on, &event,
              fmt::format("nothing yet; {} began {} later, while it was on", called(event), format_duration(event.first - opened))};
    }
  }
  return {Verity::wrong, nullptr, "nothing: a false alarm"};
}

bool names_right_sensor(const Alarm& alarm, const TrueEvent& event, const Catalogue& catalogue) {
  for (std::size_t k = 0; k < std::min(sensors_named_max, alarm.culprit_count); ++k) {
    if (std::ranges::find(event.sensors, catalogue[alarm.culprits[k].sensor].name) != event.sensors.end()) return true;
  }
  return false;
}

std::string first_sensors(const Alarm& alarm, const Catalogue& catalogue) {
  std::string text;
  for (std::size_t k = 0; k < std::min(sensors_named_max, alarm.culprit_count); ++k) {
    text += (k ? ", " : "") + catalogue[alarm.culprits[k].sensor].name;
  }
  return text;
}

}  // namespace weir
