// Losses. Each returns scale * sum of element losses (in double, in order) and adds scale * dL/d... to the gradients, which
// may be empty when only the value is wanted. `weight` holds one factor per element (0: left out); empty: all 1.
// For a mean over n counted elements pass scale = 1 / n.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "nn/reference/activations.h"
#include "nn/reference/spans.h"

namespace weir::nn::reference {

/// Binary cross-entropy of logits, target in [0, 1]; positive_weight multiplies the target = 1 part
/// (torch BCEWithLogitsLoss): p t softplus(-x) + (1 - t) softplus(x).
template <class Real = float>
double bce_with_logits(In<Real> logit, In<Real> target, In<Real> weight, double positive_weight, double scale, Out<Real> d_logit) {
  assert(target.size() == logit.size() && (weight.empty() || weight.size() == logit.size()));
  assert(d_logit.empty() || d_logit.size() == logit.size());
  double sum = 0;
  for (std::size_t i = 0; i < logit.size(); ++i) {
    const Real w = weight.empty() ? Real(1) : weight[i];
    if (w == 0) continue;
    const Real x = logit[i], t = target[i], p = Real(positive_weight);
    sum += double(w) * double(p * t * softplus<Real>(-x) + (1 - t) * softplus<Real>(x));
    if (!d_logit.empty()) {
      const Real s = sigmoid<Real>(x);
      d_logit[i] += Real(scale) * w * ((1 - t) * s - p * t * (1 - s));
    }
  }
  return scale * sum;
}

/// Huber (1964) loss of difference r = value - target: r^2 / 2 up to |r| = delta, then delta (|r| - delta / 2).
template <class Real = float>
double huber(In<Real> value, In<Real> target, In<Real> weight, double delta, double scale, Out<Real> d_value) {
  assert(target.size() == value.size() && (weight.empty() || weight.size() == value.size()));
  assert(d_value.empty() || d_value.size() == value.size());
  double sum = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Real w = weight.empty() ? Real(1) : weight[i];
    if (w == 0) continue;
    const Real r = value[i] - target[i], limit = Real(delta), size = std::abs(r);
    sum += double(w) * double(size <= limit ? r * r / 2 : limit * (size - limit / 2));
    if (!d_value.empty()) d_value[i] += Real(scale) * w * std::clamp(r, -limit, limit);
  }
  return scale * sum;
}

/// Gaussian negative log-likelihood, constant left out: (v + (mean - target)^2 e^-v) / 2, where v = log_variance clamped to
/// [low, high]. Outside the clamp d_log_variance gets nothing, as torch.clamp has it.
template <class Real = float>
double gaussian_nll(In<Real> mean, In<Real> log_variance, In<Real> target, In<Real> weight, double low, double high, double scale,
                    Out<Real> d_mean, Out<Real> d_log_variance) {
  assert(log_variance.size() == mean.size() && target.size() == mean.size() && (weight.empty() || weight.size() == mean.size()));
  assert(d_mean.empty() || d_mean.size() == mean.size());
  assert(d_log_variance.empty() || d_log_variance.size() == mean.size());
  double sum = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const Real w = weight.empty() ? Real(1) : weight[i];
    if (w == 0) continue;
    const Real v = std::clamp(log_variance[i], Real(low), Real(high)), precision = std::exp(-v), r = mean[i] - target[i];
    sum += double(w) * double((v + r * r * precision) / 2);
    if (!d_mean.empty()) d_mean[i] += Real(scale) * w * r * precision;
    const bool inside = log_variance[i] >= Real(low) && log_variance[i] <= Real(high);
    if (!d_log_variance.empty() && inside) d_log_variance[i] += Real(scale) * w * (1 - r * r * precision) / 2;
  }
  return scale * sum;
}

}  // namespace weir::nn::reference
