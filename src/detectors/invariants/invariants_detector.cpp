#include "detectors/invariants/invariants_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/baseline.h"
#include "detectors/delivered.h"
#include "detectors/invariants/equations.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "stats/robust.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const invariants_detector_sample;
extern const char* const invariants_detector_summary;

namespace {

constexpr float slow_rate = 0.1F;                          // of the average of what an equation is off by
constexpr float unit_floor = 0.02F, spread_floor = 1e-4F;  // z

/// What counts as 1, in z; 1 where there is no equation.
struct Units {
  std::vector<float> now, slow;  // [N] of a residual, of its average over ten steps
  std::vector<float> spread;     // [N] one robust standard deviation of a residual
};

/// Evaluates equations step by step.
class Balances {
 public:
  /// `spread` [N]: one standard deviation of each equation's residual, z.
  Balances(Normaliser normaliser, std::vector<Equation> equations, std::vector<float> spread)
      : normaliser_(std::move(normaliser)),
        equations_(std::move(equations)),
        spread_(std::move(spread)),
        features_(equations_.size(), layout_of(equations_)) {
    const std::size_t n = equations_.size();
    for (const auto& e : equations_) {
      const auto& spans = features_.layout().spans;
      slot_.push_back(1 + static_cast<std::size_t>(std::ranges::find(spans, e.span) - spans.begin()));
    }
    for (auto* v : {&previous_, &before_, &z_, &residual_, &slow_}) v->resize(n);
    judged_.resize(n);
    baseline_.resize(n);
    reset();
  }

  void reset() {
    features_.reset();
    steps_ = 0;
    std::fill(previous_.begin(), previous_.end(), NAN);
    std::fill(baseline_.begin(), baseline_.end(), Baseline{});
    forget_residuals();
  }
  void forget_residuals() { std::fill(slow_.begin(), slow_.end(), 0.0F); }

  void step(const FrameView& frame) {
    if (frame.after_gap) reset();
    std::copy(previous_.begin(), previous_.end(), before_.begin());
    normaliser_.apply(frame.values, previous_, z_);
    features_.advance(z_);
    ++steps_;
    for (std::size_t i = 0; i < equations_.size(); ++i) {
      const auto& e = equations_[i];
      judged_[i] = e.form != EquationForm::none && static_cast<float>(steps_) > 1 + e.span && delivered(frame, i);
      for (const auto j : e.sources()) judged_[i] = judged_[i] && delivered(frame, j);
      if (!judged_[i]) continue;
      residual_[i] = baseline_[i].step(residual_of(e, i), spread_[i]);
      slow_[i] += slow_rate * (residual_[i] - slow_[i]);
    }
  }

  std::size_t sensors() const { return equations_.size(); }
  bool judged(std::size_t i) const { return judged_[i] != 0; }
  /// What the equation is off by, beside what it has long been off by, z.
  float residual(std::size_t i) const { return residual_[i]; }
  float slow(std::size_t i) const { return slow_[i]; }  // z
  /// What sensor i would read if its equation held, engineering units.
  float expected(std::size_t i) const { return normaliser_.to_units(i, z_[i] - baseline_[i].offset(), before_[i]); }
  const Normaliser& normaliser() const { return normaliser_; }

 private:
  static FeatureLayout layout_of(std::span<const Equation> equations) {
    FeatureLayout layout{.lags = 0, .spans = {}};
    for (const auto& e : equations) {
      if (e.span > 0) layout.spans.push_back(e.span);
    }
    std::ranges::sort(layout.spans);
    layout.spans.erase(std::ranges::unique(layout.spans).begin(), layout.spans.end());
    return layout;
  }
  float residual_of(const Equation& e, std::size_t i) const {
    const float rate = e.span > 0 ? 1 / e.span : 1;
    auto side = [&](std::size_t j, float now, float past) {
      const float* f = features_.values().data() + j * features_.layout().width();
      return now * f[0] + (past != 0 ? past * f[slot_[i]] : 0.0F);
    };
    float y = 0, x_now = 1, x_past = 0;
    switch (e.form) {
      case EquationForm::none: return 0;
      case EquationForm::now: y = side(i, 1, 0); break;
      case EquationForm::smooth: y = side(i, 0, 1), x_now = 0, x_past = 1; break;
      case EquationForm::balance: y = side(i, 1, -1), x_now = rate, x_past = 1 - rate; break;
    }
    y -= e.intercept;
    for (std::size_t t = 0; t < e.terms; ++t) y -= e.coefficient[t] * side(e.source[t], x_now, x_past);
    return y;
  }

  Normaliser normaliser_;
  std::vector<Equation> equations_;
  std::vector<float> spread_;
  FeatureState features_;
  std::vector<Baseline> baseline_;
  std::vector<std::size_t> slot_;  // [N] of the equation's average
  std::vector<float> previous_, before_, z_, residual_, slow_;
  std::vector<std::uint8_t> judged_;
  std::size_t steps_ = 0;
};

class Invariants final : public Detector {
 public:
  Invariants(Balances balances, Units units) : balances_(std::move(balances)), units_(std::move(units)) {
    strangeness_.resize(balances_.sensors());
    expected_.resize(balances_.sensors());
    for (std::size_t i = 0; i < balances_.sensors(); ++i) units_.spread[i] *= balances_.normaliser().scale(i);
  }

  ScoreView score(const FrameView& frame) noexcept override {
    balances_.step(frame);
    for (std::size_t i = 0; i < strangeness_.size(); ++i) {
      strangeness_[i] = 0;
      expected_[i] = NAN;
      if (!balances_.judged(i)) continue;
      const float now = balances_.residual(i) / units_.now[i], slow = balances_.slow(i) / units_.slow[i];
      strangeness_[i] = std::clamp(std::abs(slow) > std::abs(now) ? slow : now, -LinearTracker::residual_cap, LinearTracker::residual_cap);
      expected_[i] = balances_.expected(i);
    }
    return {mean_capped(strangeness_), strangeness_, {}, expected_, units_.spread};
  }

  void reset() noexcept override { balances_.reset(); }
  void episode_over() noexcept override { balances_.forget_residuals(); }

 private:
  Balances balances_;
  Units units_;
  std::vector<float> strangeness_, expected_;
};

/// What an equation leaves unexplained in held-out folds, as a standard deviation in z.
std::vector<float> spreads_of(std::span<const Equation> equations) {
  std::vector<float> spreads;
  for (const auto& e : equations) spreads.push_back(std::max(e.spread, spread_floor));
  return spreads;
}

TensorSet saved(const Normaliser& normaliser, std::span<const Equation> equations, const Units& units) {
  TensorSet tensors;
  normaliser.save(tensors);
  save(equations, tensors);
  const std::size_t n = equations.size();
  tensors.put("unit", {n}, units.now);
  tensors.put("slow_unit", {n}, units.slow);
  tensors.put("spread", {n}, units.spread);
  return tensors;
}

Units out_of_fold_units_of(const TrainingSet& data, const Normaliser& normaliser, const CrossFittedEquations& equations, int threads) {
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t n = data.frames.sensors(), folds = data.folds.size();
  struct Seen {
    std::vector<std::vector<float>> now, slow;  // [N]
  };
  std::vector<Seen> seen(folds, {std::vector<std::vector<float>>(n), std::vector<std::vector<float>>(n)});
  parallel_for(threads, folds, [&](std::size_t k) {
    Balances balances(normaliser, equations.without[k], spreads_of(equations.full));
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      balances.step(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      for (std::size_t i = 0; i < n; ++i) {
        if (!balances.judged(i)) continue;
        seen[k].now[i].push_back(std::abs(balances.residual(i)));
        seen[k].slow[i].push_back(std::abs(balances.slow(i)));
      }
    });
  });
  Units units;
  std::vector<float> now, slow;
  std::vector<std::size_t> with;  // sensors with an equation
  for (std::size_t i = 0; i < n; ++i) {
    now.clear();
    slow.clear();
    for (const auto& fold : seen) {
      now.insert(now.end(), fold.now[i].begin(), fold.now[i].end());
      slow.insert(slow.end(), fold.slow[i].begin(), fold.slow[i].end());
    }
    if (!now.empty()) with.push_back(i);
    const auto kind = data.frames.catalogue()[i].kind;
    units.spread.push_back(now.empty() ? 1 : std::max(spread_floor, 1.4826F * static_cast<float>(median(now))));
    units.now.push_back(residual_unit(now, kind, {.floor = unit_floor, .of_largest = 0.1F, .of_largest_discrete = 0.5F}));
    units.slow.push_back(residual_unit(slow, kind, {.floor = unit_floor, .of_largest = 0.1F, .of_largest_discrete = 0.5F}));
  }
  for (auto* unit : {&units.now, &units.slow}) {  // those without an equation mustn't draw the others
    std::vector<float> theirs;
    for (const auto i : with) theirs.push_back((*unit)[i]);
    if (!theirs.empty()) shrink_units(theirs, rows);
    for (std::size_t at = 0; at < with.size(); ++at) (*unit)[with[at]] = theirs[at];
  }
  return units;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  EquationOptions options;
  options.keep = config.number("keep", options.keep, 0.1, 0.999);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& normaliser = (*linear)->full.normaliser;
  const auto equations = fit_equations(*(*linear)->moments, data.frames.catalogue(), options);
  const auto units = out_of_fold_units_of(data, normaliser, equations, context.threads);
  Trained trained;
  trained.full = saved(normaliser, equations.full, units);
  for (const auto& one : equations.without) trained.without.push_back(saved(normaliser, one, units));
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  auto equations = load_equations(parameters, n);
  if (!equations) return std::unexpected(equations.error());
  Units units;
  for (auto [name, into] : {std::pair{"unit", &units.now}, {"slow_unit", &units.slow}, {"spread", &units.spread}}) {
    const auto values = parameters.get(name, {n});
    if (!values) return std::unexpected(values.error());
    for (const float v : *values) {
      if (!(v > 0 && std::isfinite(v))) return bad_input("tensor {} of invariants holds {}, which is no unit", name, v);
    }
    into->assign(values->begin(), values->end());
  }
  auto spreads = spreads_of(*equations);
  return std::make_unique<Invariants>(Balances(std::move(*normaliser), std::move(*equations), std::move(spreads)), std::move(units));
}

}  // namespace

DetectorFactory invariants_detector() { return {"invariants", invariants_detector_summary, invariants_detector_sample, train, make}; }

}  // namespace weir
