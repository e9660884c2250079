#include "nn/fast/neighbours.h"

#include <algorithm>
#include <cassert>

#include "nn/fast/target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/fast/neighbours.cpp"
#include "hwy/foreach_target.h"
// Highway wants its headers after foreach_target.h.
#include "hwy/highway.h"
#include "nn/fast/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {

void neighbour_sum_kernel(const NeighbourView& neighbours, std::size_t columns, const float* edge_weight, const float* x, float* y) {
  const Tag d;
  const std::size_t L = hn::Lanes(d);
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    const std::size_t begin = neighbours.first[i], end = neighbours.first[i + 1];
    for (std::size_t j = 0; j < columns; j += L) {
      Vector sum = hn::Zero(d);
      for (std::size_t e = begin; e < end; ++e) {
        sum = hn::MulAdd(hn::Set(d, edge_weight[e]), load_some(x + neighbours.from[e] * columns + j, columns - j), sum);
      }
      store_some(sum, y + i * columns + j, columns - j);
    }
  }
}

void neighbour_sum_backward_kernel(const NeighbourView& neighbours, std::size_t columns, const float* edge_weight, const float* d_y,
                                   float* d_x) {
  const Tag d;
  const std::size_t L = hn::Lanes(d);
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    for (std::size_t j = 0; j < columns; j += L) {
      const Vector d_sum = load_some(d_y + i * columns + j, columns - j);
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        float* const to = d_x + neighbours.from[e] * columns + j;
        store_some(hn::MulAdd(hn::Set(d, edge_weight[e]), d_sum, load_some(to, columns - j)), to, columns - j);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weir::nn::fast {

HWY_EXPORT(neighbour_sum_kernel);
HWY_EXPORT(neighbour_sum_backward_kernel);

void neighbour_sum_forward(NeighbourView neighbours, std::size_t columns, std::span<const float> edge_weight, std::span<const float> x,
                           std::span<float> y) {
  assert(x.size() == neighbours.sensors() * columns && y.size() == x.size() && edge_weight.size() == neighbours.edges());
  HWY_DYNAMIC_DISPATCH(neighbour_sum_kernel)(neighbours, columns, edge_weight.data(), x.data(), y.data());
}

void neighbour_sum_backward(NeighbourView neighbours, std::size_t columns, std::span<const float> edge_weight, std::span<const float> d_y,
                            std::span<float> d_x) {
  assert(d_y.size() == neighbours.sensors() * columns && d_x.size() == d_y.size() && edge_weight.size() == neighbours.edges());
  HWY_DYNAMIC_DISPATCH(neighbour_sum_backward_kernel)(neighbours, columns, edge_weight.data(), d_y.data(), d_x.data());
}

}  // namespace weir::nn::fast
#endif
