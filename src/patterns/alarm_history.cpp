#include "patterns/alarm_history.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr double campaign_pause_s = 24 * 3600;  // longest pause between two alarms of a campaign
constexpr float relation_least = 0.5F;
constexpr float likeness_least = 0.6F;
const std::string no_stage;

/// Cosine between the two lists of shares.
float common(std::span<const Culprit> a, std::span<const Culprit> b) {
  float aa = 0, bb = 0, ab = 0;
  for (const auto& x : a) {
    aa += x.share * x.share;
    for (const auto& y : b) ab += x.sensor == y.sensor ? x.share * y.share : 0;
  }
  for (const auto& y : b) bb += y.share * y.share;
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

bool may_be_campaign(PatternKind verdict) { return verdict == PatternKind::attack || verdict == PatternKind::unclear; }

}  // namespace

AlarmHistory::AlarmHistory(const Catalogue& catalogue, const Graph& graph)
    : catalogue_(catalogue), given_(catalogue.size()), any_(catalogue.size()) {
  for (const auto& edge : graph.edges()) {
    any_[edge.from].push_back(edge.to);
    any_[edge.to].push_back(edge.from);
    if (!edge.physical) continue;
    given_[edge.from].push_back(edge.to);
    given_[edge.to].push_back(edge.from);
  }
  for (auto* lists : {&given_, &any_}) {
    for (auto& list : *lists) std::ranges::sort(list);
  }
}

AlarmHistory::Past* AlarmHistory::find(std::uint64_t id) {
  for (std::size_t k = 0; k < std::min(count_, kept_max); ++k) {
    if (past_[k].id == id) return &past_[k];
  }
  return nullptr;
}

AlarmHistory::Past& AlarmHistory::remember(const Alarm& alarm) {
  auto* past = find(alarm.id);
  if (!past) past = &past_[count_++ % kept_max];
  past->id = alarm.id;
  past->onset = alarm.onset;
  past->last = alarm.last;
  past->verdict = alarm.verdict;
  past->pattern = alarm.pattern_count ? alarm.patterns[0].name : FixedText<23>();
  past->culprits = alarm.culprits;
  past->culprit_count = alarm.culprit_count;
  past->campaign = alarm.campaign;
  return *past;
}

void AlarmHistory::place(Alarm& alarm) noexcept {
  tell_similar(alarm);
  if (const auto* known = find(alarm.id); known && known->campaign.id != 0) {
    alarm.campaign = known->campaign;  // once told, it stays
  } else {
    tell_campaign(alarm);
  }
  remember(alarm);
}

void AlarmHistory::tell_similar(Alarm& alarm) const {
  alarm.similar_count = 0;
  const auto own = std::span(alarm.culprits).first(alarm.culprit_count);
  for (std::size_t k = 0; k < std::min(count_, kept_max); ++k) {
    const auto& past = past_[k];
    if (past.id >= alarm.id) continue;
    const bool same = alarm.pattern_count > 0 && past.pattern == alarm.patterns[0].name;
    const float likeness = 0.7F * common(own, std::span(past.culprits).first(past.culprit_count)) + (same ? 0.3F : 0);
    if (likeness < likeness_least) continue;
    const SimilarAlarm found{past.id, past.onset, likeness};
    if (alarm.similar_count == Alarm::similar_max && likeness <= alarm.similar.back().likeness) continue;
    std::size_t at = alarm.similar_count < Alarm::similar_max ? alarm.similar_count++ : Alarm::similar_max - 1;
    alarm.similar[at] = found;
    for (; at > 0 && alarm.similar[at].likeness > alarm.similar[at - 1].likeness; --at) std::swap(alarm.similar[at], alarm.similar[at - 1]);
  }
}

const std::string& AlarmHistory::stage_of(const Alarm& alarm) const {
  return alarm.culprit_count ? catalogue_[alarm.culprits[0].sensor].stage : no_stage;
}

bool AlarmHistory::neighbours(SensorIndex a, SensorIndex b) const {
  if (a == b || std::ranges::binary_search(any_[a], b)) return true;
  return std::ranges::any_of(given_[a], [&](SensorIndex c) { return std::ranges::binary_search(given_[c], b); });
}

/// 0: nothing to do with each other, 1: as close as can be.
float AlarmHistory::relation(const Past& past, const Alarm& alarm) const {
  if (!may_be_campaign(past.verdict) || past.culprit_count == 0 || alarm.culprit_count == 0) return 0;
  const double pause_s = seconds(alarm.onset - past.last);
  if (pause_s > campaign_pause_s) return 0;
  float best = 0;
  const auto leading = [](std::size_t count) { return std::min<std::size_t>(count, 3); };
  for (std::size_t i = 0; i < leading(past.culprit_count); ++i) {
    for (std::size_t k = 0; k < leading(alarm.culprit_count); ++k) {
      const auto a = past.culprits[i].sensor, b = alarm.culprits[k].sensor;
      const float lead = i + k == 0 ? 1 : 0.85F;  // between two that lead their alarms it means more
      const auto& stage = catalogue_[a].stage;
      const float close = a == b ? 1 : neighbours(a, b) ? 0.9F : !stage.empty() && stage == catalogue_[b].stage ? 0.8F : 0;
      best = std::max(best, lead * close);
    }
  }
  const auto fading = static_cast<float>(1 - 0.45 * std::clamp(pause_s / campaign_pause_s, 0.0, 1.0));
  return best * fading;
}

void AlarmHistory::tell_campaign(Alarm& alarm) {
  alarm.campaign = {};
  if (!may_be_campaign(alarm.verdict)) return;
  Past* joined = nullptr;
  float closest = relation_least;
  for (std::size_t k = 0; k < std::min(count_, kept_max); ++k) {
    auto& past = past_[k];
    if (past.id >= alarm.id) continue;
    const float r = relation(past, alarm);
    const bool newer = joined && r == closest && past.id > joined->id;
    if (r > closest || newer || (!joined && r >= closest)) joined = &past, closest = r;
  }
  if (!joined) return;
  if (joined->campaign.id == 0) {
    const auto first = joined->culprit_count ? std::string_view(catalogue_[joined->culprits[0].sensor].stage) : std::string_view();
    joined->campaign = {joined->id, 1, joined->onset, first, first};
  }
  std::uint32_t place = 1;
  for (std::size_t k = 0; k < std::min(count_, kept_max); ++k) {
    if (past_[k].campaign.id == joined->campaign.id && past_[k].id < alarm.id) place = std::max(place, past_[k].campaign.place);
  }
  alarm.campaign = joined->campaign;
  alarm.campaign.place = place + 1;
  alarm.campaign.last_stage = FixedText<15>(stage_of(alarm));
}

}  // namespace weir
