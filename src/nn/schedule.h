// Learning rate over the course of training, and when to stop.
#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "nn/buffer.h"

namespace weir::nn {

/// One cycle (Smith and Topin 2018) with the defaults of torch.optim.lr_scheduler.OneCycleLR: cosine from
/// rate_max / divide up to rate_max over the first `rise` of the steps, then cosine down to rate_max / divide / divide_final;
/// beta1 the other way round between beta1_max and beta1_min.
struct OneCycle {
  std::size_t steps = 1;  // of the whole training
  double rate_max = 1e-3;
  double rise = 0.3;
  double divide = 25;
  double divide_final = 1e4;
  double beta1_max = 0.95;
  double beta1_min = 0.85;

  /// step counts from 0; from `steps` on the last value stays.
  double learning_rate(std::size_t step) const;
  double beta1(std::size_t step) const;
};

/// Keeps the parameters that were best on held-out rows, and says when going on is pointless.
class EarlyStopping {
 public:
  /// patience: how many judgements in a row may bring no gain of at least gain_min.
  EarlyStopping(std::size_t patience, double gain_min) : patience_(patience), gain_min_(gain_min) {}

  /// Takes one held-out loss with the parameters that gave it. True: stop. NaN counts as no gain.
  bool judge(double loss, std::span<const float> values);
  /// Empty before the first gain.
  std::span<const float> best_values() const { return best_values_; }
  double best_loss() const { return best_loss_; }

 private:
  std::size_t patience_;
  double gain_min_;
  std::size_t without_gain_ = 0;
  double best_loss_ = std::numeric_limits<double>::infinity();
  Buffer best_values_;
};

}  // namespace weir::nn
