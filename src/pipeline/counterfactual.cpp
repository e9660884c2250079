#include "pipeline/counterfactual.h"

#include <algorithm>
#include <cmath>

#include "pipeline/decided_step.h"

namespace weir {
namespace {

constexpr std::size_t origins_max = 3;
constexpr int rounds = 3;

struct Noted final : Outlet<Alarm> {
  Timestamp from{};
  bool opened = false;
  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) opened |= alarm.phase == AlarmPhase::opened && alarm.at >= from;
    return true;
  }
};

/// One run of the window; notes what was expected of the origins and how far the score rose after the onset.
class Run {
 public:
  Run(const CounterfactualStages& stages, const Alarm& alarm, std::span<const Culprit> origins)
      : stages_(stages), alarm_(alarm), origins_(origins), expected_(origins.size()) {}

  /// True: an alarm was opened at or after the onset.
  bool through(const FrameTable& window) {
    stages_.detector.reset();
    stages_.decider.reset();
    Noted noted;
    NoNotices notices;
    noted.from = alarm_.onset;
    highest_ = 0;
    for (auto& list : expected_) list.assign(window.rows(), NAN);
    for (std::size_t row = 0; row < window.rows(); ++row) {
      const auto score = decided_step(stages_.detector, stages_.decider, window.frame(row), noted, notices);
      if (window.step_at(row) >= alarm_.onset) highest_ = std::max(highest_, static_cast<double>(score.total));
      if (score.expected.empty()) continue;
      for (std::size_t k = 0; k < origins_.size(); ++k) expected_[k][row] = score.expected[origins_[k].sensor];
    }
    return noted.opened;
  }

  /// The origins read as this run expected them, from their onsets on.
  void rewrite(FrameTable& window) const {
    for (std::size_t k = 0; k < origins_.size(); ++k) {
      for (std::size_t row = 0; row < window.rows(); ++row) {
        if (window.step_at(row) < origins_[k].onset || !std::isfinite(expected_[k][row])) continue;
        window.values(row)[origins_[k].sensor] = expected_[k][row];
      }
    }
  }
  double highest() const { return highest_; }

 private:
  const CounterfactualStages& stages_;
  const Alarm& alarm_;
  std::span<const Culprit> origins_;
  std::vector<std::vector<float>> expected_;  // [origins][rows]
  double highest_ = 0;
};

}  // namespace

Counterfactual find_counterfactual(const CounterfactualStages& stages, const FrameTable& window, const Alarm& alarm) {
  std::size_t origins = 0;
  while (origins < std::min(alarm.culprit_count, origins_max) && alarm.culprits[origins].role == CulpritRole::origin) ++origins;
  if (origins == 0 || window.rows() == 0) return {};
  const auto culprits = std::span(alarm.culprits).first(origins);
  if (std::ranges::any_of(culprits, [&](const Culprit& c) { return c.sensor >= window.sensors() || !std::isfinite(c.expected); }))
    return {};
  Run as_it_was(stages, alarm, culprits);
  if (!as_it_was.through(window)) return {};
  for (const std::size_t count : {std::size_t{1}, origins}) {
    Run run(stages, alarm, culprits.first(count));
    run.through(window);
    FrameTable other = window;
    bool raised = true;
    for (int round = 0; round < rounds && raised; ++round) {
      run.rewrite(other);
      raised = run.through(other);
    }
    if (!raised) return {.sensors = static_cast<std::uint32_t>(count), .score = run.highest()};
    if (count == origins) break;
  }
  return {};
}

}  // namespace weir
