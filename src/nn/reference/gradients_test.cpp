// Every backward against central differences of its forward, in double precision: with a step of 1e-5 the differences are good
// to about 1e-9 (h^2 of truncation, 1e-16 / h of rounding), so 1e-7 leaves room and catches any wrong term.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "nn/reference/activations.h"
#include "nn/reference/decayed_attention.h"
#include "nn/reference/edge_attention.h"
#include "nn/reference/embedding.h"
#include "nn/reference/layer_norm.h"
#include "nn/reference/linear.h"
#include "nn/reference/losses.h"
#include "nn/reference/lstm.h"
#include "nn/reference/neighbours.h"
#include "nn/test_numbers.h"

namespace weir::nn::reference {
namespace {

using Numbers = std::vector<double>;
constexpr double step = 1e-5, tolerance = 1e-7;

/// d(loss)/d(inputs) by central differences, against `gradient`. `loss` reads `inputs`, which is changed and put back.
void expect_gradient(Numbers& inputs, const Numbers& gradient, const std::function<double()>& loss, const std::string& what) {
  ASSERT_EQ(inputs.size(), gradient.size()) << what;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double kept = inputs[i];
    inputs[i] = kept + step;
    const double above = loss();
    inputs[i] = kept - step;
    const double below = loss();
    inputs[i] = kept;
    ASSERT_NEAR(gradient[i], (above - below) / (2 * step), tolerance) << what << " at " << i;
  }
}

Numbers numbers(std::size_t size, std::uint64_t seed, double scale = 1) { return random_numbers<double>(size, seed, scale); }

/// A scalar of an output: its dot product with fixed random factors, which are then the output's gradient.
double dot(const Numbers& a, const Numbers& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

TEST(Gradients, Linear) {
  constexpr LinearShape shape{4, 3};
  Numbers x = numbers(5 * 4, 1), weight = numbers(12, 2), bias = numbers(3, 3), y(15), d_x(20), d_weight(12), d_bias(3);
  const Numbers d_y = numbers(15, 4);
  const auto loss = [&] {
    linear_forward<double>(shape, 5, x, weight, bias, y);
    return dot(y, d_y);
  };
  linear_backward<double>(shape, 5, x, weight, d_y, d_x, d_weight, d_bias);
  expect_gradient(x, d_x, loss, "x");
  expect_gradient(weight, d_weight, loss, "weight");
  expect_gradient(bias, d_bias, loss, "bias");
}

TEST(Gradients, AddToWhatIsThere) {
  constexpr LinearShape shape{2, 2};
  const Numbers x = numbers(4, 1), weight = numbers(4, 2), d_y = numbers(4, 3);
  Numbers once_x(4), once_w(4), once_b(2), twice_x(4), twice_w(4), twice_b(2);
  linear_backward<double>(shape, 2, x, weight, d_y, once_x, once_w, once_b);
  for (int i = 0; i < 2; ++i) linear_backward<double>(shape, 2, x, weight, d_y, twice_x, twice_w, twice_b);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(twice_x[i], 2 * once_x[i], 1e-14);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(twice_w[i], 2 * once_w[i], 1e-14);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(twice_b[i], 2 * once_b[i], 1e-14);
}

TEST(Gradients, Activations) {
  Numbers x = numbers(30, 1, 3), y(30);
  const Numbers d_y = numbers(30, 2);
  for (double& v : x) v += v < 0 ? -0.01 : 0.01;  // ReLU has no derivative at 0
  const auto check = [&](const std::string& name, auto forward, auto backward, bool from_output) {
    Numbers d_x(30);
    const auto loss = [&] {
      forward(x, y);
      return dot(y, d_y);
    };
    loss();
    backward(from_output ? y : x, d_y, d_x);
    expect_gradient(x, d_x, loss, name);
  };
  check("relu", relu_forward<double>, relu_backward<double>, true);
  check("sigmoid", sigmoid_forward<double>, sigmoid_backward<double>, true);
  check("tanh", tanh_forward<double>, tanh_backward<double>, true);
  check("softplus", softplus_forward<double>, softplus_backward<double>, false);
}

TEST(Gradients, LayerNorm) {
  Numbers x = numbers(4 * 6, 1, 2), gain = numbers(6, 2), bias = numbers(6, 3), y(24), mean(4), inverse_sd(4);
  const Numbers d_y = numbers(24, 4);
  Numbers d_x(24), d_gain(6), d_bias(6);
  const auto loss = [&] {
    layer_norm_forward<double>(4, 6, x, gain, bias, y, mean, inverse_sd);
    return dot(y, d_y);
  };
  loss();
  layer_norm_backward<double>(4, 6, x, gain, mean, inverse_sd, d_y, d_x, d_gain, d_bias);
  expect_gradient(x, d_x, loss, "x");
  expect_gradient(gain, d_gain, loss, "gain");
  expect_gradient(bias, d_bias, loss, "bias");
}

TEST(Gradients, Embedding) {
  const std::vector<std::uint32_t> ids = {2, 0, 2};
  Numbers table = numbers(4 * 3, 1), y(9), d_table(12);
  const Numbers d_y = numbers(9, 2);
  const auto loss = [&] {
    embedding_forward<double>(3, ids, table, y);
    return dot(y, d_y);
  };
  embedding_backward<double>(3, ids, d_y, d_table);
  expect_gradient(table, d_table, loss, "table");
}

// Three steps, so that gradients through h and through c are both exercised.
TEST(Gradients, LstmThroughTime) {
  constexpr LstmShape shape{3, 4};
  constexpr std::size_t B = 2, S = B * 4, steps = 3;
  Numbers x = numbers(steps * B * 3, 1), weight = numbers(shape.weight_size(), 2, 0.5), bias = numbers(shape.bias_size(), 3, 0.5);
  Numbers h0 = numbers(S, 4, 0.5), c0 = numbers(S, 5);
  const Numbers d_y = numbers(steps * S, 6), d_c_last = numbers(S, 7);
  Numbers h((steps + 1) * S), c((steps + 1) * S), gates(steps * 4 * S);
  const auto at = [](Numbers& all, std::size_t t, std::size_t size) { return std::span(all).subspan(t * size, size); };
  const auto loss = [&] {
    std::ranges::copy(h0, h.begin());
    std::ranges::copy(c0, c.begin());
    for (std::size_t t = 0; t < steps; ++t) {
      lstm_cell_forward<double>(shape, B, at(x, t, B * 3), at(h, t, S), at(c, t, S), weight, bias, at(gates, t, 4 * S), at(c, t + 1, S),
                                at(h, t + 1, S));
    }
    double sum = 0;
    for (std::size_t i = 0; i < steps * S; ++i) sum += h[S + i] * d_y[i];
    for (std::size_t i = 0; i < S; ++i) sum += c[steps * S + i] * d_c_last[i];
    return sum;
  };
  loss();
  Numbers d_h((steps + 1) * S), d_c = d_c_last, d_gates(4 * S), d_x(x.size()), d_weight(weight.size()), d_bias(bias.size());
  std::ranges::copy(d_y, d_h.begin() + S);
  for (std::size_t t = steps; t-- > 0;) {
    lstm_cell_backward<double>(shape, B, at(x, t, B * 3), at(h, t, S), at(c, t, S), at(gates, t, 4 * S), at(c, t + 1, S), weight,
                               at(d_h, t + 1, S), d_c, d_gates, at(d_x, t, B * 3), at(d_h, t, S), d_weight, d_bias);
  }
  expect_gradient(x, d_x, loss, "x");
  expect_gradient(weight, d_weight, loss, "weight");
  expect_gradient(bias, d_bias, loss, "bias");
  expect_gradient(h0, Numbers(d_h.begin(), d_h.begin() + S), loss, "h before");
  expect_gradient(c0, d_c, loss, "c before");
}

class GraphGradients : public ::testing::Test {
 protected:
  const std::vector<std::uint32_t> first_ = {0, 2, 2, 5, 6};  // the second sensor listens to nobody
  const std::vector<std::uint32_t> from_ = {1, 3, 0, 1, 3, 3};
  const NeighbourView neighbours_{first_, from_};
};

TEST_F(GraphGradients, NeighbourSum) {
  Numbers x = numbers(4 * 3, 1), edge_weight = numbers(6, 2), y(12), d_x(12), d_edge_weight(6);
  const Numbers d_y = numbers(12, 3);
  const auto loss = [&] {
    neighbour_sum_forward<double>(neighbours_, 3, edge_weight, x, y);
    return dot(y, d_y);
  };
  neighbour_sum_backward<double>(neighbours_, 3, edge_weight, x, d_y, d_x, d_edge_weight);
  expect_gradient(x, d_x, loss, "x");
  expect_gradient(edge_weight, d_edge_weight, loss, "edge weight");
}

TEST_F(GraphGradients, Attention) {
  Numbers x = numbers(4 * 3, 1), to_score = numbers(4, 2), from_score = numbers(4, 3), alpha(6), y(12);
  const Numbers d_y = numbers(12, 4);
  Numbers d_x(12), d_to(4), d_from(4), d_alpha(6);
  const auto loss = [&] {
    attention_forward<double>(neighbours_, 3, to_score, from_score, x, alpha, y);
    return dot(y, d_y);
  };
  loss();
  attention_backward<double>(neighbours_, 3, to_score, from_score, x, alpha, d_y, d_to, d_from, d_x, d_alpha);
  expect_gradient(x, d_x, loss, "x");
  expect_gradient(to_score, d_to, loss, "to score");
  expect_gradient(from_score, d_from, loss, "from score");
}

TEST_F(GraphGradients, EdgeAttention) {
  constexpr EdgeAttentionShape shape{2, 3, 2};
  Numbers slope = numbers(2, 1), q = numbers(4 * 6, 2), k = numbers(4 * 6, 3), v = numbers(4 * 4, 4), alpha(12), y(16);
  const Numbers edge_weight = numbers(6, 5), d_y = numbers(16, 6);
  ASSERT_LT(*std::ranges::min_element(edge_weight), 0) << "some edge with a sign";
  Numbers d_slope(2), d_q(24), d_k(24), d_v(16), d_alpha(12);
  const auto loss = [&] {
    edge_attention_forward<double>(shape, neighbours_, edge_weight, slope, q, k, v, alpha, y);
    return dot(y, d_y);
  };
  loss();
  EXPECT_EQ(y[1 * 4], 0) << "nobody to listen to";
  EXPECT_LT(alpha[0] + alpha[2], 1) << "the two edges of sensor 0 leave a share for nobody";
  edge_attention_backward<double>(shape, neighbours_, edge_weight, q, k, v, alpha, d_y, d_slope, d_q, d_k, d_v, d_alpha);
  expect_gradient(slope, d_slope, loss, "slope");
  expect_gradient(q, d_q, loss, "q");
  expect_gradient(k, d_k, loss, "k");
  expect_gradient(v, d_v, loss, "v");
}

class DecayedAttention : public ::testing::Test {
 protected:
  static constexpr DecayedAttentionShape shape{2, 3, 2};
  static constexpr std::size_t B = 2, steps = 4, K = B * 6, V = B * 4, S = B * shape.state_size();
  static Numbers positive(std::size_t size, std::uint64_t seed) {
    Numbers all = numbers(size, seed);
    for (double& x : all) x = 0.1 + std::abs(x);
    return all;
  }
  Numbers q = positive(steps * K, 1), k = positive(steps * K, 2), v = numbers(steps * V, 3), state = Numbers((steps + 1) * S),
          y = Numbers(steps * V), before = positive(S, 4);
  const Numbers decay = {0.5, 0.9};
  static std::span<double> at(Numbers& all, std::size_t t, std::size_t size) { return std::span(all).subspan(t * size, size); }
  void forward() {
    std::ranges::copy(before, state.begin());
    for (std::size_t t = 0; t < steps; ++t) {
      decayed_attention_forward<double>(shape, B, decay, at(q, t, K), at(k, t, K), at(v, t, V), at(state, t, S), at(state, t + 1, S),
                                        at(y, t, V));
    }
  }
};

TEST_F(DecayedAttention, IsAWeightedMeanOfThePast) {
  std::ranges::fill(before, 0);
  forward();
  for (std::size_t g = 0; g < 2; ++g) {  // row 0, written out as a sum over all steps
    double weight = decayed_attention_epsilon, sum = 0;
    for (std::size_t t = 0; t < steps; ++t) {
      double likeness = 0;
      for (std::size_t a = 0; a < 3; ++a) likeness += q[(steps - 1) * K + g * 3 + a] * k[t * K + g * 3 + a];
      likeness *= std::pow(decay[g], static_cast<double>(steps - 1 - t));
      weight += likeness;
      sum += likeness * v[t * V + g * 2];
    }
    EXPECT_NEAR(y[(steps - 1) * V + g * 2], sum / weight, 1e-12);
  }
}

TEST_F(DecayedAttention, GradientsThroughTime) {
  const Numbers d_y = numbers(steps * V, 6), d_last = numbers(S, 7);
  const auto loss = [&] {
    forward();
    double sum = dot(y, d_y);
    for (std::size_t i = 0; i < S; ++i) sum += state[steps * S + i] * d_last[i];
    return sum;
  };
  loss();
  Numbers d_state = d_last, d_q(q.size()), d_k(k.size()), d_v(v.size()), d_out = d_y;
  for (std::size_t t = steps; t-- > 0;) {
    decayed_attention_backward<double>(shape, B, decay, at(q, t, K), at(k, t, K), at(v, t, V), at(state, t + 1, S), at(y, t, V),
                                       at(d_out, t, V), d_state, at(d_q, t, K), at(d_k, t, K), at(d_v, t, V));
  }
  expect_gradient(q, d_q, loss, "q");
  expect_gradient(k, d_k, loss, "k");
  expect_gradient(v, d_v, loss, "v");
  expect_gradient(before, d_state, loss, "state before");
}

TEST(Gradients, Losses) {
  Numbers value = numbers(20, 1, 2), log_variance = numbers(20, 2, 2);
  const Numbers target = numbers(20, 3), weight = [] {
    Numbers w = numbers(20, 4);
    for (double& v : w) v = v < -0.5 ? 0 : std::abs(v);
    return w;
  }();
  Numbers label(20);
  for (std::size_t i = 0; i < 20; ++i) label[i] = static_cast<double>(i % 3) / 2;

  Numbers d(20), d_log(20);
  bce_with_logits<double>(value, label, weight, 4, 0.3, d);
  expect_gradient(value, d, [&] { return bce_with_logits<double>(value, label, weight, 4, 0.3, {}); }, "bce");
  d.assign(20, 0);
  huber<double>(value, target, weight, 0.8, 0.3, d);
  expect_gradient(value, d, [&] { return huber<double>(value, target, weight, 0.8, 0.3, {}); }, "huber");
  d.assign(20, 0);
  const auto nll = [&] { return gaussian_nll<double>(value, log_variance, target, weight, -2, 1.5, 0.3, {}, {}); };
  gaussian_nll<double>(value, log_variance, target, weight, -2, 1.5, 0.3, d, d_log);
  expect_gradient(value, d, nll, "nll mean");
  expect_gradient(log_variance, d_log, nll, "nll log variance");
}

TEST(Losses, StayFiniteForExtremeLogits) {
  for (const float logit : {-1e4F, -100.0F, 100.0F, 1e4F}) {
    for (const float label : {0.0F, 1.0F}) {
      std::vector<float> d(1);
      const double loss = bce_with_logits(std::vector{logit}, std::vector{label}, {}, 4, 1, d);
      EXPECT_TRUE(std::isfinite(loss)) << logit;
      EXPECT_NEAR(d[0], (logit > 0) == (label > 0) ? 0.0F : (label > 0 ? -4.0F : 1.0F), 1e-30F) << logit << " " << label;
    }
  }
}

}  // namespace
}  // namespace weir::nn::reference
