#include "nn/fast/lstm.h"

#include <algorithm>
#include <cassert>

#include "nn/fast/target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/fast/lstm.cpp"
#include "hwy/foreach_target.h"
// Highway wants its headers after foreach_target.h.
#include "hwy/highway.h"
#include "nn/fast/matmul-inl.h"

namespace weir::nn::fast {
#ifndef WEIR_NN_LSTM_STEP_  // once, not per target
#define WEIR_NN_LSTM_STEP_
// The arguments of one step, in the words of lstm.h.
struct LstmForwardStep {
  const float *x, *h_before, *c_before, *weight, *bias;
  float *gates, *c, *h;
};
struct LstmBackwardStep {
  const float *x, *h_before, *c_before, *gates, *c, *weight_transposed, *d_h;
  float *d_c, *d_gates, *d_x, *d_h_before, *d_weight, *d_bias;
};
// So many rows at a time: their gates stay in the first-level cache between product and activation, and a chunk's h is read
// before it is written, so that h may be h_before.
inline constexpr std::size_t lstm_chunk_rows = 8;
#endif
}  // namespace weir::nn::fast

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {

void lstm_forward_kernel(LstmShape shape, std::size_t rows, const LstmForwardStep& s) {
  const auto [I, H] = shape;
  const std::size_t G = 4 * H, L = hn::Lanes(Tag());
  for (std::size_t first = 0; first < rows; first += lstm_chunk_rows) {
    const std::size_t count = std::min(lstm_chunk_rows, rows - first);
    float* const gates = s.gates + first * G;
    multiply({count, I, G, s.x + first * I, I, 1, s.weight, G, s.bias, 0, gates, G});
    multiply({count, H, G, s.h_before + first * H, H, 1, s.weight + I * G, G, gates, G, gates, G});
    for (std::size_t b = 0; b < count; ++b) {
      float* const gate = gates + b * G;
      const std::size_t row = (first + b) * H;
      for (std::size_t k = 0; k < H; k += L) {
        const std::size_t n = std::min(L, H - k);
        const Vector i = vector_sigmoid(load_some(gate + k, n));
        const Vector f = vector_sigmoid(load_some(gate + H + k, n));
        const Vector g = vector_tanh(load_some(gate + 2 * H + k, n));
        const Vector o = vector_sigmoid(load_some(gate + 3 * H + k, n));
        const Vector c = hn::MulAdd(f, load_some(s.c_before + row + k, n), hn::Mul(i, g));
        store_some(i, gate + k, n);
        store_some(f, gate + H + k, n);
        store_some(g, gate + 2 * H + k, n);
        store_some(o, gate + 3 * H + k, n);
        store_some(c, s.c + row + k, n);
        store_some(hn::Mul(o, vector_tanh(c)), s.h + row + k, n);
      }
    }
  }
}

void lstm_backward_kernel(LstmShape shape, std::size_t rows, const LstmBackwardStep& s) {
  const auto [I, H] = shape;
  const Tag d;
  const std::size_t G = 4 * H, K = I + H, L = hn::Lanes(d);
  const Vector one = hn::Set(d, 1.0F);
  for (std::size_t b = 0; b < rows; ++b) {
    const float* const gate = s.gates + b * G;
    float* const d_gate = s.d_gates + b * G;
    const std::size_t row = b * H;
    for (std::size_t k = 0; k < H; k += L) {
      const std::size_t n = std::min(L, H - k);
      const Vector i = load_some(gate + k, n), f = load_some(gate + H + k, n);
      const Vector g = load_some(gate + 2 * H + k, n), o = load_some(gate + 3 * H + k, n);
      const Vector c_before = load_some(s.c_before + row + k, n), d_h = load_some(s.d_h + row + k, n);
      const Vector tanh_c = vector_tanh(load_some(s.c + row + k, n));
      const Vector d_tanh = hn::Mul(hn::Mul(d_h, o), hn::NegMulAdd(tanh_c, tanh_c, one));
      const Vector d_c = hn::Add(load_some(s.d_c + row + k, n), d_tanh);
      const auto sigmoid_slope = [&](Vector y) HWY_ATTR { return hn::Mul(y, hn::Sub(one, y)); };
      store_some(hn::Mul(hn::Mul(d_c, g), sigmoid_slope(i)), d_gate + k, n);
      store_some(hn::Mul(hn::Mul(d_c, c_before), sigmoid_slope(f)), d_gate + H + k, n);
      store_some(hn::Mul(hn::Mul(d_c, i), hn::NegMulAdd(g, g, one)), d_gate + 2 * H + k, n);
      store_some(hn::Mul(hn::Mul(d_h, tanh_c), sigmoid_slope(o)), d_gate + 3 * H + k, n);
      store_some(hn::Mul(d_c, f), s.d_c + row + k, n);
    }
  }
  if (s.d_x) multiply({rows, G, I, s.d_gates, G, 1, s.weight_transposed, K, s.d_x, I, s.d_x, I});
  if (s.d_h_before) multiply({rows, G, H, s.d_gates, G, 1, s.weight_transposed + I, K, s.d_h_before, H, s.d_h_before, H});
  multiply({I, rows, G, s.x, 1, I, s.d_gates, G, s.d_weight, G, s.d_weight, G});
  float* const d_weight_h = s.d_weight + I * G;
  multiply({H, rows, G, s.h_before, 1, H, s.d_gates, G, d_weight_h, G, d_weight_h, G});
  add_rows(rows, G, s.d_gates, s.d_bias);
}

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weir::nn::fast {

HWY_EXPORT(lstm_forward_kernel);
HWY_EXPORT(lstm_backward_kernel);

void lstm_cell_forward(LstmShape shape, std::size_t rows, std::span<const float> x, std::span<const float> h_before,
                       std::span<const float> c_before, std::span<const float> weight, std::span<const float> bias, std::span<float> gates,
                       std::span<float> c, std::span<float> h) {
  [[maybe_unused]] const auto [I, H] = shape;
  assert(x.size() == rows * I && h_before.size() == rows * H && c_before.size() == rows * H);
  assert(weight.size() == shape.weight_size() && bias.size() == shape.bias_size());
  assert(gates.size() == rows * 4 * H && c.size() == rows * H && h.size() == rows * H);
  HWY_DYNAMIC_DISPATCH(lstm_forward_kernel)
  (shape, rows, {x.data(), h_before.data(), c_before.data(), weight.data(), bias.data(), gates.data(), c.data(), h.data()});
}

void lstm_cell_backward(LstmShape shape, std::size_t rows, std::span<const float> x, std::span<const float> h_before,
                        std::span<const float> c_before, std::span<const float> gates, std::span<const float> c,
                        std::span<const float> weight_transposed, std::span<const float> d_h, std::span<float> d_c,
                        std::span<float> d_gates, std::span<float> d_x, std::span<float> d_h_before, std::span<float> d_weight,
                        std::span<float> d_bias) {
  [[maybe_unused]] const auto [I, H] = shape;
  assert(x.size() == rows * I && h_before.size() == rows * H && c_before.size() == rows * H && gates.size() == rows * 4 * H);
  assert(c.size() == rows * H && d_h.size() == rows * H && d_c.size() == rows * H && d_gates.size() == rows * 4 * H);
  assert(d_weight.size() == shape.weight_size() && d_bias.size() == shape.bias_size());
  assert((d_x.empty() && d_h_before.empty()) || weight_transposed.size() == shape.weight_size());
  HWY_DYNAMIC_DISPATCH(lstm_backward_kernel)
  (shape, rows,
   {x.data(), h_before.data(), c_before.data(), gates.data(), c.data(), weight_transposed.data(), d_h.data(), d_c.data(), d_gates.data(),
    d_x.empty() ? nullptr : d_x.data(), d_h_before.empty() ? nullptr : d_h_before.data(), d_weight.data(), d_bias.data()});
}

void lstm_forward(LstmShape shape, std::size_t steps, std::size_t rows, std::span<const float> x, std::span<const float> weight,
                  std::span<const float> bias, std::span<float> gates, std::span<float> c, std::span<float> h) {
  const std::size_t X = rows * shape.inputs, S = rows * shape.hidden;
  assert(x.size() == steps * X && gates.size() == steps * 4 * S && c.size() == (steps + 1) * S && h.size() == (steps + 1) * S);
  for (std::size_t t = 0; t < steps; ++t) {
    lstm_cell_forward(shape, rows, x.subspan(t * X, X), h.subspan(t * S, S), c.subspan(t * S, S), weight, bias,
                      gates.subspan(t * 4 * S, 4 * S), c.subspan((t + 1) * S, S), h.subspan((t + 1) * S, S));
  }
}

void lstm_backward(LstmShape shape, std::size_t steps, std::size_t rows, std::span<const float> x, std::span<const float> h,
                   std::span<const float> c, std::span<const float> weight_transposed, std::span<float> gates, std::span<float> d_h,
                   std::span<float> d_c, std::span<float> d_x, std::span<float> d_weight, std::span<float> d_bias) {
  const std::size_t X = rows * shape.inputs, S = rows * shape.hidden;
  assert(x.size() == steps * X && gates.size() == steps * 4 * S && c.size() == (steps + 1) * S && h.size() == (steps + 1) * S);
  assert(d_h.size() == (steps + 1) * S && (d_x.empty() || d_x.size() == steps * X));
  for (std::size_t t = steps; t-- > 0;) {
    const std::span<float> gate = gates.subspan(t * 4 * S, 4 * S);
    lstm_cell_backward(shape, rows, x.subspan(t * X, X), h.subspan(t * S, S), c.subspan(t * S, S), gate, c.subspan((t + 1) * S, S),
                       weight_transposed, d_h.subspan((t + 1) * S, S), d_c, gate, d_x.empty() ? d_x : d_x.subspan(t * X, X),
                       d_h.subspan(t * S, S), d_weight, d_bias);
  }
}

}  // namespace weir::nn::fast
#endif
