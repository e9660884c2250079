// A detector says how strange a frame is. It doesn't decide and doesn't know where alarms go.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/outlet.h"
#include "base/progress.h"
#include "config/config_table.h"
#include "model_file/model_file.h"
#include "telemetry/frame.h"
#include "telemetry/notice.h"
#include "telemetry/score.h"
#include "topology/graph.h"

namespace weir {

/// One step in, one score out; cost O(model), whatever the length of the past.
///
/// Owned by the pipeline thread. score() allocates nothing, locks nothing, reads no clock and can't fail. A score
/// depends on the past and present frames of this plant since the last reset(), and on what adapt() was told, alone. Frames with after_gap
/// = true start afresh as after reset(). Before the detector has seen enough to judge, it scores 0.
class Detector {
 public:
  virtual ~Detector() = default;
  virtual ScoreView score(const FrameView& frame) noexcept = 0;
  virtual void reset() noexcept = 0;
  /// The step just scored counts as normal: a detector may follow the plant by a very little, and says where it has done so.
  /// What it learned so survives a gap, but not a reset(). Allocates nothing.
  virtual void adapt(Timestamp, Outlet<Notice>&) noexcept {}
  /// An alarm has just closed: averages of the strangeness that raised it begin anew; what is known of the plant's state stays.
  /// What the last score() returned stays valid.
  virtual void episode_over() noexcept {}
};

struct DetectorFactory;

/// All that a detector may take from outside.
struct DetectorContext {
  const Catalogue& catalogue;
  const Graph& topology;  // empty: none given
  double step_s = 1;      // seconds from frame to frame
  std::uint64_t seed = 1;
  std::span<const DetectorFactory> members = {};  // what an ensemble may be made of
  int threads = 1;                                // of training; must not change any result
  Progress progress;                              // of training
};

struct CrossFittedLinear;  // linear/linear_base.h

/// Normal data to learn from, in contiguous folds. Scales and calibration come from rows that the parameters in use
/// have not seen: each fold is judged by parameters learned without it (cross-fitting), so that all seasons of the data
/// both teach and test.
struct TrainingSet {
  const FrameTable& frames;
  std::vector<RowRange> folds;
  std::shared_ptr<const CrossFittedLinear> linear;  // of these folds, where someone has fitted it already
};

/// What a detector learned: from everything, and from everything but fold k.
struct Trained {
  TensorSet full;
  std::vector<TensorSet> without;         // [folds]
  std::vector<RowRange> suspects = {};    // stretches of the data that look like no normal operation
  std::vector<std::string> remarks = {};  // what a person should know of it: a member left out and why
};

/// How to learn parameters and how to make a running detector of them.
struct DetectorFactory {
  const char* name;
  const char* summary;
  const char* sample;  // TOML, every option with unit, default and reason
  /// Deterministic in (config, data, context.seed), for any number of threads.
  Result<Trained> (*train)(ConfigTable config, const TrainingSet& data, const DetectorContext& context);
  /// Checks everything; what it returns can't fail.
  Result<std::unique_ptr<Detector>> (*make)(const TensorSet& parameters, const DetectorContext& context);
};

}  // namespace weir
