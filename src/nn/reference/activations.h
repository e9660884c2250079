// Element-wise functions and their derivatives. All spans of one call have the same length; y may be x.
// A backward adds d_y * f'(x) to d_x and needs only what its parameters name.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

/// 1 / (1 + e^-x), without overflow for any x.
template <class Real>
Real sigmoid(Real x) {
  if (x >= 0) return Real(1) / (Real(1) + std::exp(-x));
  const Real e = std::exp(x);
  return e / (Real(1) + e);
}

/// log(1 + e^x), without overflow for any x.
template <class Real>
Real softplus(Real x) {
  return std::max(x, Real(0)) + std::log1p(std::exp(-std::abs(x)));
}

template <class Real = float>
void relu_forward(In<Real> x, Out<Real> y) {
  assert(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] > 0 ? x[i] : Real(0);
}
/// From the output: y > 0 exactly where x > 0.
template <class Real = float>
void relu_backward(In<Real> y, In<Real> d_y, Out<Real> d_x) {
  assert(y.size() == d_y.size() && y.size() == d_x.size());
  for (std::size_t i = 0; i < y.size(); ++i) d_x[i] += y[i] > 0 ? d_y[i] : Real(0);
}

template <class Real = float>
void sigmoid_forward(In<Real> x, Out<Real> y) {
  assert(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = sigmoid<Real>(x[i]);
}
template <class Real = float>
void sigmoid_backward(In<Real> y, In<Real> d_y, Out<Real> d_x) {
  assert(y.size() == d_y.size() && y.size() == d_x.size());
  for (std::size_t i = 0; i < y.size(); ++i) d_x[i] += d_y[i] * y[i] * (Real(1) - y[i]);
}

template <class Real = float>
void tanh_forward(In<Real> x, Out<Real> y) {
  assert(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::tanh(x[i]);
}
template <class Real = float>
void tanh_backward(In<Real> y, In<Real> d_y, Out<Real> d_x) {
  assert(y.size() == d_y.size() && y.size() == d_x.size());
  for (std::size_t i = 0; i < y.size(); ++i) d_x[i] += d_y[i] * (Real(1) - y[i] * y[i]);
}

template <class Real = float>
void softplus_forward(In<Real> x, Out<Real> y) {
  assert(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = softplus<Real>(x[i]);
}
/// From the input: the derivative is sigmoid(x).
template <class Real = float>
void softplus_backward(In<Real> x, In<Real> d_y, Out<Real> d_x) {
  assert(x.size() == d_y.size() && x.size() == d_x.size());
  for (std::size_t i = 0; i < x.size(); ++i) d_x[i] += d_y[i] * sigmoid<Real>(x[i]);
}

}  // namespace weir::nn::reference
