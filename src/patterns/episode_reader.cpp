#include "patterns/episode_reader.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float share_least = 0.05F;     // of a culprit that counts for the plant's features
constexpr std::size_t rows_at_once = 2;  // onsets no farther apart are one
constexpr float onset_fades = 8;         // rows; how fast a later onset makes an origin unlikely
constexpr float origin_least = 0.45F;    // of the likeliest origin's weight, to be one too

float at_most_one(float x) { return std::isfinite(x) ? std::clamp(x, 0.0F, 1.0F) : 0.0F; }

}  // namespace

EpisodeReader::EpisodeReader(const Catalogue& catalogue, const Graph& topology, std::size_t window_rows)
    : catalogue_(catalogue), topology_(topology), reader_(window_rows) {}

bool EpisodeReader::read(const RecentWindow& window, Alarm& alarm, Signature& signature) noexcept {
  EpisodeRows rows{window.row_of(alarm.onset), 0};
  if (rows.onset == 0 || rows.onset >= window.rows()) return false;  // its beginning has left the window, or hasn't entered it
  rows.end = window.row_of(alarm.last + Duration(1));
  if (rows.end <= rows.onset) return false;
  const std::size_t count = alarm.culprit_count;
  if (count == 0) return false;
  for (std::size_t k = 0; k < count; ++k) {
    const auto sensor = alarm.culprits[k].sensor;
    courses_[k] = reader_.read(window, rows, catalogue_[sensor], sensor);
    courses_[k].signature[Feature::share] = alarm.culprits[k].share;
    alarm.culprits[k].onset = window.at(courses_[k].onset);
  }
  tell_roles(alarm, rows, count);
  signature = courses_[0].signature;
  read_plant(alarm, count, signature);
  return true;
}

float EpisodeReader::tampering(const Signature& own) const {
  if (own[Feature::discrete] == 1) return own[Feature::chatter] > 4 ? 0.5F : 0;
  const float repeated = at_most_one((own[Feature::repeats] - 5) / 6);
  const float still = own[Feature::still_ratio] > 3 ? at_most_one(own[Feature::still] * 1.2F) : 0;
  const float jumped = at_most_one((own[Feature::jump] - 1.5F) / 4) * 0.8F;
  return std::max({repeated, still, jumped, at_most_one(own[Feature::lost])});
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

void EpisodeReader::tell_roles(Alarm& alarm, EpisodeRows rows, std::size_t count) noexcept {
  std::size_t earliest = rows.end;
  for (std::size_t k = 0; k < count; ++k) {
    if (courses_[k].strange) earliest = std::min(earliest, courses_[k].onset);
  }
  float best = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const auto& course = courses_[k];
    const float late = course.strange ? static_cast<float>(course.onset - std::min(earliest, course.onset)) : 4 * onset_fades;
    weight_[k] = alarm.culprits[k].share * std::exp(-late / onset_fades) * (0.4F + 1.6F * tampering(course.signature));
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
    }
  }
}

void EpisodeReader::read_plant(const Alarm& alarm, std::size_t count, Signature& into) const noexcept {
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
    if (discrete) discrete_share += alarm.culprits[k].share;
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
    jumped += !discrete && own[Feature::jump] > 3;
    copied += !discrete && (own[Feature::repeats] >= 8 || (own[Feature::still_ratio] > 3 && own[Feature::still] > 0.5F));
    flips += discrete && own[Feature::chatter] > 0;
  }
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

}  // namespace weir
