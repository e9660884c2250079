// How strange one frame is, in total, per sensor and per edge.
#pragma once

#include <span>

namespace weir {

/// Valid until the detector's next call. Spans may be empty where a detector has nothing to say.
struct ScoreView {
  float total = 0;                    // a member: >= 0, larger is stranger; the ensemble: -log10 of the fused p-value
  std::span<const float> per_sensor;  // [N] signed strangeness; > 0: seen above expected, < 0: below; 0: as expected or not judged
  std::span<const float> per_edge;    // [E] edges of the topology: how much of the strangeness is that relation's
  std::span<const float> expected;    // [N] engineering units, NaN where unknown
  std::span<const float> spread;      // [N] engineering units: one robust standard deviation of seen - expected in normal data
};

}  // namespace weir
