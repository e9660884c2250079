// Linear layer. Letters: B rows, I inputs, O outputs. Row-major throughout.
//   y [B,O] = x [B,I] * weight [I,O] + bias [O]      (weight is PyTorch's transposed: outputs are contiguous)
#pragma once

#include <cassert>
#include <cstddef>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

struct LinearShape {
  std::size_t inputs = 0, outputs = 0;
};

/// Overwrites y [B,O]. An empty bias counts as zero.
template <class Real = float>
void linear_forward(LinearShape shape, std::size_t rows, In<Real> x, In<Real> weight, In<Real> bias, Out<Real> y) {
  const auto [inputs, outputs] = shape;
  assert(x.size() == rows * inputs && weight.size() == inputs * outputs && y.size() == rows * outputs);
  assert(bias.empty() || bias.size() == outputs);
  for (std::size_t b = 0; b < rows; ++b) {
    for (std::size_t o = 0; o < outputs; ++o) {
      Real sum = bias.empty() ? Real(0) : bias[o];
      for (std::size_t i = 0; i < inputs; ++i) sum += x[b * inputs + i] * weight[i * outputs + o];
      y[b * outputs + o] = sum;
    }
  }
}

/// Adds to d_x [B,I], d_weight [I,O] and d_bias [O]; any of them may be empty and is then left out.
template <class Real = float>
void linear_backward(LinearShape shape, std::size_t rows, In<Real> x, In<Real> weight, In<Real> d_y, Out<Real> d_x, Out<Real> d_weight,
                     Out<Real> d_bias) {
  const auto [inputs, outputs] = shape;
  assert(x.size() == rows * inputs && weight.size() == inputs * outputs && d_y.size() == rows * outputs);
  for (std::size_t b = 0; b < rows; ++b) {
    for (std::size_t o = 0; o < outputs; ++o) {
      const Real d = d_y[b * outputs + o];
      for (std::size_t i = 0; i < inputs; ++i) {
        if (!d_x.empty()) d_x[b * inputs + i] += d * weight[i * outputs + o];
        if (!d_weight.empty()) d_weight[i * outputs + o] += d * x[b * inputs + i];
      }
      if (!d_bias.empty()) d_bias[o] += d;
    }
  }
}

}  // namespace weir::nn::reference
