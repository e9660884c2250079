// For tests: a series as one can draw it. '#' is 1, anything else 0: drawn("..####..", "...##.#.").
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "metrics/series.h"

namespace weir {

inline std::vector<std::uint8_t> drawn(std::string_view text) {
  std::vector<std::uint8_t> steps(text.size());
  std::ranges::transform(text, steps.begin(), [](char c) { return static_cast<std::uint8_t>(c == '#'); });
  return steps;
}

inline Series drawn_series(std::string_view labels, std::string_view alarms, std::span<const double> scores = {}, double period_s = 1) {
  auto series = Series::make({.labels = drawn(labels), .alarms = drawn(alarms), .scores = scores, .period_s = period_s});
  if (!series) throw std::invalid_argument(series.error().message);
  return *std::move(series);
}

/// n steps of random events and scores (coarse ones: many ties), alarms where the score is high.
inline Series random_series(Random& random, std::size_t n, double toggle_chance = 0.1) {
  std::vector<std::uint8_t> labels(n), alarms(n);
  std::vector<double> scores(n);
  bool attacked = random.chance(0.3);
  for (std::size_t i = 0; i < n; ++i) {
    if (random.chance(toggle_chance)) attacked = !attacked;
    labels[i] = attacked ? 1 : 0;
    scores[i] = static_cast<double>(random.index(20)) / 20 + (attacked ? 0.25 : 0.0);
    alarms[i] = scores[i] > 0.8 ? 1 : 0;
  }
  auto series = Series::make({.labels = labels, .alarms = alarms, .scores = scores, .period_s = 1});
  if (!series) throw std::invalid_argument(series.error().message);
  return *std::move(series);
}

}  // namespace weir
