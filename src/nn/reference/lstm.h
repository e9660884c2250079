// LSTM cell (Hochreiter and Schmidhuber 1997, with forget gate of Gers 2000; PyTorch's torch.nn.LSTM), one step over B
// independent rows that share weights. Letters: B rows, I inputs, H hidden.
//   weight [I+H, 4H]: I rows for x, then H rows for h;  bias [4H];  gate order along 4H as in PyTorch: i, f, g, o
//   (weight = [weight_ih | weight_hh] transposed, bias = bias_ih + bias_hh)
//   a = [x, h_before] * weight + bias;   i, f, o = sigmoid(a),  g = tanh(a)
//   c = f * c_before + i * g;   h = o * tanh(c)
#pragma once

#include <cassert>
#include <cmath>
#include <cstddef>

#include "nn/reference/activations.h"
#include "nn/reference/spans.h"

namespace weir::nn::reference {

struct LstmShape {
  std::size_t inputs = 0, hidden = 0;
  std::size_t weight_size() const { return (inputs + hidden) * 4 * hidden; }
  std::size_t bias_size() const { return 4 * hidden; }
};

/// Overwrites gates [B,4H] (i, f, g, o after their activation), c [B,H], h [B,H]. h may be h_before and c may be
/// c_before (scoring); for training keep them apart, since the backward needs all of them.
template <class Real = float>
void lstm_cell_forward(LstmShape shape, std::size_t rows, In<Real> x, In<Real> h_before, In<Real> c_before, In<Real> weight, In<Real> bias,
                       Out<Real> gates, Out<Real> c, Out<Real> h) {
  const auto [I, H] = shape;
  assert(x.size() == rows * I && h_before.size() == rows * H && c_before.size() == rows * H);
  assert(weight.size() == shape.weight_size() && bias.size() == shape.bias_size());
  assert(gates.size() == rows * 4 * H && c.size() == rows * H && h.size() == rows * H);
  for (std::size_t b = 0; b < rows; ++b) {
    Real* const gate = gates.data() + b * 4 * H;
    for (std::size_t n = 0; n < 4 * H; ++n) {
      Real a = bias[n];
      for (std::size_t i = 0; i < I; ++i) a += x[b * I + i] * weight[i * 4 * H + n];
      for (std::size_t k = 0; k < H; ++k) a += h_before[b * H + k] * weight[(I + k) * 4 * H + n];
      gate[n] = n / H == 2 ? std::tanh(a) : sigmoid<Real>(a);
    }
    for (std::size_t k = 0; k < H; ++k) {
      const Real cell = gate[H + k] * c_before[b * H + k] + gate[k] * gate[2 * H + k];
      c[b * H + k] = cell;
      h[b * H + k] = gate[3 * H + k] * std::tanh(cell);
    }
  }
}

/// One step of back-propagation through time, walking t downwards:
///   d_h [B,H]         in: dL/dh, from this step's heads and from step t+1 together
///   d_c [B,H]         in: dL/dc from step t+1 (0 at the last step); out: dL/dc_before
///   d_gates [B,4H]    out: dL/da before the activations (scratch for the caller)
///   d_x [B,I], d_h_before [B,H], d_weight [I+H,4H], d_bias [4H]: added to; d_x and d_h_before may be empty
template <class Real = float>
void lstm_cell_backward(LstmShape shape, std::size_t rows, In<Real> x, In<Real> h_before, In<Real> c_before, In<Real> gates, In<Real> c,
                        In<Real> weight, In<Real> d_h, Out<Real> d_c, Out<Real> d_gates, Out<Real> d_x, Out<Real> d_h_before,
                        Out<Real> d_weight, Out<Real> d_bias) {
  const auto [I, H] = shape;
  assert(x.size() == rows * I && h_before.size() == rows * H && c_before.size() == rows * H && gates.size() == rows * 4 * H);
  assert(c.size() == rows * H && weight.size() == shape.weight_size() && d_h.size() == rows * H && d_c.size() == rows * H);
  assert(d_gates.size() == rows * 4 * H && d_weight.size() == shape.weight_size() && d_bias.size() == shape.bias_size());
  for (std::size_t b = 0; b < rows; ++b) {
    const Real* const gate = gates.data() + b * 4 * H;
    Real* const d_gate = d_gates.data() + b * 4 * H;
    for (std::size_t k = 0; k < H; ++k) {
      const Real i = gate[k], f = gate[H + k], g = gate[2 * H + k], o = gate[3 * H + k];
      const Real tanh_c = std::tanh(c[b * H + k]);
      const Real d_cell = d_c[b * H + k] + d_h[b * H + k] * o * (1 - tanh_c * tanh_c);
      d_gate[k] = d_cell * g * i * (1 - i);
      d_gate[H + k] = d_cell * c_before[b * H + k] * f * (1 - f);
      d_gate[2 * H + k] = d_cell * i * (1 - g * g);
      d_gate[3 * H + k] = d_h[b * H + k] * tanh_c * o * (1 - o);
      d_c[b * H + k] = d_cell * f;
    }
    for (std::size_t n = 0; n < 4 * H; ++n) {
      for (std::size_t i = 0; i < I; ++i) {
        if (!d_x.empty()) d_x[b * I + i] += d_gate[n] * weight[i * 4 * H + n];
        d_weight[i * 4 * H + n] += d_gate[n] * x[b * I + i];
      }
      for (std::size_t k = 0; k < H; ++k) {
        if (!d_h_before.empty()) d_h_before[b * H + k] += d_gate[n] * weight[(I + k) * 4 * H + n];
        d_weight[(I + k) * 4 * H + n] += d_gate[n] * h_before[b * H + k];
      }
      d_bias[n] += d_gate[n];
    }
  }
}

}  // namespace weir::nn::reference
