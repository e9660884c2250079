// Matrix products for whatever vector unit the machine has (Google Highway, chosen at run time). Row-major.
//
// Every output is one chain  c = c + a_0 b_0, + a_1 b_1, ...  in this order, whatever the shape, the block or the number of
// rows beside it. So a row's result doesn't depend on the batch it is in, and doesn't change from run to run or with the
// number of threads (these functions use none). Machines with and without fused multiply-add differ in the last bits.
#pragma once

#include <cstddef>
#include <span>

namespace weir::nn::fast {

/// c [M,N] += a [M,K] * b [K,N].
void matmul_add(std::size_t m, std::size_t k, std::size_t n, std::span<const float> a, std::span<const float> b, std::span<float> c);

/// c [K,N] += a [M,K]^T * b [M,N]: weight gradients, summed over the rows in order.
void matmul_transposed_add(std::size_t m, std::size_t k, std::size_t n, std::span<const float> a, std::span<const float> b,
                           std::span<float> c);

/// y [N] += x [K] * b [K,N].
void matvec_add(std::size_t k, std::size_t n, std::span<const float> x, std::span<const float> b, std::span<float> y);

/// c [N] += sum over the rows of b [M,N], in order: bias gradients.
void column_sum_add(std::size_t m, std::size_t n, std::span<const float> b, std::span<float> c);

/// c [N,M] = b [M,N]^T. Plain loops: once per optimiser step, not per row.
void transpose(std::size_t m, std::size_t n, std::span<const float> b, std::span<float> c);

/// Name of the instruction set in use ("AVX3", "AVX2", "NEON", ...): for records of measurements.
const char* instruction_set();

}  // namespace weir::nn::fast
