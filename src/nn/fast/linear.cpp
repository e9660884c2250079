#include "nn/fast/linear.h"

#include <algorithm>
#include <cassert>

#include "nn/fast/matmul.h"

namespace weir::nn::fast {

void linear_forward(LinearShape shape, std::size_t rows, std::span<const float> x, std::span<const float> weight,
                    std::span<const float> bias, std::span<float> y) {
  const auto [inputs, outputs] = shape;
  assert(y.size() == rows * outputs && (bias.empty() || bias.size() == outputs));
  if (bias.empty()) {
    std::fill(y.begin(), y.end(), 0.0F);
  } else {
    for (std::size_t b = 0; b < rows; ++b) std::copy(bias.begin(), bias.end(), y.begin() + b * outputs);
  }
  matmul_add(rows, inputs, outputs, x, weight, y);
}

void linear_backward(LinearShape shape, std::size_t rows, std::span<const float> x, std::span<const float> weight_transposed,
                     std::span<const float> d_y, std::span<float> d_x, std::span<float> d_weight, std::span<float> d_bias) {
  const auto [inputs, outputs] = shape;
  if (!d_x.empty()) matmul_add(rows, outputs, inputs, d_y, weight_transposed, d_x);
  if (!d_weight.empty()) matmul_transposed_add(rows, inputs, outputs, x, d_y, d_weight);
  if (!d_bias.empty()) column_sum_add(rows, outputs, d_y, d_bias);
}

}  // namespace weir::nn::fast
