// From normal data to a model.
#pragma once

#include "base/progress.h"
#include "training/model.h"

namespace weir {

struct TrainOptions {
  std::string config_text;  // TOML: [detectors.ensemble], [decider]; empty: all defaults
  std::string config_origin = "(defaults)";
  Graph topology;                     // given by a file; empty: learned
  std::string topology_use = "both";  // given | learned | both
  std::string budget;                 // overrules decider.budget where not empty
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all there are
  double step_s = 1;
  bool rows_numbered = false;  // the frames' times are row numbers: see Recordings
  Progress progress;
};

/// `frames` hold normal operation only; their catalogue carries kinds and ranges. Deterministic in (frames, config, seed),
/// for any number of threads.
Result<Model> train_model(const FrameTable& frames, const TrainOptions& options, const DetectorFactory& ensemble,
                          std::span<const DetectorFactory> members);

}  // namespace weir
