// The score of the BATtle of the Attack Detection ALgorithms (Taormina et al. 2018).
#pragma once

#include <optional>

#include "metrics/series.h"

namespace weir {

struct Batadal {
  std::optional<double> ttd;  // 1 - mean over runs of labels of delay / (length - 1); a miss counts 1. Undefined without events
  double clf = 0;             // (TPR + TNR) / 2 by the step
  std::optional<double> s;    // (ttd + clf) / 2, the competition's gamma. Undefined without events
};

Batadal batadal(const Series& series);

}  // namespace weir
