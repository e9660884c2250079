// A source run through align, detector and decider into sinks, on the caller's thread: the same input gives the same output.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "align/aligner.h"
#include "base/progress.h"
#include "decisions/decider.h"
#include "detectors/detector.h"
#include "sinks/sink.h"
#include "sources/source.h"

namespace weir {

struct ReplayCounters {
  AlignCounters align;
  std::uint64_t steps = 0, alarms = 0;
  std::uint64_t unscored_steps = 0;  // steps on which no sensor delivered anything usable: nothing could be judged
};

struct ReplayStages {
  Source& source;
  Detector& detector;
  Decider& decider;
  std::vector<Sink*> sinks;
};

/// Ends at the end of the data, when a sink fails (its error is returned), or when stop is requested (then also flushed).
Result<ReplayCounters> replay(const ReplayStages& stages, const AlignOptions& align, std::stop_token stop = {},
                              const Progress& progress = {});

}  // namespace weir
