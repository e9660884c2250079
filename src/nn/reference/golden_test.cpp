// Every layer and loss against PyTorch (tools/make_nn_golden.py). Float against float: 2e-6 of the size of the number (1e-5 after
// seven steps of LSTM) is what other summation orders explain.
#include <gtest/gtest.h>

#include "nn/reference/activations.h"
#include "nn/reference/embedding.h"
#include "nn/reference/layer_norm.h"
#include "nn/reference/linear.h"
#include "nn/reference/losses.h"
#include "nn/reference/lstm.h"
#include "nn/reference/neighbours.h"
#include "nn/test_numbers.h"

namespace weir::nn::reference {
namespace {

using Numbers = std::vector<float>;
constexpr double tolerance = 2e-6;

TEST(Golden, Linear) {
  const Golden golden("linear");
  Numbers y(15), d_x(35), d_weight(21), d_bias(3);
  linear_forward({7, 3}, 5, golden("x"), golden("weight"), golden("bias"), y);
  linear_backward({7, 3}, 5, golden("x"), golden("weight"), golden("d_y"), d_x, d_weight, d_bias);
  expect_near(y, golden("y"), tolerance, "y");
  expect_near(d_x, golden("d_x"), tolerance, "d_x");
  expect_near(d_weight, golden("d_weight"), tolerance, "d_weight");
  expect_near(d_bias, golden("d_bias"), tolerance, "d_bias");
}

TEST(Golden, Activations) {
  const auto check = [](const std::string& name, auto forward, auto backward, bool from_output) {
    const Golden golden(name);
    const Numbers x = golden("x"), d_y = golden("d_y");
    Numbers y(x.size()), d_x(x.size());
    forward(x, y);
    backward(from_output ? y : x, d_y, d_x);
    expect_near(y, golden("y"), tolerance, name);
    expect_near(d_x, golden("d_x"), tolerance, name + " gradient");
  };
  check("relu", relu_forward<float>, relu_backward<float>, true);
  check("sigmoid", sigmoid_forward<float>, sigmoid_backward<float>, true);
  check("tanh", tanh_forward<float>, tanh_backward<float>, true);
  check("softplus", softplus_forward<float>, softplus_backward<float>, false);
}

TEST(Golden, LayerNorm) {
  const Golden golden("layer_norm");
  Numbers y(54), mean(6), inverse_sd(6), d_x(54), d_gain(9), d_bias(9);
  layer_norm_forward(6, 9, golden("x"), golden("gain"), golden("bias"), y, mean, inverse_sd);
  layer_norm_backward(6, 9, golden("x"), golden("gain"), mean, inverse_sd, golden("d_y"), d_x, d_gain, d_bias);
  expect_near(y, golden("y"), tolerance, "y");
  expect_near(d_x, golden("d_x"), tolerance, "d_x");
  expect_near(d_gain, golden("d_gain"), tolerance, "d_gain");
  expect_near(d_bias, golden("d_bias"), tolerance, "d_bias");
}

TEST(Golden, Embedding) {
  const Golden golden("embedding");
  Numbers y(20), d_table(20);
  embedding_forward(4, golden.ids("ids"), golden("table"), y);
  embedding_backward(4, golden.ids("ids"), golden("d_y"), d_table);
  EXPECT_EQ(y, golden("y"));
  expect_near(d_table, golden("d_table"), tolerance, "d_table");
}

TEST(Golden, NeighbourSum) {
  const Golden graph("neighbours"), golden("neighbour_sum");
  const auto first = graph.ids("first"), from = graph.ids("sender");
  Numbers y(30), d_x(30), d_edge_weight(10);
  neighbour_sum_forward({first, from}, 6, golden("edge_weight"), golden("x"), y);
  neighbour_sum_backward({first, from}, 6, golden("edge_weight"), golden("x"), golden("d_y"), d_x, d_edge_weight);
  expect_near(y, golden("y"), tolerance, "y");
  expect_near(d_x, golden("d_x"), tolerance, "d_x");
  expect_near(d_edge_weight, golden("d_edge_weight"), tolerance, "d_edge_weight");
}

TEST(Golden, Attention) {
  const Golden graph("neighbours"), golden("attention");
  const auto first = graph.ids("first"), from = graph.ids("sender");
  Numbers y(30), alpha(10), d_x(30), d_to(5), d_from(5), d_alpha(10);
  attention_forward({first, from}, 6, golden("to_score"), golden("from_score"), golden("x"), alpha, y);
  attention_backward({first, from}, 6, golden("to_score"), golden("from_score"), golden("x"), alpha, golden("d_y"), d_to, d_from, d_x,
                     d_alpha);
  expect_near(y, golden("y"), tolerance, "y");
  expect_near(d_x, golden("d_x"), tolerance, "d_x");
  expect_near(d_to, golden("d_to_score"), tolerance, "d_to_score");
  expect_near(d_from, golden("d_from_score"), tolerance, "d_from_score");
}

TEST(Golden, Losses) {
  Numbers d(30), d_log(30);
  const Golden bce("bce");
  EXPECT_NEAR(bce_with_logits(bce("logit"), bce("target"), bce("weight"), 4, 1.0 / 30, d), bce("y")[0], 1e-6);
  expect_near(d, bce("d_logit"), tolerance, "bce");
  d.assign(30, 0);
  const Golden robust("huber");
  EXPECT_NEAR(huber(robust("value"), robust("target"), {}, 0.7, 1.0 / 30, d), robust("y")[0], 1e-6);
  expect_near(d, robust("d_value"), tolerance, "huber");
  d.assign(30, 0);
  const Golden nll("nll");
  const Numbers mean = nll("mean"), log_variance = nll("log_variance"), target = nll("target");
  EXPECT_NEAR(gaussian_nll(mean, log_variance, target, {}, -4, 3, 1.0 / 30, d, d_log), nll("y")[0], 1e-5);
  expect_near(d, nll("d_mean"), tolerance, "nll mean");
  expect_near(d_log, nll("d_log_variance"), tolerance, "nll log variance");
}

TEST(Golden, Lstm) {
  constexpr LstmShape shape{3, 6};
  constexpr std::size_t steps = 7, B = 5, S = B * 6, X = B * 3;
  const Golden golden("lstm");
  const Numbers x = golden("x"), weight = golden("weight"), bias = golden("bias");
  Numbers h = golden("h"), c = golden("c"), gates(steps * 4 * S);
  std::fill(h.begin() + S, h.end(), 0.0F);  // keep the state before, compute the rest
  std::fill(c.begin() + S, c.end(), 0.0F);
  const auto at = [](auto& all, std::size_t t, std::size_t size) { return std::span(all).subspan(t * size, size); };
  for (std::size_t t = 0; t < steps; ++t) {
    lstm_cell_forward(shape, B, at(x, t, X), at(h, t, S), at(c, t, S), weight, bias, at(gates, t, 4 * S), at(c, t + 1, S), at(h, t + 1, S));
  }
  expect_near(h, golden("h"), 1e-5, "h");
  expect_near(c, golden("c"), 1e-5, "c");
  Numbers d_h = golden("d_h"), d_c = golden("d_c"), d_gates(4 * S), d_x(x.size()), d_weight(weight.size()), d_bias(bias.size());
  for (std::size_t t = steps; t-- > 0;) {
    lstm_cell_backward(shape, B, at(x, t, X), at(h, t, S), at(c, t, S), at(gates, t, 4 * S), at(c, t + 1, S), weight, at(d_h, t + 1, S),
                       d_c, d_gates, at(d_x, t, X), at(d_h, t, S), d_weight, d_bias);
  }
  expect_near(d_x, golden("d_x"), 1e-5, "d_x");
  expect_near(at(d_h, 0, S), golden("d_h0"), 1e-5, "d_h0");
  expect_near(d_c, golden("d_c0"), 1e-5, "d_c0");
  expect_near(d_weight, golden("d_weight"), 1e-5, "d_weight");
  expect_near(d_bias, golden("d_bias"), 1e-5, "d_bias");
}

}  // namespace
}  // namespace weir::nn::reference
