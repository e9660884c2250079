// The public labelled sets as the quality benchmark takes them: which files teach, which are judged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "telemetry/frame.h"

namespace weir::bench {

struct Part {
  std::string file;                                // below the data folder
  RowRange rows{0, static_cast<std::size_t>(-1)};  // data rows counted from 0
  std::size_t warm_up = 0;                         // of these, the first that are run through unjudged: the plant was running before
};

/// One model: learned from `train` (rows labelled anomalous left out), judged on `test`, joined in this order.
struct Unit {
  std::string name;
  std::vector<Part> train, test;
};

/// Figures that don't depend on a threshold are means over units, counts are pooled.
struct QualitySet {
  std::string name;
  std::vector<Unit> units;
  std::string budget;       // 1 a day; 1 a week where rows are five minutes or more apart
  std::size_t vus_window;   // steps
  std::size_t group_steps;  // alarms closer than this count once
};

std::vector<QualitySet> quality_sets(const std::filesystem::path& data);

}  // namespace weir::bench
