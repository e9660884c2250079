// The linear view of a plant, shared by every member that builds on it: what each sensor should read given the past
// (forecast), and given the past and the others now (conditional).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "linear/group_regression.h"
#include "linear/moments.h"

namespace weir {

struct LinearOptions {
  FeatureLayout layout;
  std::size_t sources = 40;       // groups a target keeps
  double ridge_forecast = 0.003;  // in variances of z
  double ridge_conditional = 0.02;
  double ridge_per_feature = 0.2;  // added: this x features / rows, so that few rows shrink more
};

struct LinearModel {
  Normaliser normaliser;
  FeatureLayout layout;
  GroupRegression forecast, conditional;
  /// [N] what counts as 1: the 99 % quantile of |residual| on rows the regressions hadn't seen, with a floor.
  std::vector<float> forecast_unit, conditional_unit;
  /// [N] robust standard deviation of the conditional residual, in z.
  std::vector<float> conditional_spread;

  void save(TensorSet& tensors) const;
  static Result<LinearModel> load(const TensorSet& tensors, std::size_t sensors);
};

struct CrossFittedLinear {
  std::shared_ptr<const FoldMoments> moments;  // what it was fitted from
  LinearModel full;
  std::vector<LinearModel> without;  // [folds], units shared with full
};

/// `moments` must be of these folds. Deterministic for any number of threads.
CrossFittedLinear fit_linear(const FrameTable& frames, std::span<const RowRange> folds, std::shared_ptr<const FoldMoments> moments,
                             const LinearOptions& options, int threads);

/// Whether units are set from this row: every row of short data, every k-th stretch of 500 of long data, so that fast and
/// slow residuals are both represented.
bool counts_for_units(std::size_t row_in_fold, std::size_t rows_in_all);

/// What counts as 1: the 99 % quantile, but at least `floor`, and at least `of_largest` of the largest seen, so that a
/// sensor that is quiet for 99 % of the time and then switches doesn't make its every switch an alarm.
/// Discrete sensors switch seldom and far: theirs is at least half of the largest.
struct UnitFloors {
  float floor = 0.1F, of_largest = 0.1F, of_largest_discrete = 0.5F;
};
float residual_unit(std::vector<float>& absolute_residuals, SensorKind kind, UnitFloors floors = {});

/// From few rows a 99 % quantile is a guess: units are drawn towards their median (as logarithms), by 300 / (rows + 300).
void shrink_units(std::vector<float>& units, std::size_t rows);

/// Runs a LinearModel over frames. Owned by one detector; allocates nothing after construction.
class LinearTracker {
 public:
  struct Parts {
    bool forecast = true, conditional = true;
  };
  LinearTracker(std::shared_ptr<const LinearModel> model, Parts parts);
  void reset();
  void step(const FrameView& frame);

  const LinearModel& model() const { return *model_; }
  std::span<const float> z() const { return z_; }
  std::span<const float> features() const { return state_.values(); }
  /// [N] residual / unit, signed, within +-residual_cap; 0 where the sensor delivered nothing usable or during warm-up.
  std::span<const float> forecast() const { return forecast_; }
  std::span<const float> conditional() const { return conditional_; }
  /// [N] z expected given everything else; valid with Parts::conditional.
  std::span<const float> expected_z() const { return expected_z_; }
  /// Engineering units of a z of sensor i at this step.
  float to_units(std::size_t i, float z) const { return model_->normaliser.to_units(i, z, before_[i]); }
  bool judged(std::size_t i) const { return judged_[i] != 0; }

  static constexpr float residual_cap = 50;

 private:
  std::shared_ptr<const LinearModel> model_;
  Parts parts_;
  FeatureState state_;
  std::size_t steps_ = 0;
  std::vector<float> previous_, before_, z_, forecast_, conditional_, expected_z_;
  std::vector<std::uint8_t> judged_;
};

}  // namespace weir
