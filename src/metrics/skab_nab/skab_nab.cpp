#include "metrics/skab_nab/skab_nab.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "metrics/runs.h"

namespace weir {

namespace {

struct Window {
  std::size_t from = 0, to = 0;  // both included
};

std::vector<Window> windows_after(const std::vector<std::size_t>& changes, std::size_t window_steps) {
  std::vector<Window> windows;
  for (const std::size_t change : changes) {
    const std::size_t from = windows.empty() ? change : std::max(change, windows.back().to);
    windows.push_back({from, change + window_steps});  // two overlapping windows share their border step
  }
  return windows;
}

/// From profile.tp at the start of the window down to profile.fp at its end, along a tanh that SKAB samples at 1,000 points.
double worth(const Window& window, std::size_t detected, const SkabProfile& profile) {
  constexpr int samples = 1000;
  constexpr double half_pi = std::numbers::pi / 2;
  const double part = static_cast<double>(detected - window.from) / static_cast<double>(window.to - window.from);
  const int sample = std::min(static_cast<int>(part * samples), samples - 1);
  const double x = -half_pi + sample * (std::numbers::pi / (samples - 1));
  const double half_height = (profile.tp - profile.fp) / 2;
  return -half_height * std::tanh(x) / std::tanh(half_pi) + half_height + profile.fp;
}

}  // namespace

SkabNabScore& SkabNabScore::operator+=(const SkabNabScore& other) {
  raw += other.raw;
  null += other.null;
  perfect += other.perfect;
  return *this;
}

SkabNabScore skab_nab(const Series& series, std::size_t window_steps, const SkabProfile& profile) {
  const auto windows = windows_after(change_points(series.labels()), std::max<std::size_t>(window_steps, 1));
  const auto detections = change_points(series.alarms());
  SkabNabScore score;
  score.null = profile.fn * static_cast<double>(windows.size());
  score.perfect = profile.tp * static_cast<double>(windows.size());
  std::size_t inside = 0;  // detections in some window
  std::size_t next = 0;    // first detection not counted in `inside` yet
  for (const Window& window : windows) {
    const auto first = std::ranges::lower_bound(detections, window.from);
    if (first == detections.end() || *first > window.to) score.raw += profile.fn;
    else score.raw += worth(window, *first, profile);
    next = std::max(next, static_cast<std::size_t>(first - detections.begin()));
    while (next < detections.size() && detections[next] <= window.to) {
      ++inside;
      ++next;
    }
  }
  score.raw += profile.fp * static_cast<double>(detections.size() - inside);
  return score;
}

std::optional<double> skab_nab_normalised(const SkabNabScore& score) {
  if (score.perfect == score.null) return std::nullopt;
  return 100 * (score.raw - score.null) / (score.perfect - score.null);
}

}  // namespace weir
