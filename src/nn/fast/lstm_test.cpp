#include "nn/fast/lstm.h"

#include <gtest/gtest.h>

#include "nn/fast/every_target.h"
#include "nn/fast/matmul.h"
#include "nn/test_numbers.h"

namespace weir::nn::fast {
namespace {

EVERY_TARGET(FastLstm);

using Numbers = std::vector<float>;

struct Case {
  std::size_t inputs, hidden, rows;
};

/// One model with T steps of data, and its gradients by the fast kernels.
struct Sequence {
  LstmShape shape;
  std::size_t steps, rows, S;
  Numbers x, weight, bias, gates, c, h, d_h, d_c, d_x, d_weight, d_bias;

  Sequence(Case of, std::size_t steps_in)
      : shape{of.inputs, of.hidden},
        steps(steps_in),
        rows(of.rows),
        S(rows * shape.hidden),
        x(random_numbers(steps * rows * shape.inputs, 1)),
        weight(random_numbers(shape.weight_size(), 2, 0.4)),
        bias(random_numbers(shape.bias_size(), 3, 0.4)),
        gates(steps * 4 * S),
        c(random_numbers((steps + 1) * S, 4)),
        h(random_numbers((steps + 1) * S, 5, 0.5)),
        d_h(random_numbers((steps + 1) * S, 6)),
        d_c(random_numbers(S, 7)),
        d_x(x.size()),
        d_weight(weight.size()),
        d_bias(bias.size()) {}

  void forward() { lstm_forward(shape, steps, rows, x, weight, bias, gates, c, h); }
  void backward() {
    Numbers turned(weight.size());
    transpose(shape.inputs + shape.hidden, 4 * shape.hidden, weight, turned);
    lstm_backward(shape, steps, rows, x, h, c, turned, gates, d_h, d_c, d_x, d_weight, d_bias);
  }
};

TEST_P(FastLstm, MatchesReferenceInManyShapes) {
  for (const Case of : {Case{1, 1, 1}, {4, 24, 52}, {8, 24, 13}, {3, 5, 7}, {4, 16, 8}, {2, 17, 9}, {6, 33, 3}, {5, 32, 1}}) {
    Sequence fast(of, 1), exact(of, 1);
    fast.forward();
    const auto [I, H] = fast.shape;
    const std::size_t S = fast.S;
    const std::span h(exact.h), c(exact.c);
    reference::lstm_cell_forward(exact.shape, of.rows, exact.x, h.first(S), c.first(S), exact.weight, exact.bias, exact.gates, c.last(S),
                                 h.last(S));
    const std::string what = fmt::format("I {} H {} B {}", I, H, of.rows);
    expect_near(fast.h, exact.h, 1e-5, what + " h");
    expect_near(fast.c, exact.c, 1e-5, what + " c");
    expect_near(fast.gates, exact.gates, 1e-5, what + " gates");
    fast.backward();
    Numbers d_gates(4 * S);
    const std::span d_h(exact.d_h);
    reference::lstm_cell_backward(exact.shape, of.rows, exact.x, h.first(S), c.first(S), exact.gates, c.last(S), exact.weight, d_h.last(S),
                                  exact.d_c, d_gates, exact.d_x, d_h.first(S), exact.d_weight, exact.d_bias);
    expect_near(fast.d_h, exact.d_h, 2e-5, what + " d_h");
    expect_near(fast.d_c, exact.d_c, 2e-5, what + " d_c");
    expect_near(fast.d_x, exact.d_x, 2e-5, what + " d_x");
    expect_near(fast.gates, d_gates, 2e-5, what + " d_gates");
    expect_near(fast.d_weight, exact.d_weight, 1e-4, what + " d_weight");
    expect_near(fast.d_bias, exact.d_bias, 1e-4, what + " d_bias");
  }
}

TEST_P(FastLstm, MatchesPyTorchThroughTime) {
  const Golden golden("lstm");
  Sequence run({3, 6, 5}, 7);
  run.x = golden("x");
  run.weight = golden("weight");
  run.bias = golden("bias");
  run.d_h = golden("d_h");
  run.d_c = golden("d_c");
  const Numbers h = golden("h"), c = golden("c");
  std::copy_n(h.begin(), run.S, run.h.begin());
  std::copy_n(c.begin(), run.S, run.c.begin());
  run.forward();
  run.backward();
  expect_near(run.h, h, 1e-5, "h");
  expect_near(run.c, c, 1e-5, "c");
  expect_near(run.d_x, golden("d_x"), 1e-5, "d_x");
  expect_near(std::span(run.d_h).first(run.S), golden("d_h0"), 1e-5, "d_h0");
  expect_near(run.d_c, golden("d_c0"), 1e-5, "d_c0");
  expect_near(run.d_weight, golden("d_weight"), 1e-5, "d_weight");
  expect_near(run.d_bias, golden("d_bias"), 1e-5, "d_bias");
}

TEST_P(FastLstm, StateMayBeUpdatedInPlace) {
  Sequence apart({4, 24, 52}, 1);
  Numbers h(apart.h.begin(), apart.h.begin() + apart.S), c(apart.c.begin(), apart.c.begin() + apart.S), gates(4 * apart.S);
  apart.forward();
  lstm_cell_forward(apart.shape, 52, apart.x, h, c, apart.weight, apart.bias, gates, c, h);
  EXPECT_TRUE(std::equal(h.begin(), h.end(), apart.h.begin() + apart.S));
  EXPECT_TRUE(std::equal(c.begin(), c.end(), apart.c.begin() + apart.S));
}

TEST_P(FastLstm, ARowDoesNotDependOnItsBatch) {
  Sequence together({4, 24, 52}, 1);
  together.forward();
  for (std::size_t b = 0; b < 52; ++b) {
    const auto row = [&](const Numbers& all, std::size_t width) { return std::span(all).subspan(b * width, width); };
    Numbers gates(96), c(24), h(24);
    lstm_cell_forward(together.shape, 1, row(together.x, 4), row(together.h, 24), row(together.c, 24), together.weight, together.bias,
                      gates, c, h);
    EXPECT_TRUE(std::equal(h.begin(), h.end(), together.h.begin() + together.S + b * 24)) << b;
  }
}

TEST_P(FastLstm, SameBitsEveryTime) {
  Sequence one({4, 24, 52}, 5), other({4, 24, 52}, 5);
  one.forward(), one.backward();
  other.forward(), other.backward();
  EXPECT_EQ(one.d_weight, other.d_weight);
  EXPECT_EQ(one.d_h, other.d_h);
}

}  // namespace
}  // namespace weir::nn::fast
