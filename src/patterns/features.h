// What can be measured of an episode: the words that a pattern's conditions are written in.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Of the sensor where the episode began, unless it says "plant". "Before" is the hour or so ahead of the onset, "during" the
/// time from the sensor's onset to the episode's last strange step.
enum class Feature : std::uint8_t {
  discrete,          // 1: an actuator, a state or a set-point
  level,             // 1: a stock, such as a tank
  jump,              // largest change from step to step around the onset, in the largest usual one before (99 %)
  return_jump,       // largest later change until the episode ends, in the largest before: a reading let go snaps back
  offset,            // |mean of seen - expected| during, in spreads
  steadiness,        // 0..1: 1 where seen - expected stays the same, 0 where it swings about nothing
  growth,            // -1..1: how seen - expected in the last third compares with the first
  straightness,      // 0..1: r2 of seen - expected with time
  still,             // 0..1: longest unchanged stretch, of the time during
  still_ratio,       // longest unchanged stretch during, in the longest before
  noise_ratio,       // log2: roughness (second differences) during over before
  swing_ratio,       // log2: range of values during over before
  replay,            // 0..1: share of the time during in which it repeats itself exactly at one lag, above chance
  replay_lag,        // that lag, in the time during
  repeats,           // longest unbroken stretch of moving steps that repeats at one lag
  delay,             // 0..1: 1 where what it repeats ends after just the lag: late data, that then go on with what is new
  lost,              // 0..1: share of the time during without a usable value
  beyond,            // farthest outside of the range of normal data, in that range
  at_end,            // 0..1: share of the time during at or beyond an end of its range
  chatter,           // changes a step during over before; of discrete sensors
  excursions,        // separate stretches of strangeness
  proportion,        // -1..1: correlation of |seen - expected| with |expected|
  lead,              // steps from its onset to the alarm's
  share,             // 0..1 of the strangeness
  culprits,          // plant: sensors with a share of 5 % or more
  stages,            // plant: stages that they stand in
  together,          // plant: of them, how many began within two steps of the first
  jumped,            // plant: of them, how many changed by more than they ever do at once, at their onset or after
  copied,            // plant: of them, how many stand still or repeat themselves
  discrete_share,    // plant: share of the strangeness in discrete sensors
  discrete_first,    // plant: 1 where a discrete sensor was the first or among the first two steps
  discrete_flips,    // plant: discrete sensors among the culprits that changed state during
  unfolding,         // plant: steps from the first culprit's onset to the last one's
  novel_state,       // plant: 1 where an actuator near the origin took a state at the onset that it hadn't had before
  early_flip,        // plant, 0..1: how much earlier than ever an actuator near the origin changed state at the onset
  overdue,           // plant: an actuator near the origin keeps its state so many times the longest before
  flips,             // plant: most changes of state a step of an actuator near the origin, during over before
  actuator_strange,  // plant: strangest actuator: mean strangeness during above that before
  others_strange,    // plant: the same of the strangest other sensor than the origin
  leap,              // largest change from step to step around the onset, in the largest at all before
  still_ahead,       // steps that it stood still just ahead of its onset, where it usually moves
  repeats_ahead,     // as `repeats`, in the half hour or so ahead of a jump: a copy may have ended there
  mirrored,          // plant, 0..1: changes of an actuator that came at the same steps of what is repeated; of the best one
  minutes,           // plant: length of the episode
};
inline constexpr std::size_t feature_count = 44;

std::string_view name_of(Feature feature);
std::optional<Feature> feature(std::string_view name);
std::vector<std::string> feature_names();

/// One number a feature; NaN: not known of this episode.
struct Signature {
  std::array<float, feature_count> value = unknown();
  float& operator[](Feature f) { return value[static_cast<std::size_t>(f)]; }
  float operator[](Feature f) const { return value[static_cast<std::size_t>(f)]; }

 private:
  static constexpr std::array<float, feature_count> unknown() {
    std::array<float, feature_count> all{};
    all.fill(NAN);
    return all;
  }
};

}  // namespace weir
