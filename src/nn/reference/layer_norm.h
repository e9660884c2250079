// Layer normalisation (Ba, Kiros and Hinton 2016; torch.nn.LayerNorm). Letters: B rows, C columns.
//   y [B,C] = (x [B,C] - mean [B]) * inverse_sd [B] * gain [C] + bias [C],   inverse_sd = 1 / sqrt(variance + 1e-5)
#pragma once

#include <cassert>
#include <cmath>
#include <cstddef>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

inline constexpr double layer_norm_epsilon = 1e-5;  // PyTorch's default

/// Overwrites y, mean and inverse_sd (the backward needs the latter two).
template <class Real = float>
void layer_norm_forward(std::size_t rows, std::size_t columns, In<Real> x, In<Real> gain, In<Real> bias, Out<Real> y, Out<Real> mean,
                        Out<Real> inverse_sd) {
  assert(x.size() == rows * columns && y.size() == x.size() && gain.size() == columns && bias.size() == columns);
  assert(mean.size() == rows && inverse_sd.size() == rows);
  for (std::size_t b = 0; b < rows; ++b) {
    const Real* const row = x.data() + b * columns;
    Real sum = 0;
    for (std::size_t j = 0; j < columns; ++j) sum += row[j];
    const Real centre = sum / Real(columns);
    Real squares = 0;
    for (std::size_t j = 0; j < columns; ++j) squares += (row[j] - centre) * (row[j] - centre);
    const Real inverse = Real(1) / std::sqrt(squares / Real(columns) + Real(layer_norm_epsilon));
    for (std::size_t j = 0; j < columns; ++j) y[b * columns + j] = (row[j] - centre) * inverse * gain[j] + bias[j];
    mean[b] = centre;
    inverse_sd[b] = inverse;
  }
}

/// Adds to d_x [B,C], d_gain [C], d_bias [C].
template <class Real = float>
void layer_norm_backward(std::size_t rows, std::size_t columns, In<Real> x, In<Real> gain, In<Real> mean, In<Real> inverse_sd, In<Real> d_y,
                         Out<Real> d_x, Out<Real> d_gain, Out<Real> d_bias) {
  assert(x.size() == rows * columns && d_y.size() == x.size() && d_x.size() == x.size());
  assert(mean.size() == rows && inverse_sd.size() == rows && d_gain.size() == columns && d_bias.size() == columns);
  for (std::size_t b = 0; b < rows; ++b) {
    const Real* const row = x.data() + b * columns;
    const Real* const d_row = d_y.data() + b * columns;
    Real d_mean = 0, d_projection = 0;  // means over the row of d_normal and of d_normal * normal
    for (std::size_t j = 0; j < columns; ++j) {
      const Real normal = (row[j] - mean[b]) * inverse_sd[b];
      d_mean += d_row[j] * gain[j];
      d_projection += d_row[j] * gain[j] * normal;
      d_gain[j] += d_row[j] * normal;
      d_bias[j] += d_row[j];
    }
    d_mean /= Real(columns);
    d_projection /= Real(columns);
    for (std::size_t j = 0; j < columns; ++j) {
      const Real normal = (row[j] - mean[b]) * inverse_sd[b];
      d_x[b * columns + j] += inverse_sd[b] * (d_row[j] * gain[j] - d_mean - normal * d_projection);
    }
  }
}

}  // namespace weir::nn::reference
