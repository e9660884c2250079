// AdamW (Loshchilov and Hutter 2019), the update of torch.optim.AdamW:
//   w -= lr * weight_decay * w;   m = b1 m + (1 - b1) g;   v = b2 v + (1 - b2) g^2
//   w -= lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon)
#pragma once

#include <cstdint>
#include <span>

#include "nn/buffer.h"

namespace weir::nn {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;  // of all parameters, biases included, as PyTorch does by default
};

class AdamW {
 public:
  explicit AdamW(std::size_t block_size, AdamWOptions options = {});
  /// One update of values from gradients; both of the block size. REQUIRES: finite gradients.
  void step(std::span<float> values, std::span<const float> gradients, double learning_rate) {
    step(values, gradients, learning_rate, options_.beta1);
  }
  /// The same with another beta1 for this step, as a one-cycle schedule asks for.
  void step(std::span<float> values, std::span<const float> gradients, double learning_rate, double beta1);
  std::uint64_t steps() const { return steps_; }

 private:
  AdamWOptions options_;
  Buffer mean_, square_;  // m, v
  std::uint64_t steps_ = 0;
};

}  // namespace weir::nn
