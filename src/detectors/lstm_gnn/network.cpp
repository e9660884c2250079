#include "detectors/lstm_gnn/network.h"

#include <algorithm>
#include <cmath>

#include "nn/fast/activations.h"
#include "nn/fast/linear.h"
#include "nn/fast/lstm.h"
#include "nn/fast/matmul.h"
#include "nn/fast/neighbours.h"

namespace weir {
namespace {

using nn::fast::LinearShape;
using nn::fast::LstmShape;
using nn::fast::NeighbourView;

NeighbourView view_of(const Neighbours& neighbours) { return {neighbours.first, neighbours.from}; }

}  // namespace

NetworkLayout::NetworkLayout(NetworkShape s) : shape(s) {
  lstm_weight = table.add("lstm.weight", {s.inputs + s.hidden, 4 * s.hidden});
  lstm_bias = table.add("lstm.bias", {4 * s.hidden});
  graph_weight = table.add("graph.weight", {s.hidden, s.hidden});
  own_weight = table.add("dense.own_weight", {s.hidden, s.dense});
  context_weight = table.add("dense.context_weight", {s.hidden, s.dense});
  dense_bias = table.add("dense.bias", {s.dense});
  out_weight = table.add("heads.weight", {s.dense, NetworkShape::outputs});
  out_bias = table.add("heads.bias", {NetworkShape::outputs});
}

void NetworkLayout::initialise(std::span<float> block, Random& random) const {
  const double lstm_bound = 1 / std::sqrt(static_cast<double>(shape.hidden));
  nn::fill_uniform(table.view(block, lstm_weight), random, lstm_bound);
  nn::fill_uniform(table.view(block, lstm_bias), random, lstm_bound);
  nn::fill_uniform(table.view(block, graph_weight), random, lstm_bound);
  const double dense_bound = 1 / std::sqrt(2.0 * static_cast<double>(shape.hidden));
  for (const auto id : {own_weight, context_weight, dense_bias}) nn::fill_uniform(table.view(block, id), random, dense_bound);
  nn::fill_uniform(table.view(block, out_weight), random, 1 / std::sqrt(static_cast<double>(shape.dense)));
  auto bias = table.view(block, out_bias);
  bias[0] = -3;  // manipulated readings are rare
  bias[1] = bias[2] = 0;
}

NetworkState::NetworkState(const NetworkLayout& layout, std::span<const float> block, const Neighbours& neighbours, std::size_t sensors)
    : layout_(layout), block_(block), neighbours_(neighbours), sensors_(sensors) {
  const auto& s = layout.shape;
  for (auto* v : {&h_, &c_, &message_, &context_}) v->assign(sensors * s.hidden, 0.0F);
  gates_.assign(sensors * 4 * s.hidden, 0.0F);
  dense_.assign(sensors * s.dense, 0.0F);
  out_.assign(sensors * NetworkShape::outputs, 0.0F);
}

void NetworkState::reset() noexcept {
  std::fill(h_.begin(), h_.end(), 0.0F);
  std::fill(c_.begin(), c_.end(), 0.0F);
}

std::span<const float> NetworkState::step(std::span<const float> x) noexcept {
  const auto& s = layout_.shape;
  const auto weights = [&](nn::ParameterTable::Id id) { return layout_.table.view(block_, id); };
  if (!s.recurrence) reset();
  nn::fast::lstm_cell_forward(LstmShape{s.inputs, s.hidden}, sensors_, x, h_, c_, weights(layout_.lstm_weight), weights(layout_.lstm_bias),
                              gates_, c_, h_);
  nn::fast::linear_forward(LinearShape{s.hidden, s.hidden}, sensors_, h_, weights(layout_.graph_weight), {}, message_);
  nn::fast::neighbour_sum_forward(view_of(neighbours_), s.hidden, neighbours_.weight, message_, context_);
  nn::fast::linear_forward(LinearShape{s.hidden, s.dense}, sensors_, h_, weights(layout_.own_weight), weights(layout_.dense_bias), dense_);
  nn::fast::matmul_add(sensors_, s.hidden, s.dense, context_, weights(layout_.context_weight), dense_);
  nn::fast::relu_forward(dense_, dense_);
  nn::fast::linear_forward(LinearShape{s.dense, NetworkShape::outputs}, sensors_, dense_, weights(layout_.out_weight),
                           weights(layout_.out_bias), out_);
  return out_;
}

NetworkPass::NetworkPass(const NetworkLayout& layout, const Neighbours& neighbours, std::size_t sensors, std::size_t steps)
    : layout_(layout),
      neighbours_(neighbours),
      sensors_(sensors),
      steps_(steps),
      chain_steps_(layout.shape.recurrence ? steps : 1),
      chain_rows_(layout.shape.recurrence ? sensors : sensors * steps) {
  const auto& s = layout.shape;
  const std::size_t rows = sensors * steps;
  for (auto* v : {&h_, &c_, &d_h_}) v->assign((chain_steps_ + 1) * chain_rows_ * s.hidden, 0.0F);
  d_c_.assign(chain_rows_ * s.hidden, 0.0F);
  gates_.assign(rows * 4 * s.hidden, 0.0F);
  for (auto* v : {&message_, &context_, &d_message_, &d_context_}) v->assign(rows * s.hidden, 0.0F);
  for (auto* v : {&dense_, &d_dense_}) v->assign(rows * s.dense, 0.0F);
  out_.assign(rows * NetworkShape::outputs, 0.0F);
  lstm_transposed_.resize((s.inputs + s.hidden) * 4 * s.hidden);
  graph_transposed_.resize(s.hidden * s.hidden);
  own_transposed_.resize(s.hidden * s.dense);
  context_transposed_.resize(s.hidden * s.dense);
  out_transposed_.resize(s.dense * NetworkShape::outputs);
}

std::span<const float> NetworkPass::forward(std::span<const float> block, std::span<const float> x) {
  const auto& s = layout_.shape;
  const std::size_t rows = sensors_ * steps_, state = sensors_ * s.hidden, before = chain_rows_ * s.hidden;
  const auto weights = [&](nn::ParameterTable::Id id) { return layout_.table.view(block, id); };
  std::fill(h_.begin(), h_.begin() + static_cast<std::ptrdiff_t>(before), 0.0F);
  std::fill(c_.begin(), c_.begin() + static_cast<std::ptrdiff_t>(before), 0.0F);
  nn::fast::lstm_forward(LstmShape{s.inputs, s.hidden}, chain_steps_, chain_rows_, x, weights(layout_.lstm_weight),
                         weights(layout_.lstm_bias), gates_, c_, h_);
  const auto h = std::span<const float>(h_).subspan(before);
  nn::fast::linear_forward(LinearShape{s.hidden, s.hidden}, rows, h, weights(layout_.graph_weight), {}, message_);
  for (std::size_t t = 0; t < steps_; ++t) {
    nn::fast::neighbour_sum_forward(view_of(neighbours_), s.hidden, neighbours_.weight, std::span(message_).subspan(t * state, state),
                                    std::span(context_).subspan(t * state, state));
  }
  nn::fast::linear_forward(LinearShape{s.hidden, s.dense}, rows, h, weights(layout_.own_weight), weights(layout_.dense_bias), dense_);
  nn::fast::matmul_add(rows, s.hidden, s.dense, context_, weights(layout_.context_weight), dense_);
  nn::fast::relu_forward(dense_, dense_);
  nn::fast::linear_forward(LinearShape{s.dense, NetworkShape::outputs}, rows, dense_, weights(layout_.out_weight),
                           weights(layout_.out_bias), out_);
  return out_;
}

void NetworkPass::backward(std::span<const float> block, std::span<const float> x, std::span<const float> d_out,
                           std::span<float> gradients) {
  const auto& s = layout_.shape;
  const std::size_t rows = sensors_ * steps_, state = sensors_ * s.hidden, before = chain_rows_ * s.hidden;
  const auto weights = [&](nn::ParameterTable::Id id) { return layout_.table.view(block, id); };
  const auto into = [&](nn::ParameterTable::Id id) { return layout_.table.view(gradients, id); };
  nn::fast::transpose(s.inputs + s.hidden, 4 * s.hidden, weights(layout_.lstm_weight), lstm_transposed_);
  nn::fast::transpose(s.hidden, s.hidden, weights(layout_.graph_weight), graph_transposed_);
  nn::fast::transpose(s.hidden, s.dense, weights(layout_.own_weight), own_transposed_);
  nn::fast::transpose(s.hidden, s.dense, weights(layout_.context_weight), context_transposed_);
  nn::fast::transpose(s.dense, NetworkShape::outputs, weights(layout_.out_weight), out_transposed_);

  for (auto* v : {&d_h_, &d_c_, &d_message_, &d_context_, &d_dense_}) std::fill(v->begin(), v->end(), 0.0F);
  const auto h = std::span<const float>(h_).subspan(before);
  const auto d_h = std::span(d_h_).subspan(before);
  nn::fast::linear_backward(LinearShape{s.dense, NetworkShape::outputs}, rows, dense_, out_transposed_, d_out, d_dense_,
                            into(layout_.out_weight), into(layout_.out_bias));
  for (std::size_t k = 0; k < d_dense_.size(); ++k) d_dense_[k] = dense_[k] > 0 ? d_dense_[k] : 0.0F;
  nn::fast::linear_backward(LinearShape{s.hidden, s.dense}, rows, h, own_transposed_, d_dense_, d_h, into(layout_.own_weight),
                            into(layout_.dense_bias));
  nn::fast::linear_backward(LinearShape{s.hidden, s.dense}, rows, context_, context_transposed_, d_dense_, d_context_,
                            into(layout_.context_weight), {});
  for (std::size_t t = 0; t < steps_; ++t) {
    nn::fast::neighbour_sum_backward(view_of(neighbours_), s.hidden, neighbours_.weight, std::span(d_context_).subspan(t * state, state),
                                     std::span(d_message_).subspan(t * state, state));
  }
  nn::fast::linear_backward(LinearShape{s.hidden, s.hidden}, rows, h, graph_transposed_, d_message_, d_h, into(layout_.graph_weight), {});
  nn::fast::lstm_backward(LstmShape{s.inputs, s.hidden}, chain_steps_, chain_rows_, x, h_, c_, lstm_transposed_, gates_, d_h_, d_c_, {},
                          into(layout_.lstm_weight), into(layout_.lstm_bias));
}

std::unique_ptr<TrainingPass> LstmGnnNetwork::pass(std::size_t steps) const {
  return std::make_unique<NetworkPass>(layout_, neighbours_, neighbours_.sensors(), steps);
}

std::unique_ptr<StreamingNetwork> LstmGnnNetwork::stream(std::span<const float> block) const {
  return std::make_unique<NetworkState>(layout_, block, neighbours_, neighbours_.sensors());
}

}  // namespace weir
