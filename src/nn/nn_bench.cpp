// Speed of what training and scoring spend their time in. The shapes are those of the detector lstm_gnn: 52 sensors,
// 4 inputs, 24 hidden units. "FLOP/s" counts multiply and add of the matrix products only.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "nn/buffer.h"
#include "nn/fast/activations.h"
#include "nn/fast/linear.h"
#include "nn/fast/lstm.h"
#include "nn/fast/matmul.h"
#include "nn/fast/neighbours.h"
#include "nn/parameters.h"

namespace weir::nn {
namespace {

constexpr fast::LstmShape shape{4, 24};
constexpr std::size_t weight_size = (4 + 24) * 96;

Buffer random_buffer(std::size_t size, std::uint64_t seed) {
  Buffer buffer(size);
  Random random(seed);
  fill_uniform(buffer, random, 0.5);
  return buffer;
}

void count_flops(benchmark::State& state, double per_iteration) {
  state.counters["FLOP/s"] = benchmark::Counter(per_iteration, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
  state.SetLabel(fast::instruction_set());
}

void matmul(benchmark::State& state) {
  const std::size_t m = state.range(0), k = state.range(1), n = state.range(2);
  const Buffer a = random_buffer(m * k, 1), b = random_buffer(k * n, 2);
  Buffer c(m * n);
  for (auto _ : state) {
    fast::matmul_add(m, k, n, a, b, c);
    benchmark::ClobberMemory();
  }
  count_flops(state, 2.0 * m * k * n);
}
BENCHMARK(matmul)->Args({52, 28, 96})->Args({52, 96, 28})->Args({4992, 48, 32})->Args({1, 28, 96})->Args({256, 256, 256});

void lstm_cell_forward(benchmark::State& state) {
  const std::size_t rows = state.range(0);
  const Buffer x = random_buffer(rows * 4, 1), h = random_buffer(rows * 24, 2), c = random_buffer(rows * 24, 3);
  const Buffer weight = random_buffer(weight_size, 4), bias = random_buffer(96, 5);
  Buffer gates(rows * 96), c_out(rows * 24), h_out(rows * 24);
  for (auto _ : state) {
    fast::lstm_cell_forward(shape, rows, x, h, c, weight, bias, gates, c_out, h_out);
    benchmark::ClobberMemory();
  }
  count_flops(state, 2.0 * rows * weight_size);
}
BENCHMARK(lstm_cell_forward)->Arg(1)->Arg(52)->Arg(416);

void lstm_cell_backward(benchmark::State& state) {
  const std::size_t rows = state.range(0);
  const Buffer x = random_buffer(rows * 4, 1), h = random_buffer(rows * 24, 2), c = random_buffer(rows * 24, 3);
  const Buffer gates = random_buffer(rows * 96, 4), weight_t = random_buffer(weight_size, 5), d_h = random_buffer(rows * 24, 6);
  Buffer d_c(rows * 24), d_gates(rows * 96), d_h_before(rows * 24), d_weight(weight_size), d_bias(96);
  for (auto _ : state) {
    fast::lstm_cell_backward(shape, rows, x, h, c, gates, c, weight_t, d_h, d_c, d_gates, {}, d_h_before, d_weight, d_bias);
    benchmark::ClobberMemory();
  }
  count_flops(state, 2.0 * rows * (weight_size + 24 * 96));
}
BENCHMARK(lstm_cell_backward)->Arg(52)->Arg(416);

// One crop of training: 96 steps of 52 sensors, forward and backward.
void lstm_crop(benchmark::State& state) {
  constexpr std::size_t steps = 96, rows = 52, S = rows * 24;
  const Buffer x = random_buffer(steps * rows * 4, 1), weight = random_buffer(weight_size, 2), bias = random_buffer(96, 3);
  Buffer weight_t(weight_size), gates(steps * S * 4), c((steps + 1) * S), h((steps + 1) * S), d_h((steps + 1) * S), d_c(S);
  Buffer d_weight(weight_size), d_bias(96);
  for (auto _ : state) {
    fast::transpose(28, 96, weight, weight_t);
    fast::lstm_forward(shape, steps, rows, x, weight, bias, gates, c, h);
    std::fill(d_h.begin(), d_h.end(), 0.01F);
    std::fill(d_c.begin(), d_c.end(), 0.0F);
    fast::lstm_backward(shape, steps, rows, x, h, c, weight_t, gates, d_h, d_c, {}, d_weight, d_bias);
    benchmark::ClobberMemory();
  }
  count_flops(state, 2.0 * steps * rows * (2 * weight_size + 24 * 96));
}
BENCHMARK(lstm_crop)->Unit(benchmark::kMicrosecond);

// One step of scoring: cell, neighbour map and sum over 8 neighbours, dense 32 with ReLU, two heads.
void score_step(benchmark::State& state) {
  const std::size_t N = state.range(0);
  const Buffer x = random_buffer(N * 4, 1), weight = random_buffer(weight_size, 2), bias = random_buffer(96, 3);
  const Buffer map = random_buffer(24 * 24, 4), dense = random_buffer(48 * 32, 5), dense_bias = random_buffer(32, 6);
  const Buffer heads = random_buffer(32 * 2, 7), heads_bias = random_buffer(2, 8), edge_weight = random_buffer(N * 8, 9);
  std::vector<std::uint32_t> first, from;
  for (std::uint32_t i = 0; i <= N; ++i) first.push_back(i * 8);
  for (std::uint32_t e = 0; e < N * 8; ++e) from.push_back((e / 8 + 1 + e % 8) % static_cast<std::uint32_t>(N));
  Buffer gates(N * 96), c(N * 24), h(N * 24), mapped(N * 24), both(N * 48), context(N * 24), hidden(N * 32), out(N * 2);
  for (auto _ : state) {
    fast::lstm_cell_forward(shape, N, x, h, c, weight, bias, gates, c, h);
    fast::linear_forward({24, 24}, N, h, map, {}, mapped);
    fast::neighbour_sum_forward({first, from}, 24, edge_weight, mapped, context);
    for (std::size_t i = 0; i < N; ++i) {
      std::copy_n(&h[i * 24], 24, &both[i * 48]);
      std::copy_n(&context[i * 24], 24, &both[i * 48 + 24]);
    }
    fast::linear_forward({48, 32}, N, both, dense, dense_bias, hidden);
    fast::relu_forward(hidden, hidden);
    fast::linear_forward({32, 2}, N, hidden, heads, heads_bias, out);
    benchmark::ClobberMemory();
  }
  state.SetLabel(fast::instruction_set());
}
BENCHMARK(score_step)->Arg(52)->Arg(128)->Unit(benchmark::kMicrosecond);

void tanh_1024(benchmark::State& state) {
  const Buffer x = random_buffer(1024, 1);
  Buffer y(1024);
  for (auto _ : state) {
    fast::tanh_forward(x, y);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(tanh_1024);

}  // namespace
}  // namespace weir::nn
