// The network: a small recurrent transformer over sensors, every weight shared by all of them.
//
//   token_i   = relu(x_i W + b)                                         x [N, I], token [N, D]
//   memory_i  = decayed attention over the past tokens of sensor i      [N, M], four heads that forget over 2, 8, 32, 128 rows
//   hidden_i  = relu(token_i W_t + memory_i W_m + b)                    [N, H]
//   context_i = edge attention over the neighbours' hidden now          [N, C], two heads, one of them with the edge's sign
//   dense_i   = relu(hidden_i W_h + context_i W_c + b)                  [N, A]
//   out_i     = dense_i W_o + b_o                                       [N, 3], see Answer
// Queries and keys of the memory pass a sigmoid, so that its weights are positive (nn/reference/decayed_attention.h); those of
// the neighbours are compared as they are, with a learned slope of the edge's weight (nn/reference/edge_attention.h).
// Nothing in it belongs to a particular sensor. The state is the memory alone: N x 80 numbers, however far back it reaches.
#pragma once

#include <memory>
#include <span>

#include "detectors/self_supervised/teachable.h"
#include "nn/buffer.h"
#include "nn/parameters.h"
#include "nn/reference/decayed_attention.h"
#include "nn/reference/edge_attention.h"

namespace weir {

inline constexpr nn::reference::DecayedAttentionShape memory_shape{4, 4, 4};
inline constexpr nn::reference::EdgeAttentionShape listening_shape{2, 4, 8};

struct AttentionShape {
  std::size_t inputs = 4, hidden = 24, dense = 32;
  static constexpr std::size_t token = 16;
};

/// Where each weight lies in a block.
struct AttentionLayout {
  using Id = nn::ParameterTable::Id;
  explicit AttentionLayout(AttentionShape shape);
  void initialise(std::span<float> block, Random& random) const;

  AttentionShape shape;
  nn::ParameterTable table;
  Id token_weight, token_bias, query_weight, query_bias, key_weight, key_bias, value_weight;  // memory
  Id hidden_token_weight, hidden_memory_weight, hidden_bias;
  Id asking_weight, asked_weight, told_weight, slope;  // neighbours: query, key, value
  Id dense_hidden_weight, dense_context_weight, dense_bias, out_weight, out_bias;
};

class AttentionNetwork final : public Teachable {
 public:
  AttentionNetwork(AttentionShape shape, Neighbours neighbours) : layout_(shape), neighbours_(std::move(neighbours)) {}
  const nn::ParameterTable& table() const override { return layout_.table; }
  void initialise(std::span<float> block, Random& random) const override { layout_.initialise(block, random); }
  std::unique_ptr<TrainingPass> pass(std::size_t steps) const override;
  std::unique_ptr<StreamingNetwork> stream(std::span<const float> block) const override;
  const Neighbours& neighbours() const override { return neighbours_; }

 private:
  AttentionLayout layout_;
  Neighbours neighbours_;
};

}  // namespace weir
