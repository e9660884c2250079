#include "nn/fast/matmul.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nn/fast/every_target.h"
#include "nn/fast/linear.h"
#include "nn/test_numbers.h"

namespace weir::nn::fast {
namespace {

EVERY_TARGET(Matmul);
EVERY_TARGET(FastLinear);

using Numbers = std::vector<float>;

/// The promised chain c + a_0 b_0 + a_1 b_1 ..., with or without fused multiply-add.
Numbers product(std::size_t m, std::size_t k, std::size_t n, const Numbers& a, bool transposed, const Numbers& b, Numbers c, bool fused) {
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t s = 0; s < k; ++s) {
        const float left = transposed ? a[s * m + i] : a[i * k + s];
        const float right = b[s * n + j];
        c[i * n + j] = fused ? std::fma(left, right, c[i * n + j]) : c[i * n + j] + left * right;
      }
    }
  }
  return c;
}

// Exactly the chain, bit for bit, in all shapes: partial vectors, partial blocks, nothing at all.
TEST_P(Matmul, IsTheChainOfItsReferenceBitForBit) {
  const auto sizes = {0UZ, 1UZ, 2UZ, 3UZ, 4UZ, 5UZ, 7UZ, 8UZ, 15UZ, 16UZ, 17UZ, 28UZ, 33UZ, 48UZ, 63UZ, 64UZ, 65UZ, 96UZ, 100UZ};
  for (const std::size_t m : {0UZ, 1UZ, 2UZ, 3UZ, 4UZ, 5UZ, 6UZ, 7UZ, 8UZ, 13UZ, 52UZ}) {
    for (const std::size_t k : {0UZ, 1UZ, 3UZ, 28UZ, 96UZ}) {
      for (const std::size_t n : sizes) {
        const Numbers a = random_numbers(m * k, 1), b = random_numbers(k * n, 2), c = random_numbers(m * n, 3);
        Numbers straight = c, turned = c;
        matmul_add(m, k, n, a, b, straight);
        matmul_transposed_add(k, m, n, a, b, turned);
        const auto is_chain = [&](const Numbers& seen, bool transposed) {
          return seen == product(m, k, n, a, transposed, b, c, true) || seen == product(m, k, n, a, transposed, b, c, false);
        };
        ASSERT_TRUE(is_chain(straight, false)) << m << " x " << k << " x " << n << " on " << instruction_set();
        ASSERT_TRUE(is_chain(turned, true)) << m << " x " << k << " x " << n << " on " << instruction_set();
      }
    }
  }
}

TEST_P(Matmul, VectorIsAMatrixOfOneRow) {
  const Numbers x = random_numbers(28, 1), b = random_numbers(28 * 96, 2);
  Numbers one = random_numbers(96, 3), other = one;
  matvec_add(28, 96, x, b, one);
  matmul_add(1, 28, 96, x, b, other);
  EXPECT_EQ(one, other);
}

TEST_P(Matmul, ARowDoesNotDependOnItsBatch) {
  constexpr std::size_t rows = 11, k = 28, n = 50;
  const Numbers a = random_numbers(rows * k, 1), b = random_numbers(k * n, 2);
  Numbers together(rows * n), alone(rows * n);
  matmul_add(rows, k, n, a, b, together);
  for (std::size_t i = 0; i < rows; ++i) {
    matmul_add(1, k, n, std::span(a).subspan(i * k, k), b, std::span(alone).subspan(i * n, n));
  }
  EXPECT_EQ(together, alone);
}

TEST_P(Matmul, WritesNothingBesideItsOutput) {
  for (std::size_t n = 1; n < 40; ++n) {
    const Numbers a = random_numbers(5 * 3, 1), b = random_numbers(3 * n, 2);
    Numbers guarded(5 * n + 2, 77.0F);
    matmul_add(5, 3, n, a, b, std::span(guarded).subspan(1, 5 * n));
    EXPECT_EQ(guarded.front(), 77.0F);
    EXPECT_EQ(guarded.back(), 77.0F);
  }
}

TEST_P(Matmul, ColumnSumAddsRowsInOrder) {
  for (const std::size_t n : {1UZ, 7UZ, 16UZ, 96UZ, 101UZ}) {
    const Numbers b = random_numbers(9 * n, 1);
    Numbers sum = random_numbers(n, 2), expected = sum;
    for (std::size_t i = 0; i < 9 * n; ++i) expected[i % n] += b[i];
    column_sum_add(9, n, b, sum);
    EXPECT_EQ(sum, expected);
  }
}

TEST_P(FastLinear, MatchesReference) {
  for (const std::size_t rows : {1UZ, 5UZ, 52UZ}) {
    for (const LinearShape shape : {LinearShape{1, 1}, {4, 96}, {24, 24}, {48, 32}, {32, 2}, {33, 17}}) {
      const auto [I, O] = shape;
      const Numbers x = random_numbers(rows * I, 1), weight = random_numbers(I * O, 2), bias = random_numbers(O, 3);
      const Numbers d_y = random_numbers(rows * O, 4);
      Numbers y(rows * O, 5.0F), y_reference(rows * O), turned(I * O);
      Numbers d_x(rows * I), d_weight(I * O), d_bias(O), d_x_reference(rows * I), d_weight_reference(I * O), d_bias_reference(O);
      linear_forward(shape, rows, x, weight, bias, y);
      reference::linear_forward(shape, rows, x, weight, bias, y_reference);
      transpose(I, O, weight, turned);
      linear_backward(shape, rows, x, turned, d_y, d_x, d_weight, d_bias);
      reference::linear_backward(shape, rows, x, weight, d_y, d_x_reference, d_weight_reference, d_bias_reference);
      expect_near(y, y_reference, 1e-5, "y");
      expect_near(d_x, d_x_reference, 1e-5, "d_x");
      expect_near(d_weight, d_weight_reference, 1e-5, "d_weight");
      expect_near(d_bias, d_bias_reference, 1e-5, "d_bias");
      linear_forward(shape, rows, x, weight, {}, y);
      reference::linear_forward(shape, rows, x, weight, {}, y_reference);
      expect_near(y, y_reference, 1e-5, "y without bias");
    }
  }
}

}  // namespace
}  // namespace weir::nn::fast
