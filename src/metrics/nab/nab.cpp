#include "metrics/nab/nab.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace weir {

namespace {

/// 2 / (1 + e^(5 r)) - 1, r the position relative to the window's end in window lengths; -1 beyond three lengths behind.
double scaled_sigmoid(double r) { return r > 3 ? -1.0 : 2 / (1 + std::exp(5 * r)) - 1; }

std::size_t probation_steps(std::size_t n, double probation) {
  if (!(probation > 0)) return 0;
  return static_cast<std::size_t>(
      std::min({std::floor(probation * static_cast<double>(n)), std::ceil(probation * 5000), static_cast<double>(n)}));
}

/// Touching events stay two windows; overlapping ones are one, or steps of the longer would be outside once the shorter has ended.
std::vector<RowRange> windows_of(std::span<const RowRange> events) {
  std::vector<RowRange> windows;
  for (const RowRange& event : events) {
    if (!windows.empty() && event.first < windows.back().last) windows.back().last = std::max(windows.back().last, event.last);
    else windows.push_back(event);
  }
  return windows;
}

/// What the alarmed steps of one series do, windows by first step.
class Judge {
 public:
  Judge(std::span<const RowRange> windows, const NabProfile& profile) : windows_(windows), profile_(profile), gain_(windows.size()) {}

  void alarm(std::size_t step) {  // in order
    while (started_ < windows_.size() && windows_[started_].first <= step) ++started_;
    if (started_ == 0) {
      false_alarms_ -= profile_.fp;  // nothing before it to be close to
      return;
    }
    const RowRange& window = windows_[started_ - 1];
    const auto width = static_cast<double>(window.size());
    if (step < window.last) {
      const double position = -static_cast<double>(window.last - step) / width;
      auto& gain = gain_[started_ - 1];
      gain = std::max(gain.value_or(-profile_.fn), scaled_sigmoid(position) * profile_.tp / scaled_sigmoid(-1));
    } else {
      // NAB divides by width - 1 and fails after a window of one step; there the distance is in steps.
      const double position = static_cast<double>(step - (window.last - 1)) / std::max(1.0, width - 1);
      false_alarms_ += scaled_sigmoid(position) * profile_.fp;
    }
  }

  double false_alarms() const { return false_alarms_; }
  std::optional<double> gain(std::size_t window) const { return gain_[window]; }

 private:
  std::span<const RowRange> windows_;
  NabProfile profile_;
  std::vector<std::optional<double>> gain_;  // of the earliest judged detection in each window
  std::size_t started_ = 0;
  double false_alarms_ = 0;
};

}  // namespace

NabScore& NabScore::operator+=(const NabScore& other) {
  raw += other.raw;
  null += other.null;
  perfect += other.perfect;
  return *this;
}

NabScore nab(const Series& series, const NabProfile& profile, double probation, NabStream stream) {
  const auto windows = windows_of(series.events());
  const std::size_t begin = probation_steps(series.size(), probation);
  Judge judge(windows, profile);
  for (const RowRange& run : series.alarm_runs()) {
    const std::size_t end = stream == NabStream::onsets ? run.first + 1 : run.last;
    for (std::size_t step = std::max(begin, run.first); step < end; ++step) judge.alarm(step);
  }
  NabScore score;
  score.raw = judge.false_alarms();
  for (std::size_t w = 0; w < windows.size(); ++w) {
    score.perfect += profile.tp;
    if (windows[w].last <= begin) continue;  // wholly in probation: leaves the null score, stays in the perfect one, as in NAB
    score.null -= profile.fn;
    score.raw += judge.gain(w).value_or(-profile.fn);
  }
  return score;
}

std::optional<double> nab_normalised(const NabScore& score) {
  if (score.perfect == score.null) return std::nullopt;
  return 100 * (score.raw - score.null) / (score.perfect - score.null);
}

}  // namespace weir
