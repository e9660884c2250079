// A set's files as frames and labels.
#pragma once

#include "benchmark/manifest.h"
#include "training/recordings.h"

namespace weir {

/// What a unit learns from: the parts one after the other, rows labelled anomalous left out, on the grid that suits them.
Result<Recordings> read_training_parts(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit);

/// What it is judged on: the same sensors on the same grid.
Result<Recordings> read_test_parts(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit,
                                   const Recordings& training);

}  // namespace weir
