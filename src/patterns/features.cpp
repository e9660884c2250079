#include "patterns/features.h"

#include <algorithm>

namespace weir {
namespace {

constexpr std::array<std::string_view, feature_count> names = {
    "discrete",    "level",         "jump",        "return_jump", "offset",     "steadiness",       "growth",         "straightness",
    "still",       "still_ratio",   "noise_ratio", "swing_ratio", "replay",     "replay_lag",       "repeats",        "delay",
    "lost",        "beyond",        "at_end",      "chatter",     "excursions", "proportion",       "lead",           "share",
    "culprits",    "stages",        "together",    "jumped",      "copied",     "discrete_share",   "discrete_first", "discrete_flips",
    "unfolding",   "novel_state",   "early_flip",  "overdue",     "flips",      "actuator_strange", "others_strange", "leap",
    "still_ahead", "repeats_ahead", "mirrored",    "minutes"};
static_assert(static_cast<std::size_t>(Feature::minutes) + 1 == feature_count);

}  // namespace

std::string_view name_of(Feature feature) { return names[static_cast<std::size_t>(feature)]; }

std::optional<Feature> feature(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Feature>(found - names.begin());
}

std::vector<std::string> feature_names() { return {names.begin(), names.end()}; }

}  // namespace weir
