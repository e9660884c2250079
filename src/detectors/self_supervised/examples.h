// What the network learns from: stretches of normal data with manipulations put in, and the truth about them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "attacks/manipulation.h"
#include "base/random.h"
#include "detectors/self_supervised/inputs.h"

namespace weir {

/// T rows of N sensors. Inputs are computed after the manipulation, by the very code that scores.
struct Example {
  std::size_t rows = 0;
  std::vector<float> inputs;              // [T, N, 4]
  std::vector<float> truth;               // [T, N] true z less the conditional expectation, in conditional units, within +-8
  std::vector<std::uint8_t> manipulated;  // [T, N]
  std::vector<std::uint8_t> judged;       // [T, N] 0: nothing usable was delivered, don't learn from it
};

struct ExampleOptions {
  std::size_t count = 128, rows = 384;
  double clean_share = 1.0 / 6;
  std::size_t warm_up = 150;  // clean rows before a stretch, for the slow averages
  ManipulationOptions manipulations;
};

/// Deterministic in the seed, for any number of threads. A stretch lies in one fold, clear of gaps, and is judged by the
/// model fitted without that fold. `allowed` are the rows stretches may come from.
std::vector<Example> make_examples(const FrameTable& frames, std::span<const RowRange> folds, const CrossFittedLinear& linear,
                                   std::span<const float> stillness, std::span<const RowRange> allowed, const ExampleOptions& options,
                                   std::uint64_t seed, int threads);

}  // namespace weir
