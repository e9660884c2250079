// Where a unit's rows come from: files of a manifest, or a simulated plant.
#pragma once

#include <functional>
#include <memory>

#include "benchmark/episodes.h"
#include "benchmark/manifest.h"
#include "training/recordings.h"

namespace weir {

struct NormalRows {
  FrameTable frames;
  double step_s = 1;
};

struct TestRows {
  FrameTable frames;
  std::vector<std::uint8_t> labels;  // [rows]
  std::size_t warm_up = 0;
  std::vector<std::uint8_t> left_out;  // [rows] not judged: the plant is recovering; empty: all are judged
  std::vector<Episode> episodes;       // where the truth is known
};

struct UnitSource {
  std::string name;
  std::string same_training;  // units with the same text learn from the same rows
  std::function<Result<NormalRows>()> normal;
  std::function<Result<TestRows>()> test;
  std::function<Result<TestRows>()> drifting;  // normal but slowly changing; may be empty
};

/// Files are read when asked for.
UnitSource unit_source(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit);

}  // namespace weir
