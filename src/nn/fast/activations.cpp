#include "nn/fast/activations.h"

#include <cassert>

#include "nn/fast/target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/fast/activations.cpp"
#include "hwy/foreach_target.h"
// Highway wants its headers after foreach_target.h.
#include "hwy/highway.h"
#include "nn/fast/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {

// y = f(x), a vector at a time; the last one may be partial.
template <class Function>
HWY_INLINE void map(std::size_t n, const float* x, float* y, Function f) {
  const std::size_t L = hn::Lanes(Tag());
  for (std::size_t i = 0; i < n; i += L) store_some(f(load_some(x + i, n - i)), y + i, n - i);
}

void exp_kernel(std::size_t n, const float* x, float* y) {
  map(n, x, y, [](Vector v) HWY_ATTR { return vector_exp(v); });
}
void sigmoid_kernel(std::size_t n, const float* x, float* y) {
  map(n, x, y, [](Vector v) HWY_ATTR { return vector_sigmoid(v); });
}
void tanh_kernel(std::size_t n, const float* x, float* y) {
  map(n, x, y, [](Vector v) HWY_ATTR { return vector_tanh(v); });
}
void relu_kernel(std::size_t n, const float* x, float* y) {
  map(n, x, y, [](Vector v) HWY_ATTR { return hn::IfThenZeroElse(hn::Lt(v, hn::Zero(Tag())), v); });  // NaN stays NaN
}
void relu_backward_kernel(std::size_t n, const float* y, const float* d_y, float* d_x) {
  const std::size_t L = hn::Lanes(Tag());
  for (std::size_t i = 0; i < n; i += L) {
    const auto on = hn::Gt(load_some(y + i, n - i), hn::Zero(Tag()));
    const Vector d = hn::IfThenElseZero(on, load_some(d_y + i, n - i));
    store_some(hn::Add(load_some(d_x + i, n - i), d), d_x + i, n - i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace weir::nn::fast {

HWY_EXPORT(exp_kernel);
HWY_EXPORT(sigmoid_kernel);
HWY_EXPORT(tanh_kernel);
HWY_EXPORT(relu_kernel);
HWY_EXPORT(relu_backward_kernel);

void exp_forward(std::span<const float> x, std::span<float> y) {
  assert(x.size() == y.size());
  HWY_DYNAMIC_DISPATCH(exp_kernel)(x.size(), x.data(), y.data());
}
void sigmoid_forward(std::span<const float> x, std::span<float> y) {
  assert(x.size() == y.size());
  HWY_DYNAMIC_DISPATCH(sigmoid_kernel)(x.size(), x.data(), y.data());
}
void tanh_forward(std::span<const float> x, std::span<float> y) {
  assert(x.size() == y.size());
  HWY_DYNAMIC_DISPATCH(tanh_kernel)(x.size(), x.data(), y.data());
}
void relu_forward(std::span<const float> x, std::span<float> y) {
  assert(x.size() == y.size());
  HWY_DYNAMIC_DISPATCH(relu_kernel)(x.size(), x.data(), y.data());
}
void relu_backward(std::span<const float> y, std::span<const float> d_y, std::span<float> d_x) {
  assert(y.size() == d_y.size() && y.size() == d_x.size());
  HWY_DYNAMIC_DISPATCH(relu_backward_kernel)(y.size(), y.data(), d_y.data(), d_x.data());
}

}  // namespace weir::nn::fast
#endif
