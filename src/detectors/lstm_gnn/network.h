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

#include <memory>
#include <span>
#include <vector>

#include "detectors/self_supervised/neighbours.h"
#include "detectors/self_supervised/teachable.h"
#include "nn/buffer.h"
#include "nn/parameters.h"

namespace weir {

struct NetworkShape {
  std::size_t inputs = 4, hidden = 24, dense = 32;
  bool recurrence = true;  // false: h and c are zero before every step, nothing is remembered
  static constexpr std::size_t outputs = Answer::count;
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
class NetworkState final : public StreamingNetwork {
 public:
  NetworkState(const NetworkLayout& layout, std::span<const float> block, const Neighbours& neighbours, std::size_t sensors);
  void reset() noexcept override;
  std::span<const float> step(std::span<const float> x) noexcept override;

 private:
  const NetworkLayout& layout_;
  std::span<const float> block_;
  const Neighbours& neighbours_;
  std::size_t sensors_;
  nn::Buffer h_, c_, gates_, message_, context_, dense_, out_;
};

/// Training: T steps of one crop at once, forward then backward. Each worker owns one.
class NetworkPass final : public TrainingPass {
 public:
  NetworkPass(const NetworkLayout& layout, const Neighbours& neighbours, std::size_t sensors, std::size_t steps);
  std::span<const float> forward(std::span<const float> block, std::span<const float> x) override;
  void backward(std::span<const float> block, std::span<const float> x, std::span<const float> d_out, std::span<float> gradients) override;

 private:
  const NetworkLayout& layout_;
  const Neighbours& neighbours_;
  std::size_t sensors_, steps_;
  std::size_t chain_steps_, chain_rows_;  // of the LSTM: T steps of N rows, or without recurrence one step of T N rows
  nn::Buffer h_, c_, gates_, message_, context_, dense_, out_;  // of forward
  nn::Buffer d_h_, d_c_, d_message_, d_context_, d_dense_;      // of backward
  nn::Buffer lstm_transposed_, graph_transposed_, own_transposed_, context_transposed_, out_transposed_;
};

/// The network of one plant, as trainer and detector take it.
class LstmGnnNetwork final : public Teachable {
 public:
  LstmGnnNetwork(NetworkShape shape, Neighbours neighbours) : layout_(shape), neighbours_(std::move(neighbours)) {}
  const nn::ParameterTable& table() const override { return layout_.table; }
  void initialise(std::span<float> block, Random& random) const override { layout_.initialise(block, random); }
  std::unique_ptr<TrainingPass> pass(std::size_t steps) const override;
  std::unique_ptr<StreamingNetwork> stream(std::span<const float> block) const override;
  const Neighbours& neighbours() const override { return neighbours_; }

 private:
  NetworkLayout layout_;
  Neighbours neighbours_;
};

}  // namespace weir
