// What a member said, recorded once and played back as often as a fusion asks: taking a member out of an ensemble then costs
// milliseconds instead of a training.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "detectors/detector.h"
#include "detectors/ensemble/ensemble_scope.h"

namespace weir {

/// Scores of one member over one run of frames, step by step.
class Recorded {
 public:
  explicit Recorded(std::size_t sensors) : sensors_(sensors) {}
  void add(const ScoreView& score);
  std::size_t steps() const { return numbers_.size() / (sensors_ + 1); }
  /// As the parameters of a playback detector: "said" [T, 1 + N].
  TensorSet parameters() const;

 private:
  std::size_t sensors_;
  std::vector<float> numbers_;
};

/// A detector's factory under another's name whose detectors repeat what was recorded: the k-th score() after a reset() gives the
/// k-th step, whatever the frame; past the end nothing is strange. An alarm's end can't change what has been said already: exact
/// for members that don't listen to episode_over().
DetectorFactory playback_factory(const char* name);

/// The runs in which `member` was heard: every fold by the parameters that hadn't learned from it, run-in included, and the test.
Result<Recorded> record_fold(const DetectorFactory& factory, const TensorSet& parameters, const DetectorContext& context,
                             const FrameTable& frames, RowRange fold);
Result<Recorded> record_all(const DetectorFactory& factory, const TensorSet& parameters, const DetectorContext& context,
                            const FrameTable& frames);

}  // namespace weir
