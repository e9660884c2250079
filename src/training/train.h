// From normal data to a model.
#pragma once

#include "base/progress.h"
#include "training/model.h"

namespace weir {

/// What a training leaves behind beside the model: for who takes it apart afterwards.
struct TrainingParts {
  std::vector<RowRange> folds;
  std::shared_ptr<const CrossFittedLinear> linear;
  Trained trained;  // the ensemble, whole and without each fold
};

struct TrainOptions {
  std::string config_text;  // TOML: [detectors.ensemble], [decider]; empty: all defaults
  std::string config_origin = "(defaults)";
  Graph topology;                     // given by a file; empty: learned
  std::string topology_use = "both";  // given | learned | both
  std::string budget;                 // overrules decider.budget where not empty
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all there are
  double step_s = 1;
  bool rows_numbered = false;      // the frames' times are row numbers: see Recordings
  bool report_card = true;         // false: left out, it takes about a quarter of the time
  TrainingParts* parts = nullptr;  // filled in where given
  Progress progress;
};

/// Every fold scored by a detector that hasn't learned from it: what the threshold is set from. Leaves them reset.
CalibrationTrace calibration_trace(const FrameTable& frames, std::span<const RowRange> folds,
                                   std::span<const std::unique_ptr<Detector>> fold_detectors, double step_s, int threads);

/// The other rows, with a gap where some are left out.
FrameTable without_rows(const FrameTable& frames, std::span<const RowRange> left_out);

/// `frames` hold normal operation only; their catalogue carries kinds and ranges. Deterministic in (frames, config, seed),
/// for any number of threads.
Result<Model> train_model(const FrameTable& frames, const TrainOptions& options, const DetectorFactory& ensemble,
                          std::span<const DetectorFactory> members);

}  // namespace weir
