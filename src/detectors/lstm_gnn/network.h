// The network: one LSTM cell shared by all sensors, one graph layer over each sensor's neighbours, two heads.
//
//   h_i, c_i  = LSTM(x_i, h_i, c_i)                        x [N, I], h, c [N, H]
//   context_i = sum over neighbours j of w_ij (h_j W_g)    w fixed: partial correlations, rows scaled to absolute sum 1
//   a_i       = relu(h_i W_h + context_i W_c + b)          [N, A]
//   out_i     = a_i W_o + b_o                              [N, 3]: logit "is this reading manipulated?", and mean and log
//                                                          variance of the true value, in units from the conditional one
// Nothing in it belongs to a particular sensor, so a sensor that joins later needs no new weights.
// Letters: N sensors, T steps, I inputs, H hidden, A dense, E edges.
#pragma once

#include <span>
#include <vector>

#include "nn/buffer.h"
#include "nn/parameters.h"
#include "topology/graph.h"

namespace weir {

struct NetworkShape {
  std::size_t inputs = 4, hidden = 24, dense = 32;
  bool recurrence = true;  // false: h and c are zero before every step, nothing is remembered
  static constexpr std::size_t outputs = 3;
};

/// Neighbours of every sensor as the kernels want them.
struct Neighbours {
  std::vector<std::uint32_t> first;  // [N + 1]
  std::vector<std::uint32_t> from;   // [E]
  std::vector<float> weight;         // [E], absolute sum 1 a sensor
  /// The `count` strongest edges into each sensor.
  static Neighbours of(const Graph& graph, std::size_t sensors, std::size_t count);
};

/// Where each weight lies in a block.
struct NetworkLayout {
  explicit NetworkLayout(NetworkShape shape);
  NetworkShape shape;
  nn::ParameterTable table;
  nn::ParameterTable::Id lstm_weight, lstm_bias, graph_weight, own_weight, context_weight, dense_bias, out_weight, out_bias;
  void initialise(std::span<float> block, Random& random) const;
};

/// Scoring: one step at a time, state of N sensors.
class NetworkState {
 public:
  NetworkState(const NetworkLayout& layout, std::span<const float> block, const Neighbours& neighbours, std::size_t sensors);
  void reset();
  /// x [N, I] -> out [N, 3], valid until the next call.
  std::span<const float> step(std::span<const float> x);

 private:
  const NetworkLayout& layout_;
  std::span<const float> block_;
  const Neighbours& neighbours_;
  std::size_t sensors_;
  nn::Buffer h_, c_, gates_, message_, context_, dense_, out_;
};

/// Training: T steps of one crop at once, forward then backward. Each worker owns one.
class NetworkPass {
 public:
  NetworkPass(const NetworkLayout& layout, const Neighbours& neighbours, std::size_t sensors, std::size_t steps);
  /// x [T, N, I] -> out [T, N, 3]; the state starts at zero.
  std::span<const float> forward(std::span<const float> block, std::span<const float> x);
  /// d_out [T, N, 3]; adds to gradients [block].
  void backward(std::span<const float> block, std::span<const float> x, std::span<const float> d_out, std::span<float> gradients);

 private:
  const NetworkLayout& layout_;
  const Neighbours& neighbours_;
  std::size_t sensors_, steps_;
  std::size_t chain_steps_, chain_rows_;  // of the LSTM: T steps of N rows, or without recurrence one step of T N rows
  nn::Buffer h_, c_, gates_, message_, context_, dense_, out_;  // of forward
  nn::Buffer d_h_, d_c_, d_message_, d_context_, d_dense_;      // of backward
  nn::Buffer lstm_transposed_, graph_transposed_, own_transposed_, context_transposed_, out_transposed_;
};

}  // namespace weir
