// A whole source as one table of frames: what training reads.
#pragma once

#include <vector>

#include "align/aligner.h"
#include "base/progress.h"
#include "sources/source.h"
#include "telemetry/frame.h"

namespace weir {

struct Collected {
  FrameTable frames;
  std::vector<std::int8_t> labels;  // [rows] 1 anomalous, 0 normal, -1 the data don't say
  AlignCounters counters;
};

/// Runs the source to its end. Memory: 5 N + 9 bytes a frame.
Result<Collected> collect(Source& source, const AlignOptions& options, const Progress& progress = {});

}  // namespace weir
