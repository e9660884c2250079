#include "detectors/attention/attention_network.h"

#include <algorithm>
#include <cmath>

#include "nn/fast/activations.h"
#include "nn/fast/linear.h"
#include "nn/fast/matmul.h"

namespace weir {
namespace {

namespace fast = nn::fast;
namespace ref = nn::reference;
using fast::LinearShape;

constexpr float spans[memory_shape.heads] = {2, 8, 32, 128};  // rows over which the heads of the memory forget
constexpr float decay[memory_shape.heads] = {1 - 1 / spans[0], 1 - 1 / spans[1], 1 - 1 / spans[2], 1 - 1 / spans[3]};
constexpr std::size_t token = AttentionShape::token;
constexpr std::size_t keys = memory_shape.key_columns(), values = memory_shape.value_columns(), state_size = memory_shape.state_size();
constexpr std::size_t asked = listening_shape.key_columns(), told = listening_shape.value_columns();

/// Everything between the inputs and the answers, of N sensors at T steps.
struct Activations {
  nn::Buffer token, query, key, value, memory, hidden, asking, asked, told, context, dense;
  Activations(const AttentionShape& shape, std::size_t rows) {
    token.assign(rows * AttentionShape::token, 0.0F);
    for (auto* v : {&query, &key}) v->assign(rows * keys, 0.0F);
    for (auto* v : {&value, &memory}) v->assign(rows * values, 0.0F);
    hidden.assign(rows * shape.hidden, 0.0F);
    for (auto* v : {&this->asking, &this->asked}) v->assign(rows * weir::asked, 0.0F);
    for (auto* v : {&told, &context}) v->assign(rows * weir::told, 0.0F);
    dense.assign(rows * shape.dense, 0.0F);
  }
  void clear() {
    for (auto* v : {&token, &query, &key, &value, &memory, &hidden, &asking, &asked, &told, &context, &dense}) {
      std::fill(v->begin(), v->end(), 0.0F);
    }
  }
};

/// The weights of a block by name.
class Weights {
 public:
  Weights(const AttentionLayout& layout, std::span<const float> block) : layout_(layout), block_(block) {}
  std::span<const float> operator()(AttentionLayout::Id id) const { return layout_.table.view(block_, id); }

 private:
  const AttentionLayout& layout_;
  std::span<const float> block_;
};

void token_and_questions(const AttentionLayout& l, const Weights& w, std::size_t rows, std::span<const float> x, Activations& a) {
  fast::linear_forward(LinearShape{l.shape.inputs, token}, rows, x, w(l.token_weight), w(l.token_bias), a.token);
  fast::relu_forward(a.token, a.token);
  fast::linear_forward(LinearShape{token, keys}, rows, a.token, w(l.query_weight), w(l.query_bias), a.query);
  fast::linear_forward(LinearShape{token, keys}, rows, a.token, w(l.key_weight), w(l.key_bias), a.key);
  fast::sigmoid_forward(a.query, a.query);
  fast::sigmoid_forward(a.key, a.key);
  fast::linear_forward(LinearShape{token, values}, rows, a.token, w(l.value_weight), {}, a.value);
}

void hidden_and_what_is_told(const AttentionLayout& l, const Weights& w, std::size_t rows, Activations& a) {
  const std::size_t hidden = l.shape.hidden;
  fast::linear_forward(LinearShape{token, hidden}, rows, a.token, w(l.hidden_token_weight), w(l.hidden_bias), a.hidden);
  fast::matmul_add(rows, values, hidden, a.memory, w(l.hidden_memory_weight), a.hidden);
  fast::relu_forward(a.hidden, a.hidden);
  fast::linear_forward(LinearShape{hidden, asked}, rows, a.hidden, w(l.asking_weight), {}, a.asking);
  fast::linear_forward(LinearShape{hidden, asked}, rows, a.hidden, w(l.asked_weight), {}, a.asked);
  fast::linear_forward(LinearShape{hidden, told}, rows, a.hidden, w(l.told_weight), {}, a.told);
}

void answers(const AttentionLayout& l, const Weights& w, std::size_t rows, Activations& a, std::span<float> out) {
  fast::linear_forward(LinearShape{l.shape.hidden, l.shape.dense}, rows, a.hidden, w(l.dense_hidden_weight), w(l.dense_bias), a.dense);
  fast::matmul_add(rows, told, l.shape.dense, a.context, w(l.dense_context_weight), a.dense);
  fast::relu_forward(a.dense, a.dense);
  fast::linear_forward(LinearShape{l.shape.dense, Answer::count}, rows, a.dense, w(l.out_weight), w(l.out_bias), out);
}

ref::NeighbourView view_of(const Neighbours& neighbours) { return {neighbours.first, neighbours.from}; }

class Stream final : public StreamingNetwork {
 public:
  Stream(const AttentionLayout& layout, std::span<const float> block, const Neighbours& neighbours)
      : layout_(layout), weights_(layout, block), neighbours_(neighbours), a_(layout.shape, neighbours.sensors()) {
    state_.assign(neighbours.sensors() * state_size, 0.0F);
    alpha_.assign(neighbours.from.size() * listening_shape.heads, 0.0F);
    out_.assign(neighbours.sensors() * Answer::count, 0.0F);
  }

  void reset() noexcept override { std::fill(state_.begin(), state_.end(), 0.0F); }

  std::span<const float> step(std::span<const float> x) noexcept override {
    const std::size_t n = neighbours_.sensors();
    token_and_questions(layout_, weights_, n, x, a_);
    ref::decayed_attention_forward(memory_shape, n, decay, a_.query, a_.key, a_.value, state_, state_, a_.memory);
    hidden_and_what_is_told(layout_, weights_, n, a_);
    ref::edge_attention_forward(listening_shape, view_of(neighbours_), neighbours_.weight, weights_(layout_.slope), a_.asking, a_.asked,
                                a_.told, alpha_, a_.context);
    answers(layout_, weights_, n, a_, out_);
    return out_;
  }

 private:
  const AttentionLayout& layout_;
  Weights weights_;
  const Neighbours& neighbours_;
  Activations a_;
  nn::Buffer state_, alpha_, out_;
};

class Pass final : public TrainingPass {
 public:
  Pass(const AttentionLayout& layout, const Neighbours& neighbours, std::size_t steps)
      : layout_(layout),
        neighbours_(neighbours),
        sensors_(neighbours.sensors()),
        steps_(steps),
        a_(layout.shape, sensors_ * steps),
        d_(layout.shape, sensors_ * steps) {
    state_.assign((steps + 1) * sensors_ * state_size, 0.0F);
    d_state_.assign(sensors_ * state_size, 0.0F);
    for (auto* v : {&alpha_, &d_alpha_}) v->assign(steps * neighbours.from.size() * listening_shape.heads, 0.0F);
    out_.assign(steps * sensors_ * Answer::count, 0.0F);
    const auto& parameters = layout.table.parameters();
    transposed_.resize(parameters.size());
    for (std::size_t id = 0; id < parameters.size(); ++id) {
      if (parameters[id].shape.size() == 2) transposed_[id].resize(parameters[id].size);
    }
  }

  std::span<const float> forward(std::span<const float> block, std::span<const float> x) override {
    const Weights w(layout_, block);
    const std::size_t rows = sensors_ * steps_;
    token_and_questions(layout_, w, rows, x, a_);
    for (std::size_t t = 0; t < steps_; ++t) {
      ref::decayed_attention_forward(memory_shape, sensors_, decay, at(a_.query, t, keys), at(a_.key, t, keys), at(a_.value, t, values),
                                     at(state_, t, state_size), at(state_, t + 1, state_size), at(a_.memory, t, values));
    }
    hidden_and_what_is_told(layout_, w, rows, a_);
    for (std::size_t t = 0; t < steps_; ++t) {
      ref::edge_attention_forward(listening_shape, view_of(neighbours_), neighbours_.weight, w(layout_.slope), at(a_.asking, t, asked),
                                  at(a_.asked, t, asked), at(a_.told, t, told), edges_at(alpha_, t), at(a_.context, t, told));
    }
    answers(layout_, w, rows, a_, out_);
    return out_;
  }

  void backward(std::span<const float> block, std::span<const float> x, std::span<const float> d_out, std::span<float> gradients) override {
    const auto& l = layout_;
    const std::size_t rows = sensors_ * steps_, hidden = l.shape.hidden, dense = l.shape.dense;
    block_ = block;
    const auto into = [&](AttentionLayout::Id id) { return l.table.view(gradients, id); };
    d_.clear();
    fast::linear_backward(LinearShape{dense, Answer::count}, rows, a_.dense, turned(l.out_weight), d_out, d_.dense, into(l.out_weight),
                          into(l.out_bias));
    only_where_positive(a_.dense, d_.dense);
    fast::linear_backward(LinearShape{hidden, dense}, rows, a_.hidden, turned(l.dense_hidden_weight), d_.dense, d_.hidden,
                          into(l.dense_hidden_weight), into(l.dense_bias));
    fast::linear_backward(LinearShape{told, dense}, rows, a_.context, turned(l.dense_context_weight), d_.dense, d_.context,
                          into(l.dense_context_weight), {});
    for (std::size_t t = 0; t < steps_; ++t) {
      ref::edge_attention_backward(listening_shape, view_of(neighbours_), neighbours_.weight, at(a_.asking, t, asked),
                                   at(a_.asked, t, asked), at(a_.told, t, told), edges_at(alpha_, t), at(d_.context, t, told),
                                   into(l.slope), at(d_.asking, t, asked), at(d_.asked, t, asked), at(d_.told, t, told),
                                   edges_at(d_alpha_, t));
    }
    fast::linear_backward(LinearShape{hidden, asked}, rows, a_.hidden, turned(l.asking_weight), d_.asking, d_.hidden, into(l.asking_weight),
                          {});
    fast::linear_backward(LinearShape{hidden, asked}, rows, a_.hidden, turned(l.asked_weight), d_.asked, d_.hidden, into(l.asked_weight),
                          {});
    fast::linear_backward(LinearShape{hidden, told}, rows, a_.hidden, turned(l.told_weight), d_.told, d_.hidden, into(l.told_weight), {});
    only_where_positive(a_.hidden, d_.hidden);
    fast::linear_backward(LinearShape{token, hidden}, rows, a_.token, turned(l.hidden_token_weight), d_.hidden, d_.token,
                          into(l.hidden_token_weight), into(l.hidden_bias));
    fast::linear_backward(LinearShape{values, hidden}, rows, a_.memory, turned(l.hidden_memory_weight), d_.hidden, d_.memory,
                          into(l.hidden_memory_weight), {});
    std::fill(d_state_.begin(), d_state_.end(), 0.0F);
    for (std::size_t t = steps_; t-- > 0;) {
      ref::decayed_attention_backward(memory_shape, sensors_, decay, at(a_.query, t, keys), at(a_.key, t, keys), at(a_.value, t, values),
                                      at(state_, t + 1, state_size), at(a_.memory, t, values), at(d_.memory, t, values), d_state_,
                                      at(d_.query, t, keys), at(d_.key, t, keys), at(d_.value, t, values));
    }
    through_sigmoid(a_.query, d_.query);
    through_sigmoid(a_.key, d_.key);
    fast::linear_backward(LinearShape{token, keys}, rows, a_.token, turned(l.query_weight), d_.query, d_.token, into(l.query_weight),
                          into(l.query_bias));
    fast::linear_backward(LinearShape{token, keys}, rows, a_.token, turned(l.key_weight), d_.key, d_.token, into(l.key_weight),
                          into(l.key_bias));
    fast::linear_backward(LinearShape{token, values}, rows, a_.token, turned(l.value_weight), d_.value, d_.token, into(l.value_weight), {});
    only_where_positive(a_.token, d_.token);
    fast::linear_backward(LinearShape{l.shape.inputs, token}, rows, x, {}, d_.token, {}, into(l.token_weight), into(l.token_bias));
  }

 private:
  /// The sensors of step t in [T, N, columns].
  std::span<float> at(nn::Buffer& all, std::size_t t, std::size_t columns) const {
    return std::span(all).subspan(t * sensors_ * columns, sensors_ * columns);
  }
  std::span<float> edges_at(nn::Buffer& all, std::size_t t) const {
    const std::size_t size = neighbours_.from.size() * listening_shape.heads;
    return std::span(all).subspan(t * size, size);
  }
  std::span<const float> turned(AttentionLayout::Id id) {
    const auto& parameter = layout_.table.parameters()[id];
    fast::transpose(parameter.shape[0], parameter.shape[1], layout_.table.view(block_, id), transposed_[id]);
    return transposed_[id];
  }
  static void only_where_positive(const nn::Buffer& y, nn::Buffer& d_y) {
    for (std::size_t k = 0; k < y.size(); ++k) d_y[k] = y[k] > 0 ? d_y[k] : 0.0F;
  }
  static void through_sigmoid(const nn::Buffer& y, nn::Buffer& d_y) {
    for (std::size_t k = 0; k < y.size(); ++k) d_y[k] *= y[k] * (1 - y[k]);
  }

  const AttentionLayout& layout_;
  const Neighbours& neighbours_;
  std::size_t sensors_, steps_;
  Activations a_, d_;
  nn::Buffer state_, d_state_, alpha_, d_alpha_, out_;
  std::vector<nn::Buffer> transposed_;  // by parameter
  std::span<const float> block_;
};

}  // namespace

AttentionLayout::AttentionLayout(AttentionShape s) : shape(s) {
  token_weight = table.add("token.weight", {s.inputs, token});
  token_bias = table.add("token.bias", {token});
  query_weight = table.add("memory.query_weight", {token, keys});
  query_bias = table.add("memory.query_bias", {keys});
  key_weight = table.add("memory.key_weight", {token, keys});
  key_bias = table.add("memory.key_bias", {keys});
  value_weight = table.add("memory.value_weight", {token, values});
  hidden_token_weight = table.add("hidden.token_weight", {token, s.hidden});
  hidden_memory_weight = table.add("hidden.memory_weight", {values, s.hidden});
  hidden_bias = table.add("hidden.bias", {s.hidden});
  asking_weight = table.add("neighbours.query_weight", {s.hidden, asked});
  asked_weight = table.add("neighbours.key_weight", {s.hidden, asked});
  told_weight = table.add("neighbours.value_weight", {s.hidden, told});
  slope = table.add("neighbours.slope", {listening_shape.heads});
  dense_hidden_weight = table.add("dense.hidden_weight", {s.hidden, s.dense});
  dense_context_weight = table.add("dense.context_weight", {told, s.dense});
  dense_bias = table.add("dense.bias", {s.dense});
  out_weight = table.add("heads.weight", {s.dense, Answer::count});
  out_bias = table.add("heads.bias", {Answer::count});
}

void AttentionLayout::initialise(std::span<float> block, Random& random) const {
  for (std::size_t id = 0; id < table.parameters().size(); ++id) {
    const auto& parameter = table.parameters()[id];
    auto view = table.view(block, id);
    if (parameter.shape.size() == 2) {
      nn::fill_uniform(view, random, std::sqrt(3.0 / static_cast<double>(parameter.shape[0])));  // variance 1 / inputs
    } else {
      std::fill(view.begin(), view.end(), 0.0F);
    }
  }
  std::ranges::fill(table.view(block, slope), 2.0F);
  nn::fill_uniform(table.view(block, out_weight), random, 1 / std::sqrt(static_cast<double>(shape.dense)));
  table.view(block, out_bias)[Answer::logit] = -3;  // manipulated readings are rare
}

std::unique_ptr<TrainingPass> AttentionNetwork::pass(std::size_t steps) const {
  return std::make_unique<Pass>(layout_, neighbours_, steps);
}

std::unique_ptr<StreamingNetwork> AttentionNetwork::stream(std::span<const float> block) const {
  return std::make_unique<Stream>(layout_, block, neighbours_);
}

}  // namespace weir
