// What every metric is computed from: one judged recording. A value, immutable but for its alarms; checked once when made,
// so that no metric can fail or run out of bounds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "telemetry/frame.h"

namespace weir {

/// Views of what make() copies. All step-wise spans that aren't empty have the same length n.
struct SeriesInput {
  std::span<const std::uint8_t> labels = {};  // [n] non-zero: attacked. Empty: taken from events; both empty: nothing was attacked
  std::span<const RowRange> events = {};      // half-open; may touch or overlap. Empty: the runs of labels
  std::span<const std::uint8_t> alarms = {};  // [n] non-zero: in alarm. Empty: never
  std::span<const double> scores = {};        // [n] larger is stranger. Empty: metrics of scores are undefined
  double period_s = 1;                        // seconds per step
};

class Series {
 public:
  /// Refuses lengths that differ, no steps at all, events outside the steps or at odds with the labels, scores that are NaN
  /// (they have no rank) and periods that aren't positive.
  static Result<Series> make(const SeriesInput& input);

  /// The same recording judged with other alarms. Refuses another length than size().
  Status set_alarms(std::span<const std::uint8_t> alarms);

  std::size_t size() const { return labels_.size(); }
  std::span<const std::uint8_t> labels() const { return labels_; }      // [n] 0 or 1
  std::span<const std::uint8_t> alarms() const { return alarms_; }      // [n] 0 or 1
  std::span<const double> scores() const { return scores_; }            // [n] or empty
  std::span<const RowRange> events() const { return events_; }          // by first step
  std::span<const RowRange> label_runs() const { return label_runs_; }  // like events, but touching and overlapping ones are one
  std::span<const RowRange> alarm_runs() const { return alarm_runs_; }  // disjoint, in order
  double period_s() const { return period_s_; }

 private:
  std::vector<std::uint8_t> labels_, alarms_;
  std::vector<double> scores_;
  std::vector<RowRange> events_, label_runs_, alarm_runs_;
  double period_s_ = 1;
};

/// [n] 1 where score >= threshold.
std::vector<std::uint8_t> alarms_at(std::span<const double> scores, double threshold);

}  // namespace weir
