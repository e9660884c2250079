#include "nn/fast/activations.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "nn/fast/every_target.h"
#include "nn/fast/neighbours.h"
#include "nn/test_numbers.h"

namespace weir::nn::fast {
namespace {

EVERY_TARGET(FastActivations);
EVERY_TARGET(FastNeighbours);

/// Every 1021st float of either sign, from the smallest to the largest finite one: 4.2 million of them.
std::vector<float> all_magnitudes() {
  std::vector<float> numbers;
  for (std::uint32_t bits = 0; bits < 0x7F800000U; bits += 1021) {
    numbers.push_back(std::bit_cast<float>(bits));
    numbers.push_back(-numbers.back());
  }
  return numbers;
}

TEST_P(FastActivations, ExpIsWithin2e7OfItself) {
  const auto x = all_magnitudes();
  std::vector<float> y(x.size());
  exp_forward(x, y);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::exp(static_cast<double>(std::clamp(x[i], -87.33F, 88.37F)));
    worst = std::max(worst, std::abs(y[i] - exact) / exact);
  }
  EXPECT_LT(worst, 2e-7);
}

TEST_P(FastActivations, SigmoidAndTanhAreWithin2e7) {
  const auto x = all_magnitudes();
  std::vector<float> sigmoid(x.size()), tanh(x.size());
  sigmoid_forward(x, sigmoid);
  tanh_forward(x, tanh);
  double worst_sigmoid = 0, worst_tanh = 0, worst_tanh_relative = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double v = x[i], exact = std::tanh(v);
    worst_sigmoid = std::max(worst_sigmoid, std::abs(sigmoid[i] - 1 / (1 + std::exp(-v))));
    worst_tanh = std::max(worst_tanh, std::abs(tanh[i] - exact));
    if (std::abs(v) > 1e-30) worst_tanh_relative = std::max(worst_tanh_relative, std::abs(tanh[i] - exact) / std::abs(exact));
  }
  EXPECT_LT(worst_sigmoid, 2e-7);
  EXPECT_LT(worst_tanh, 2e-7);
  EXPECT_LT(worst_tanh_relative, 3e-7);
}

TEST_P(FastActivations, NanStaysNanAndInfinitySaturates) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {std::nanf(""), infinity, -infinity};
  std::vector<float> y(3);
  exp_forward(x, y);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_TRUE(std::isfinite(y[1]));
  sigmoid_forward(x, y);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_EQ(y[1], 1.0F);
  EXPECT_NEAR(y[2], 0.0F, 1e-30F);
  tanh_forward(x, y);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_EQ(y[1], 1.0F);
  EXPECT_EQ(y[2], -1.0F);
  relu_forward(x, y);
  EXPECT_TRUE(std::isnan(y[0]));
  EXPECT_EQ(y[1], infinity);
  EXPECT_EQ(y[2], 0.0F);
}

// A number's result is the same wherever it stands in the span: whole vector, rest, alone.
TEST_P(FastActivations, PositionDoesNotMatter) {
  const auto x = random_numbers(67, 1, 3);
  std::vector<float> together(67), alone(1);
  tanh_forward(x, together);
  for (std::size_t i = 0; i < x.size(); ++i) {
    tanh_forward(std::span(x).subspan(i, 1), alone);
    EXPECT_EQ(alone[0], together[i]);
  }
}

TEST_P(FastActivations, ReluMatchesReference) {
  for (const std::size_t n : {0UZ, 1UZ, 15UZ, 32UZ, 77UZ}) {
    const auto x = random_numbers(n, 1), d_y = random_numbers(n, 2);
    std::vector<float> y(n), d_x = random_numbers(n, 3), expected = d_x;
    relu_forward(x, y);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(y[i], std::max(x[i], 0.0F));
    relu_backward(y, d_y, d_x);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(d_x[i], expected[i] + (x[i] > 0 ? d_y[i] : 0.0F));
  }
}

TEST_P(FastNeighbours, MatchReference) {
  const std::vector<std::uint32_t> first = {0, 3, 3, 4, 8, 9}, from = {1, 3, 4, 0, 0, 1, 2, 4, 3};
  for (const std::size_t columns : {1UZ, 8UZ, 16UZ, 24UZ, 33UZ}) {
    const auto x = random_numbers(5 * columns, 1), weight = random_numbers(9, 2), d_y = random_numbers(5 * columns, 3);
    std::vector<float> y(5 * columns, 9.0F), y_reference(5 * columns), d_x(5 * columns), d_x_reference(5 * columns);
    neighbour_sum_forward({first, from}, columns, weight, x, y);
    reference::neighbour_sum_forward({first, from}, columns, weight, x, y_reference);
    expect_near(y, y_reference, 1e-6, "y");
    neighbour_sum_backward({first, from}, columns, weight, d_y, d_x);
    reference::neighbour_sum_backward({first, from}, columns, weight, x, d_y, d_x_reference, {});
    expect_near(d_x, d_x_reference, 1e-6, "d_x");
  }
}

}  // namespace
}  // namespace weir::nn::fast
