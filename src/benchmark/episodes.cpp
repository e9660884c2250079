#include "benchmark/episodes.h"

#include <algorithm>
#include <map>

#include "stats/robust.h"

namespace weir {
namespace {

constexpr std::size_t named_max = 3;

/// The alarm that finds an episode: the first that opens within it.
const Alarm* finder_of(const Episode& episode, const AlarmLog& log) {
  for (const auto& alarm : log.openings) {
    if (alarm.at >= episode.first && alarm.at < episode.end) return &alarm;
  }
  return nullptr;
}

bool was_on_before(const Episode& episode, const AlarmLog& log) {
  return std::ranges::any_of(log.openings, [&](const Alarm& alarm) {
    if (alarm.at >= episode.first) return false;
    const auto ending = std::ranges::find(log.endings, alarm.id, &Alarm::id);
    return ending == log.endings.end() || ending->last >= episode.first;
  });
}

bool touches(const Episode& episode, const Alarm& alarm, std::size_t first, const Catalogue& catalogue) {
  for (std::size_t k = 0; k < std::min(first, alarm.culprit_count); ++k) {
    if (std::ranges::find(episode.sensors, catalogue[alarm.culprits[k].sensor].name) != episode.sensors.end()) return true;
  }
  return false;
}

}  // namespace

const char* name_of(EpisodeClass kind) {
  switch (kind) {
    case EpisodeClass::single: return "single";
    case EpisodeClass::staged: return "staged";
    case EpisodeClass::coordinated: return "coordinated";
    case EpisodeClass::fault: return "fault";
    case EpisodeClass::undetectable: return "undetectable";
  }
  return "";
}

bool AlarmLog::push(std::span<const Alarm> alarms) {
  for (const auto& alarm : alarms) {
    if (alarm.phase == AlarmPhase::opened) openings.push_back(alarm);
    if (alarm.phase == AlarmPhase::closed) endings.push_back(alarm);
  }
  return true;
}

std::vector<FamilyPower> power_of(const std::vector<Episode>& episodes, const AlarmLog& log, const Catalogue& catalogue) {
  std::vector<FamilyPower> families;
  std::vector<std::vector<float>> delays;
  std::vector<std::map<double, PowerPoint>> power;
  for (const auto& episode : episodes) {
    auto at = std::ranges::find_if(families, [&](const FamilyPower& f) { return f.family == episode.family && f.kind == episode.kind; });
    if (at == families.end()) {
      families.push_back({});
      families.back().family = episode.family;
      families.back().kind = episode.kind;
      delays.emplace_back();
      power.emplace_back();
      at = std::prev(families.end());
    }
    const auto index = static_cast<std::size_t>(at - families.begin());
    ++at->episodes;
    const auto* alarm = finder_of(episode, log);
    if (episode.size) {
      auto& point = power[index].try_emplace(*episode.size, PowerPoint{*episode.size, 0, 0}).first->second;
      ++point.episodes;
      point.found += alarm != nullptr;
    }
    at->already_on += !alarm && was_on_before(episode, log);
    if (!alarm) continue;
    ++at->found;
    at->named_first += touches(episode, *alarm, 1, catalogue);
    at->named_among_three += touches(episode, *alarm, named_max, catalogue);
    delays[index].push_back(static_cast<float>(std::max(0.0, seconds(alarm->at - episode.first))));
  }
  for (std::size_t f = 0; f < families.size(); ++f) {
    if (!delays[f].empty()) families[f].median_delay_s = quantile(delays[f], 0.5);
    for (const auto& [size, point] : power[f]) families[f].power.push_back(point);
  }
  std::ranges::stable_sort(families, {}, &FamilyPower::kind);
  return families;
}

}  // namespace weir
