#include "nn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weir::nn {
namespace {

struct Phase {
  bool rising;
  double done;  // 0..1 within the phase
};

// PyTorch's phases: up until step rise * steps - 1, then down until step steps - 1; both ends belong to the course.
Phase phase_of(const OneCycle& cycle, std::size_t step) {
  const double end = static_cast<double>(cycle.steps) - 1, top = cycle.rise * static_cast<double>(cycle.steps) - 1;
  const double at = std::min(static_cast<double>(step), end);
  if (at <= top) return {true, top > 0 ? at / top : 1.0};
  return {false, end > top ? (at - top) / (end - top) : 1.0};
}

double cosine(double from, double to, double done) { return to + (from - to) / 2 * (std::cos(std::numbers::pi * done) + 1); }

}  // namespace

double OneCycle::learning_rate(std::size_t step) const {
  const Phase phase = phase_of(*this, step);
  const double start = rate_max / divide;
  return phase.rising ? cosine(start, rate_max, phase.done) : cosine(rate_max, start / divide_final, phase.done);
}

double OneCycle::beta1(std::size_t step) const {
  const Phase phase = phase_of(*this, step);
  return phase.rising ? cosine(beta1_max, beta1_min, phase.done) : cosine(beta1_min, beta1_max, phase.done);
}

bool EarlyStopping::judge(double loss, std::span<const float> values) {
  const double gain = std::isinf(best_loss_) ? (std::isfinite(loss) ? gain_min_ : -1) : best_loss_ - loss;
  if (gain >= gain_min_ && gain >= 0) {
    best_loss_ = loss;
    best_values_.assign(values.begin(), values.end());
    without_gain_ = 0;
  } else {
    ++without_gain_;
  }
  return without_gain_ >= patience_;
}

}  // namespace weir::nn
