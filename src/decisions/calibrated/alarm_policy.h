// What the calibrated decider goes by: all of it set from normal data and an alarm budget, nothing by hand.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/config_table.h"

namespace weir {

/// "1/day", "2/week", "0.5 per month" -> alarms a day; hour, day, week, month or year.
Result<double> parse_budget(std::string_view text);
std::string format_budget(double alarms_per_day);

struct AlarmPolicy {
  double budget_per_day = 1;
  double threshold = 3;          // of the score above its baseline, in digits
  double baseline_rate = 0.01;   // a step; 0: no baseline
  double baseline_clip = 2;      // scores count up to this in the baseline: the 99 % quantile of normal data
  double baseline_rest = 0.434;  // mean score of normal data: a baseline at or below it takes nothing off
  double quiet_steps = 5;
  double forecast_per_day = 0;  // alarms a day this threshold would have raised on the calibration rows
  double forecast_upper = 0;    // its upper 90 % bound
  double calibrated_days = 0;   // how much normal time that was

  std::vector<float> to_numbers() const;
  static Result<AlarmPolicy> from_numbers(std::span<const float> numbers);
};

/// Scores (digits) of normal rows in time order; `starts` marks rows before which time is interrupted.
struct CalibrationTrace {
  std::vector<float> scores;
  std::vector<std::uint8_t> starts;
  double step_s = 1;
};

/// Options from the decider's table, threshold from the trace: the excess of alarm peaks over the 98 % quantile is taken as
/// exponential, and the threshold put where peaks come as often as the budget allows - not only in the trace as it happened, but in
/// 80 % of the traces that could as well have happened: blocks of it drawn with replacement. A budget that the trace is too short
/// to show is so extrapolated; the report says how far.
/// A trace that never rises above its own top gets a threshold just over it. A `budget` given here overrules the table's.
/// REQUIRES: starts.size() == scores.size(), step_s > 0.
Result<AlarmPolicy> calibrate_alarms(ConfigTable config, const CalibrationTrace& trace, std::string_view budget = {});

/// The score above its slow baseline. The decider's and the calibration's one definition. What a lasting strangeness may take
/// off is bounded by baseline_clip - baseline_rest: scores far beyond normal stay in alarm however long they last.
/// Keeps a reference to the policy.
class Baseline {
 public:
  explicit Baseline(const AlarmPolicy& policy) : policy_(policy), level_(policy.baseline_rest) {}
  double above(double score) {
    if (std::isnan(score)) return 0;  // not judged; one such step mustn't spoil the level for ever
    const double result = score - std::max(0.0, level_ - policy_.baseline_rest);
    level_ += policy_.baseline_rate * (std::min(score, policy_.baseline_clip) - level_);
    return result;
  }
  double level() const { return level_; }
  void reset() { level_ = policy_.baseline_rest; }

 private:
  const AlarmPolicy& policy_;
  double level_;
};

}  // namespace weir
