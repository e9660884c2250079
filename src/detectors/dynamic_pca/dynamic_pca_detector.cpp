#include "detectors/dynamic_pca/dynamic_pca_detector.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/parallel.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "linear/principal_components.h"
#include "stats/robust.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const dynamic_pca_detector_sample;
extern const char* const dynamic_pca_detector_summary;

namespace {

/// u [2 N] = [z(t), z(t-1)].
struct Components {
  std::vector<float> mean;       // [2 N]
  std::vector<float> direction;  // [R, 2 N], orthonormal rows
  std::vector<float> variance;   // [R] of the scores
  std::vector<float> unit;       // [N] what counts as 1 of |residual of z(t)|
  float t2_unit = 1;             // what counts as 1 of T2 / R
};

struct Options {
  double variance = 0.9;
  std::size_t components_max = 24;
};

Components fit(const Moments& moments, const FeatureLayout& layout, const Options& options) {
  constexpr std::size_t slots[] = {0, 1};  // now and one step ago
  auto found = PrincipalComponents::fit(moments, layout.width(), slots, options.variance, options.components_max);
  Components result{std::move(found.mean), std::move(found.direction), std::move(found.variance), {}, 1};
  result.unit.assign(result.mean.size() / std::size(slots), 1);
  return result;
}

class DynamicPca final : public Detector {
 public:
  DynamicPca(Normaliser normaliser, Components components) : normaliser_(std::move(normaliser)), c_(std::move(components)) {
    const std::size_t n = normaliser_.sensors();
    for (auto* v : {&previous_, &z_, &strangeness_}) v->assign(n, 0);
    u_.resize(2 * n);
    score_.resize(c_.variance.size());
    reset();
  }

  ScoreView score(const FrameView& frame) noexcept override {
    if (frame.after_gap) reset();
    const std::size_t n = z_.size();
    std::copy(z_.begin(), z_.end(), u_.begin() + static_cast<std::ptrdiff_t>(n));
    normaliser_.apply(frame.values, previous_, z_);
    std::copy(z_.begin(), z_.end(), u_.begin());
    if (steps_ == 0) std::copy(z_.begin(), z_.end(), u_.begin() + static_cast<std::ptrdiff_t>(n));
    for (std::size_t k = 0; k < 2 * n; ++k) u_[k] -= c_.mean[k];
    float t2 = 0;
    for (std::size_t r = 0; r < score_.size(); ++r) {
      const float* direction = c_.direction.data() + r * 2 * n;
      float s = 0;
      for (std::size_t k = 0; k < 2 * n; ++k) s += direction[k] * u_[k];
      score_[r] = s;
      t2 += s * s / c_.variance[r];
    }
    for (std::size_t r = 0; r < score_.size(); ++r) {
      const float* direction = c_.direction.data() + r * 2 * n;
      for (std::size_t i = 0; i < n; ++i) u_[i] -= score_[r] * direction[i];
    }
    const bool warm = ++steps_ > 1;
    for (std::size_t i = 0; i < n; ++i) {
      const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
      const bool judged = warm && usable && !std::isnan(frame.values[i]);
      strangeness_[i] = judged ? std::clamp(u_[i] / c_.unit[i], -LinearTracker::residual_cap, LinearTracker::residual_cap) : 0;
    }
    t2_ = score_.empty() || !warm ? 0 : t2 / static_cast<float>(score_.size());
    const float inside = std::min(t2_ / c_.t2_unit, 8.0F);
    return {0.5F * (mean_capped(strangeness_) + inside), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override {
    steps_ = 0;
    std::fill(previous_.begin(), previous_.end(), NAN);
  }

  float t2() const { return t2_; }

 private:
  Normaliser normaliser_;
  Components c_;
  std::vector<float> previous_, z_, u_, score_, strangeness_;
  float t2_ = 0;
  std::size_t steps_ = 0;
};

TensorSet saved(const Normaliser& normaliser, const Components& c) {
  TensorSet tensors;
  normaliser.save(tensors);
  tensors.put("mean", {c.mean.size()}, c.mean);
  tensors.put("direction", {c.variance.size(), c.mean.size()}, c.direction);
  tensors.put("variance", {c.variance.size()}, c.variance);
  tensors.put("unit", {c.unit.size()}, c.unit);
  tensors.put_number("t2_unit", c.t2_unit);
  return tensors;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  Options options;
  options.variance = config.number("variance", options.variance, 0.5, 0.999);
  options.components_max = static_cast<std::size_t>(config.integer("components_max", 24, 1, 1000));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& moments = *(*linear)->moments;
  const std::size_t n = data.frames.sensors();

  auto full = fit(moments.merged(), moments.layout, options);
  std::vector<Components> without;
  std::size_t rows = 0;
  for (std::size_t k = 0; k < data.folds.size(); ++k) {
    without.push_back(fit(moments.merged(k), moments.layout, options));
    rows += data.folds[k].size();
  }
  struct Seen {
    std::vector<float> residual, t2;
  };
  std::vector<Seen> seen(data.folds.size());
  parallel_for(context.threads, data.folds.size(), [&](std::size_t k) {
    DynamicPca detector(moments.normaliser, without[k]);
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto score = detector.score(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      seen[k].residual.insert(seen[k].residual.end(), score.per_sensor.begin(), score.per_sensor.end());
      seen[k].t2.push_back(detector.t2());
    });
  });
  std::vector<float> column;
  for (std::size_t i = 0; i < n; ++i) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t at = i; at < fold.residual.size(); at += n) column.push_back(std::abs(fold.residual[at]));
    }
    full.unit[i] = residual_unit(column, data.frames.catalogue()[i].kind);
  }
  shrink_units(full.unit, rows);
  column.clear();
  for (const auto& fold : seen) column.insert(column.end(), fold.t2.begin(), fold.t2.end());
  full.t2_unit = std::max(0.1F, static_cast<float>(quantile(column, 0.99)));
  Trained trained;
  trained.full = saved(moments.normaliser, full);
  for (auto& one : without) {
    one.unit = full.unit;
    one.t2_unit = full.t2_unit;
    trained.without.push_back(saved(moments.normaliser, one));
  }
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  Components c;
  const auto variance = parameters.get("variance", {TensorSet::any});
  if (!variance) return std::unexpected(variance.error());
  const auto mean = parameters.get("mean", {2 * n});
  if (!mean) return std::unexpected(mean.error());
  const auto direction = parameters.get("direction", {variance->size(), 2 * n});
  if (!direction) return std::unexpected(direction.error());
  const auto unit = parameters.get("unit", {n});
  if (!unit) return std::unexpected(unit.error());
  const auto t2_unit = parameters.number("t2_unit");
  if (!t2_unit) return std::unexpected(t2_unit.error());
  c = {{mean->begin(), mean->end()},
       {direction->begin(), direction->end()},
       {variance->begin(), variance->end()},
       {unit->begin(), unit->end()},
       *t2_unit};
  auto positive = [](float v) { return v > 0 && std::isfinite(v); };
  auto finite = [](float v) { return std::isfinite(v); };
  if (!std::ranges::all_of(c.variance, positive) || !std::ranges::all_of(c.unit, positive) || !positive(c.t2_unit) ||
      !std::ranges::all_of(c.mean, finite) || !std::ranges::all_of(c.direction, finite)) {
    return bad_input("the parameters of dynamic_pca hold a number that makes no sense");
  }
  return std::make_unique<DynamicPca>(std::move(*normaliser), std::move(c));
}

}  // namespace

DetectorFactory dynamic_pca_detector() { return {"dynamic_pca", dynamic_pca_detector_summary, dynamic_pca_detector_sample, train, make}; }

}  // namespace weir
