#include "nn/fast/matmul.h"

#include <cassert>

#include "nn/fast/target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/fast/matmul.cpp"
#include "hwy/foreach_target.h"
// Highway wants its headers after foreach_target.h.
#include "hwy/highway.h"
#include "nn/fast/matmul-inl.h"

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {

void matmul_add_kernel(std::size_t m, std::size_t k, std::size_t n, const float* a, const float* b, float* c) {
  multiply({m, k, n, a, k, 1, b, n, c, n, c, n});
}
void matmul_transposed_add_kernel(std::size_t m, std::size_t k, std::size_t n, const float* a, const float* b, float* c) {
  multiply({k, m, n, a, 1, k, b, n, c, n, c, n});
}
void column_sum_add_kernel(std::size_t m, std::size_t n, const float* b, float* c) { add_rows(m, n, b, c); }
const char* instruction_set_kernel() { return hwy::TargetName(HWY_TARGET); }

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weir::nn::fast {

HWY_EXPORT(matmul_add_kernel);
HWY_EXPORT(matmul_transposed_add_kernel);
HWY_EXPORT(column_sum_add_kernel);
HWY_EXPORT(instruction_set_kernel);

void matmul_add(std::size_t m, std::size_t k, std::size_t n, std::span<const float> a, std::span<const float> b, std::span<float> c) {
  assert(a.size() == m * k && b.size() == k * n && c.size() == m * n);
  HWY_DYNAMIC_DISPATCH(matmul_add_kernel)(m, k, n, a.data(), b.data(), c.data());
}

void matmul_transposed_add(std::size_t m, std::size_t k, std::size_t n, std::span<const float> a, std::span<const float> b,
                           std::span<float> c) {
  assert(a.size() == m * k && b.size() == m * n && c.size() == k * n);
  HWY_DYNAMIC_DISPATCH(matmul_transposed_add_kernel)(m, k, n, a.data(), b.data(), c.data());
}

void matvec_add(std::size_t k, std::size_t n, std::span<const float> x, std::span<const float> b, std::span<float> y) {
  matmul_add(1, k, n, x, b, y);
}

void column_sum_add(std::size_t m, std::size_t n, std::span<const float> b, std::span<float> c) {
  assert(b.size() == m * n && c.size() == n);
  HWY_DYNAMIC_DISPATCH(column_sum_add_kernel)(m, n, b.data(), c.data());
}

void transpose(std::size_t m, std::size_t n, std::span<const float> b, std::span<float> c) {
  assert(b.size() == m * n && c.size() == m * n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) c[j * m + i] = b[i * n + j];
  }
}

const char* instruction_set() { return HWY_DYNAMIC_DISPATCH(instruction_set_kernel)(); }

}  // namespace weir::nn::fast
#endif
