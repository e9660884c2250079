// Gradient descent on examples.
#pragma once

#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "detectors/self_supervised/examples.h"
#include "detectors/self_supervised/teachable.h"

namespace weir {

struct TrainerOptions {
  std::size_t steps = 400, crops = 8, crop_rows = 96;
  std::size_t settling_rows = 20;  // of a crop, without loss: the state starts at zero there and nowhere else
  double rate_max = 6e-3, weight_decay = 1e-3, norm_max = 1;
  double manipulated_weight = 4;     // of a manipulated reading against a true one
  double question_weight = 3;        // of "is it manipulated?" against "what is the true value?"
  std::size_t judge_every = 50;      // steps between looks at the held-out examples
  const char* name = "the network";  // in messages
};

/// Returns the block that was best on the held-out examples. Deterministic in the seed, for any number of threads: crops
/// are worked on apart and their gradients added up in order.
Result<nn::Buffer> train_network(const Teachable& network, std::span<const Example> examples, std::span<const Example> held_out,
                                 const TrainerOptions& options, std::uint64_t seed, int threads, const Progress& progress);

}  // namespace weir
