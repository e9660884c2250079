#include "patterns/episode_reader.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float share_least = 0.05F;     // of a culprit that counts for the plant's features
constexpr std::size_t rows_at_once = 2;  // onsets no farther apart are one
constexpr float onset_fades = 8;         // rows; how fast a later onset makes an origin unlikely
constexpr float flip_fades = 1.5F;       // the same for actuators
constexpr std::size_t takes_over = 6;    // rows within which one actuator follows another
constexpr float tampered = 0.7F;         // from here on a reading counts as tampered with
constexpr float forced_share = 0.3F;     // an actuator that looks forced counts as if it had this share,
constexpr float unblamed_share = 0.05F;  // or this where no detector blames it
constexpr float origin_least = 0.45F;    // of the likeliest origin's weight, to be one too

float at_most_one(float x) { return std::isfinite(x) ? std::clamp(x, 0.0F, 1.0F) : 0.0F; }

}  // namespace

EpisodeReader::EpisodeReader(const Catalogue& catalogue, const Graph& topology, std::size_t window_rows)
    : catalogue_(catalogue), topology_(topology), reader_(window_rows) {}

bool EpisodeReader::read(const RecentWindow& window, Alarm& alarm, Signature& signature) noexcept {
  EpisodeRows rows{window.row_of(alarm.onset), 0};
  if (rows.onset == 0 || rows.onset >= window.rows()) return false;  // its beginning has left the window, or hasn't entered it
  rows.end = window.row_of(alarm.last + Duration(1));
  if (rows.end <= rows.onset || alarm.culprit_count == 0) return false;
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) read_culprit(window, rows, alarm, k);
  read_silent(window, rows, alarm);
  read_actuators(window, rows, alarm);
  tell_roles(alarm, rows);
  signature = courses_[0].signature;
  read_plant(alarm, signature);
  read_mirrored(window, alarm, signature);
  read_others(window, alarm, rows, signature);
  return true;
}

void EpisodeReader::read_culprit(const RecentWindow& window, EpisodeRows rows, Alarm& alarm, std::size_t k) noexcept {
  const auto sensor = alarm.culprits[k].sensor;
  courses_[k] = reader_.read(window, rows, catalogue_[sensor], sensor);
  courses_[k].signature[Feature::share] = alarm.culprits[k].share;
  alarm.culprits[k].onset = window.at(courses_[k].onset);
  conduct_[k] = {};
}

std::size_t EpisodeReader::earliest_onset(const Alarm& alarm, EpisodeRows rows) const {
  std::size_t earliest = rows.end - 1;
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
    if (courses_[k].strange && alarm.culprits[k].share >= share_least) earliest = std::min(earliest, courses_[k].onset);
  }
  return earliest;
}

void EpisodeReader::read_actuators(const RecentWindow& window, EpisodeRows rows, Alarm& alarm) noexcept {
  const std::size_t earliest = earliest_onset(alarm, rows);
  float most = 0.6F;
  std::size_t found = catalogue_.size();
  ActuatorConduct of_found;
  const std::size_t leading = std::min<std::size_t>(alarm.culprit_count, 2);
  for (std::size_t i = 0; i < catalogue_.size(); ++i) {
    if (catalogue_[i].kind != SensorKind::discrete) continue;
    const auto sensor = static_cast<SensorIndex>(i);
    std::size_t known = alarm.culprit_count;
    bool near = false;
    for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
      if (alarm.culprits[k].sensor == sensor) known = k;
      if (k < leading) near |= follows(sensor, alarm.culprits[k].sensor) || follows(alarm.culprits[k].sensor, sensor);
    }
    if (known == alarm.culprit_count && !near) continue;
    const auto conduct = conduct_of(window, i, earliest, rows.end);
    if (known < alarm.culprit_count) {
      conduct_[known] = conduct;
    } else if (conduct.forced() > most) {
      most = conduct.forced();
      found = i;
      of_found = conduct;
    }
  }
  if (found == catalogue_.size()) return;
  const std::size_t k = take_in(window, rows, alarm, found);
  conduct_[k] = of_found;
  courses_[k].onset = std::min(of_found.since, rows.end - 1);
  alarm.culprits[k].onset = window.at(courses_[k].onset);
}

/// Behind the others, or in the place of the least. Returns its place.
std::size_t EpisodeReader::take_in(const RecentWindow& window, EpisodeRows rows, Alarm& alarm, std::size_t sensor) noexcept {
  const std::size_t k = alarm.culprit_count < Alarm::culprits_max ? alarm.culprit_count++ : Alarm::culprits_max - 1;
  const float seen = window.value(rows.end - 1, sensor);
  alarm.culprits[k] = {.sensor = static_cast<SensorIndex>(sensor), .share = 0, .seen = seen, .expected = NAN, .spread = NAN};
  read_culprit(window, rows, alarm, k);
  return k;
}

void EpisodeReader::read_silent(const RecentWindow& window, EpisodeRows rows, Alarm& alarm) noexcept {
  const std::size_t first = rows.onset > 90 ? rows.onset - 90 : 0;
  float most = 0.2F;
  std::size_t found = catalogue_.size();
  for (std::size_t i = 0; i < catalogue_.size(); ++i) {
    std::size_t lost = 0, lost_before = 0;
    for (std::size_t row = first; row < rows.end; ++row) lost += !window.usable(row, i);
    for (std::size_t row = 0; row < first; ++row) lost_before += !window.usable(row, i);
    if (lost == 0 || (first > 0 && 10 * lost_before > first)) continue;  // it is often silent: no news
    const float share = static_cast<float>(lost) / static_cast<float>(rows.end - rows.onset);
    if (share > most) most = share, found = i;
  }
  if (found == catalogue_.size()) return;
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
    if (alarm.culprits[k].sensor == found) return;
  }
  take_in(window, rows, alarm, found);
}

float EpisodeReader::tampering(const Signature& own, SensorKind kind) const {
  if (own[Feature::discrete] == 1) return 0;  // see its conduct
  const float repeated = at_most_one((std::max(own[Feature::repeats], own[Feature::repeats_ahead]) - 5) / 6);
  const float still = own[Feature::still_ratio] > 3 ? at_most_one(own[Feature::still] * 1.2F) : at_most_one(own[Feature::still_ahead] / 30);
  const float jump = kind == SensorKind::level ? own[Feature::jump] : std::min(own[Feature::jump], 3 * own[Feature::leap]);
  const float jumped = at_most_one((jump - 1.5F) / 4) * 0.8F;
  const float snapped = at_most_one((own[Feature::return_jump] - 1.5F) / 4) * 0.8F;  // no process lets go like that
  return std::max({repeated, still, jumped, snapped, at_most_one(own[Feature::lost])});
}

bool EpisodeReader::ranks_before(const Alarm& alarm, std::size_t a, std::size_t b) const {
  const bool origin_a = alarm.culprits[a].role == CulpritRole::origin, origin_b = alarm.culprits[b].role == CulpritRole::origin;
  if (origin_a != origin_b) return origin_a;
  return origin_a ? weight_[a] > weight_[b] : alarm.culprits[a].share > alarm.culprits[b].share;
}

bool EpisodeReader::follows(SensorIndex from, SensorIndex to) const {
  if (to >= topology_.sensors()) return false;
  return std::ranges::any_of(topology_.edges_into(to), [&](const Edge& e) { return e.from == from; });
}

void EpisodeReader::tell_roles(Alarm& alarm, EpisodeRows rows) noexcept {
  const std::size_t count = alarm.culprit_count;
  std::size_t earliest = earliest_onset(alarm, rows);
  for (std::size_t k = 0; k < count; ++k) {
    if (conduct_[k].forced() > 0) earliest = std::min(earliest, conduct_[k].since);
  }
  float best = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const auto& course = courses_[k];
    const bool discrete = course.signature[Feature::discrete] == 1;
    const float forced = discrete ? conduct_[k].forced() : 0;
    // What moves at once with others is told apart by single steps; a reading's onset is less sharp.
    const std::size_t onset = forced > 0 ? conduct_[k].since : course.onset;
    const float late = course.strange || forced > 0 ? static_cast<float>(onset - std::min(earliest, onset)) : 4 * onset_fades;
    const float fading = std::exp(-late / (discrete ? flip_fades : onset_fades));
    const float silent = at_most_one(2 * course.signature[Feature::lost]);
    const bool blamed = alarm.culprits[k].share > 0.005F;
    const float share = std::max({alarm.culprits[k].share, (blamed ? forced_share : unblamed_share) * forced, forced_share * silent});
    weight_[k] = share * fading * (0.4F + 1.6F * std::max(forced, tampering(course.signature, catalogue_[alarm.culprits[k].sensor].kind)));
    // A flow that changes as usual when a pump does is the pump's.
    for (std::size_t j = 0; j < count && !discrete; ++j) {
      const float leap = course.signature[Feature::leap];
      if (!conduct_[j].flipped || conduct_[j].since > course.onset + 1 || !(leap >= 0.5F && leap <= 1.2F)) continue;
      if (alarm.culprits[j].share < share_least || catalogue_[alarm.culprits[k].sensor].kind == SensorKind::level) continue;
      if (alarm.culprits[j].share < 0.1F && !follows(alarm.culprits[j].sensor, alarm.culprits[k].sensor)) continue;
      weight_[k] *= 0.3F;
      break;
    }
    // An actuator that moves with or after a reading that was tampered with obeys it.
    for (std::size_t j = 0; j < count && discrete; ++j) {
      if (courses_[j].signature[Feature::discrete] == 1 || alarm.culprits[j].share < share_least) continue;
      if (courses_[j].onset > onset + rows_at_once) continue;
      if (tampering(courses_[j].signature, catalogue_[alarm.culprits[j].sensor].kind) < tampered) continue;
      weight_[k] *= 0.2F;
      break;
    }
    // A standby that takes over, or a valve that shuts behind a pump, moves after the one that was moved.
    for (std::size_t j = 0; j < count && discrete; ++j) {
      if (j == k || !conduct_[j].flipped || !conduct_[k].flipped || alarm.culprits[j].share < share_least) continue;
      if (conduct_[j].since >= conduct_[k].since || conduct_[j].since + takes_over < conduct_[k].since) continue;
      weight_[k] *= 0.15F;
      break;
    }
    // What acts on it was strange before it was: then it shows here rather than begins here.
    for (std::size_t j = 0; j < count; ++j) {
      if (j == k || !courses_[j].strange || courses_[j].onset + rows_at_once >= course.onset) continue;
      if (alarm.culprits[j].share < share_least || !follows(alarm.culprits[j].sensor, alarm.culprits[k].sensor)) continue;
      weight_[k] *= 0.6F;
      break;
    }
    best = std::max(best, weight_[k]);
  }
  for (std::size_t k = 0; k < count; ++k) {
    alarm.culprits[k].role = weight_[k] >= origin_least * best && best > 0 ? CulpritRole::origin : CulpritRole::symptom;
  }
  // Insertion sort, stable: eight at most. Origins by weight, the others stay by share.
  for (std::size_t k = 1; k < count; ++k) {
    for (std::size_t j = k; j > 0 && ranks_before(alarm, j, j - 1); --j) {
      std::swap(alarm.culprits[j], alarm.culprits[j - 1]);
      std::swap(courses_[j], courses_[j - 1]);
      std::swap(weight_[j], weight_[j - 1]);
      std::swap(conduct_[j], conduct_[j - 1]);
    }
  }
}

void EpisodeReader::read_plant(const Alarm& alarm, Signature& into) const noexcept {
  const std::size_t count = alarm.culprit_count;
  float novel = 0, early_flip = 0, overdue = 0, most_flips = 0;
  float culprits = 0, together = 0, jumped = 0, copied = 0, discrete_share = 0, flips = 0, stages = 0;
  std::size_t earliest = ~std::size_t{0}, latest = 0;
  for (std::size_t k = 0; k < count; ++k) {
    if (alarm.culprits[k].share < share_least || !courses_[k].strange) continue;
    earliest = std::min(earliest, courses_[k].onset);
    latest = std::max(latest, courses_[k].onset);
  }
  bool discrete_first = false;
  for (std::size_t k = 0; k < count; ++k) {
    const auto& own = courses_[k].signature;
    const bool discrete = own[Feature::discrete] == 1;
    if (discrete) {
      const auto& conduct = conduct_[k];
      discrete_share += alarm.culprits[k].share;
      if (conduct.flipped) novel = std::max(novel, conduct.novel ? 1.0F : 0.0F), early_flip = std::max(early_flip, conduct.early);
      overdue = std::max(overdue, conduct.overdue);
      most_flips = std::max(most_flips, conduct.flips);
    }
    if (alarm.culprits[k].share < share_least) continue;
    culprits += 1;
    const auto& stage = catalogue_[alarm.culprits[k].sensor].stage;
    bool new_stage = true;
    for (std::size_t j = 0; j < k; ++j) new_stage &= catalogue_[alarm.culprits[j].sensor].stage != stage;
    stages += new_stage;
    if (!courses_[k].strange) continue;
    const bool early = courses_[k].onset <= earliest + rows_at_once;
    together += early;
    discrete_first |= discrete && early;
    jumped += !discrete && (own[Feature::jump] > 3 || own[Feature::leap] > 1.5F || own[Feature::return_jump] > 2);
    copied += !discrete && (own[Feature::repeats] >= 8 || own[Feature::repeats_ahead] >= 12 ||
                            (own[Feature::still_ratio] > 3 && own[Feature::still] > 0.5F));
    flips += discrete && own[Feature::chatter] > 0;
  }
  into[Feature::novel_state] = novel;
  into[Feature::early_flip] = early_flip;
  into[Feature::overdue] = overdue;
  into[Feature::flips] = most_flips;
  into[Feature::culprits] = culprits;
  into[Feature::stages] = stages;
  into[Feature::together] = together;
  into[Feature::jumped] = jumped;
  into[Feature::copied] = copied;
  into[Feature::discrete_share] = discrete_share;
  into[Feature::discrete_first] = discrete_first ? 1 : 0;
  into[Feature::discrete_flips] = flips;
  into[Feature::unfolding] = latest >= earliest ? static_cast<float>(latest - earliest) : 0;
  into[Feature::minutes] = static_cast<float>(seconds(alarm.last - alarm.onset) / 60);
}

/// A controller that is fed a recording does again what it did then. One that isn't, doesn't.
void EpisodeReader::read_mirrored(const RecentWindow& window, const Alarm& alarm, Signature& into) const noexcept {
  std::size_t k = 0;
  while (k < alarm.culprit_count && (courses_[k].copy_lag == 0 || alarm.culprits[k].share < share_least)) ++k;
  if (k == alarm.culprit_count) return;
  const auto& copy = courses_[k];
  if (copy.copy_end < copy.copy_first + 6) return;
  for (std::size_t i = 0; i < catalogue_.size(); ++i) {
    if (catalogue_[i].kind != SensorKind::discrete) continue;
    const auto changes = [&](std::size_t row) { return row > 0 && std::abs(window.value(row, i) - window.value(row - 1, i)) > 0.4F; };
    std::size_t then = 0, now = 0, both = 0;
    for (std::size_t row = copy.copy_first; row < copy.copy_end; ++row) {
      const bool changed = changes(row), changed_then = changes(row - copy.copy_lag);
      then += changed_then;
      now += changed;
      both += changed && changed_then;
    }
    if (then + now == 0) continue;
    const float share = static_cast<float>(both) / static_cast<float>(std::max(then, now));
    if (!(into[Feature::mirrored] >= share)) into[Feature::mirrored] = share;
  }
}

void EpisodeReader::read_others(const RecentWindow& window, const Alarm& alarm, EpisodeRows rows, Signature& into) const noexcept {
  const std::size_t before = rows.onset > 60 ? rows.onset - 60 : rows.onset / 2;
  float actuator = 0, other = 0;
  for (std::size_t i = 0; i < catalogue_.size(); ++i) {
    if (i == alarm.culprits[0].sensor) continue;
    double during_sum = 0, before_sum = 0;
    for (std::size_t row = rows.onset; row < rows.end; ++row) during_sum += std::abs(window.strangeness(row, i));
    const std::size_t first = before > 300 ? before - 300 : 0;
    for (std::size_t row = first; row < before; ++row) before_sum += std::abs(window.strangeness(row, i));
    const auto grown = static_cast<float>(during_sum / static_cast<double>(rows.end - rows.onset) -
                                          before_sum / static_cast<double>(std::max<std::size_t>(1, before - first)));
    auto& most = catalogue_[i].kind == SensorKind::discrete ? actuator : other;
    most = std::max(most, grown);
  }
  into[Feature::actuator_strange] = actuator;
  into[Feature::others_strange] = other;
}

}  // namespace weir
