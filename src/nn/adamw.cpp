#include "nn/adamw.h"

#include <cassert>
#include <cmath>

namespace weir::nn {

AdamW::AdamW(std::size_t block_size, AdamWOptions options) : options_(options), mean_(block_size, 0.0F), square_(block_size, 0.0F) {}

void AdamW::step(std::span<float> values, std::span<const float> gradients, double learning_rate, double beta1) {
  assert(values.size() == mean_.size() && gradients.size() == mean_.size());
  ++steps_;
  const double t = static_cast<double>(steps_);
  const double correction1 = 1 - std::pow(beta1, t), correction2 = 1 - std::pow(options_.beta2, t);
  const auto b1 = static_cast<float>(beta1), rest1 = static_cast<float>(1 - beta1);
  const auto b2 = static_cast<float>(options_.beta2), rest2 = static_cast<float>(1 - options_.beta2);
  const auto keep = static_cast<float>(1 - learning_rate * options_.weight_decay);
  const auto rate = static_cast<float>(learning_rate / correction1), root = static_cast<float>(1 / std::sqrt(correction2));
  const auto epsilon = static_cast<float>(options_.epsilon);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float g = gradients[i];
    mean_[i] = b1 * mean_[i] + rest1 * g;
    square_[i] = b2 * square_[i] + rest2 * g * g;
    values[i] = keep * values[i] - rate * mean_[i] / (std::sqrt(square_[i]) * root + epsilon);
  }
}

}  // namespace weir::nn
