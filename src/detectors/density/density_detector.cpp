#include "detectors/density/density_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/density/mixture.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "linear/principal_components.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const density_detector_sample;
extern const char* const density_detector_summary;

namespace {

constexpr std::size_t mixture_rows_max = 4000;  // in all: neighbouring rows say the same
constexpr std::size_t mode_counts[] = {1, 2, 3, 4, 6, 8, 12, 16};
constexpr float wanted_span = 20;   // rows
constexpr std::size_t warm_up = 3;  // rows

struct Options {
  double variance = 0.9;
  std::size_t components_max = 16, modes_max = 8;
};

/// u [2 N] = first and last slot of every sensor's features, [z(t), slow average of z before t] -> point [R] = direction (u - mean) /
/// sqrt(variance).
struct Space {
  FeatureLayout layout;
  std::vector<float> mean;       // [2 N]
  std::vector<float> direction;  // [R, 2 N], whitening
  std::size_t dimensions() const { return mean.empty() ? 0 : direction.size() / mean.size(); }
};

/// z now and the average whose span is nearest to the wanted one; now and the oldest lag where there is no average.
struct Slots {
  FeatureLayout own;          // as much of the layout as is needed
  std::size_t slow_of_given;  // slot of the slow one in the layout given
};
Slots slots_of(const FeatureLayout& given) {
  if (given.spans.empty()) return {{given.lags, {}}, given.lags};
  const auto apart = [](float span) { return std::abs(std::log(span / wanted_span)); };
  const auto nearest = std::ranges::min_element(given.spans, {}, apart);
  return {{1, {*nearest}}, 1 + given.lags + static_cast<std::size_t>(nearest - given.spans.begin())};
}

Space fit_space(const Moments& moments, const FeatureLayout& layout, const Options& options) {
  const auto [own, slow] = slots_of(layout);
  const std::size_t slots[] = {0, slow};
  auto found = PrincipalComponents::fit(moments, layout.width(), slots, options.variance, options.components_max);
  Space space{own, std::move(found.mean), std::move(found.direction)};
  const std::size_t width = space.mean.size();
  for (std::size_t r = 0; r < found.variance.size(); ++r) {
    for (std::size_t k = 0; k < width; ++k) space.direction[r * width + k] /= std::sqrt(found.variance[r]);
  }
  return space;
}

/// Where a plant is, step by step.
class Position {
 public:
  Position(Normaliser normaliser, const Space& space)
      : normaliser_(std::move(normaliser)), space_(space), state_(normaliser_.sensors(), space.layout) {
    previous_.assign(normaliser_.sensors(), NAN);
    z_.assign(normaliser_.sensors(), 0);
    away_.assign(2 * normaliser_.sensors(), 0);
    point_.assign(space.dimensions(), 0);
  }

  void reset() {
    state_.reset();
    steps_ = 0;
    std::fill(previous_.begin(), previous_.end(), NAN);
  }

  void step(const FrameView& frame) {
    if (frame.after_gap) reset();
    normaliser_.apply(frame.values, previous_, z_);
    state_.advance(z_);
    const std::size_t n = z_.size(), width = space_.layout.width();
    for (std::size_t i = 0; i < n; ++i) {
      away_[i] = state_.values()[i * width] - space_.mean[i];
      away_[n + i] = state_.values()[i * width + width - 1] - space_.mean[n + i];
    }
    for (std::size_t r = 0; r < point_.size(); ++r) {
      const float* direction = space_.direction.data() + r * 2 * n;
      float s = 0;
      for (std::size_t k = 0; k < 2 * n; ++k) s += direction[k] * away_[k];
      point_[r] = s;
    }
    ++steps_;
  }

  bool warm() const { return steps_ > warm_up; }
  std::span<const float> away() const { return away_; }  // [2 N] u - mean
  std::span<const float> point() const { return point_; }

 private:
  Normaliser normaliser_;
  const Space& space_;
  FeatureState state_;
  std::size_t steps_ = 0;
  std::vector<float> previous_, z_, away_, point_;
};

/// All that scoring needs beside the normaliser.
struct Parameters {
  Space space;
  Mixture mixture;
  std::vector<float> unit;  // [N] what counts as 1 of a sensor's root share of the distance
  float distance_unit = 1;  // of the distance, root mean square a dimension
};

class Density final : public Detector {
 public:
  Density(Normaliser normaliser, std::shared_ptr<const Parameters> parameters)
      : p_(std::move(parameters)), position_(std::move(normaliser), p_->space) {
    const std::size_t n = p_->unit.size(), r = p_->space.dimensions();
    for (auto* v : {&pull_, &scratch_}) v->assign(r, 0);
    back_.assign(2 * n, 0);
    middle_.assign(p_->mixture.modes() * 2 * n, 0);
    strangeness_.assign(n, 0);
    // Where in u each mode's middle lies: direction is whitening, so its rows have squared length 1 / variance.
    for (std::size_t k = 0; k < p_->mixture.modes(); ++k) {
      for (std::size_t a = 0; a < r; ++a) {
        const float* direction = p_->space.direction.data() + a * 2 * n;
        float square = 0;
        for (std::size_t at = 0; at < 2 * n; ++at) square += direction[at] * direction[at];
        const float along = square > 0 ? p_->mixture.mean(k)[a] / square : 0;
        for (std::size_t at = 0; at < 2 * n; ++at) middle_[k * 2 * n + at] += along * direction[at];
      }
    }
  }

  ScoreView score(const FrameView& frame) noexcept override {
    position_.step(frame);
    const std::size_t n = strangeness_.size(), r = pull_.size();
    const auto nearest = p_->mixture.nearest(position_.point(), pull_, scratch_);
    std::fill(back_.begin(), back_.end(), 0.0F);
    for (std::size_t a = 0; a < r; ++a) {
      const float* direction = p_->space.direction.data() + a * 2 * n;
      for (std::size_t k = 0; k < 2 * n; ++k) back_[k] += pull_[a] * direction[k];
    }
    const auto away = position_.away();
    const float* middle = middle_.data() + nearest.mode * 2 * n;
    for (std::size_t i = 0; i < n; ++i) {
      // Shares add up to the squared distance; a sensor that lies towards the mode has none of it.
      const float now = away[i] - middle[i], before = away[n + i] - middle[n + i];
      const float share = now * back_[i] + before * back_[n + i];
      const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
      const bool judged = position_.warm() && usable && !std::isnan(frame.values[i]) && share > 0;
      const float side = std::abs(now * back_[i]) >= std::abs(before * back_[n + i]) ? now : before;
      strangeness_[i] = judged ? std::copysign(std::min(std::sqrt(share) / p_->unit[i], LinearTracker::residual_cap), side) : 0;
    }
    distance_ = position_.warm() && r > 0 ? std::sqrt(nearest.distance / static_cast<float>(r)) : 0;
    return {std::min(distance_ / p_->distance_unit, LinearTracker::residual_cap), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override { position_.reset(); }

  float distance() const { return distance_; }

 private:
  std::shared_ptr<const Parameters> p_;
  Position position_;
  std::vector<float> pull_, scratch_, back_, middle_, strangeness_;
  float distance_ = 0;
};

TensorSet saved(const Normaliser& normaliser, const Parameters& p) {
  TensorSet tensors;
  normaliser.save(tensors);
  const auto& layout = p.space.layout;
  tensors.put("layout", {2}, {static_cast<float>(layout.lags), layout.spans.empty() ? 0 : layout.spans.front()});
  tensors.put("space.mean", {p.space.mean.size()}, p.space.mean);
  tensors.put("space.direction", {p.space.dimensions(), p.space.mean.size()}, p.space.direction);
  p.mixture.save(tensors);
  tensors.put("unit", {p.unit.size()}, p.unit);
  tensors.put_number("distance_unit", p.distance_unit);
  return tensors;
}

/// Points [rows, R] of the fold's rows, every `every`-th.
std::vector<float> points_of(const FrameTable& frames, RowRange fold, const Normaliser& normaliser, const Space& space, std::size_t every) {
  std::vector<float> points;
  Position position(normaliser, space);
  run_through_fold(frames, fold, [&](std::size_t row, bool counts) {
    position.step(frames.frame(row));
    if (counts && (row - fold.first) % every == 0) points.insert(points.end(), position.point().begin(), position.point().end());
  });
  return points;
}

/// The mixtures of all numbers of modes learned without one fold, and how likely each finds that fold.
struct Candidates {
  std::vector<Mixture> mixture;
  std::vector<double> log_likelihood;
};

Candidates candidates_without(std::size_t fold, const TrainingSet& data, const Normaliser& normaliser, const Space& space,
                              std::size_t modes_max, std::size_t every, std::uint64_t seed) {
  std::vector<float> points, held_out;
  for (std::size_t k = 0; k < data.folds.size(); ++k) {
    auto of_fold = points_of(data.frames, data.folds[k], normaliser, space, every);
    auto& into = k == fold ? held_out : points;
    into.insert(into.end(), of_fold.begin(), of_fold.end());
  }
  const std::size_t r = space.dimensions();
  Candidates result;
  for (const std::size_t modes : mode_counts) {
    if (modes > modes_max) break;
    MixtureOptions options;
    options.modes = modes;
    result.mixture.push_back(Mixture::fit(points, r, options, seed));
    double sum = 0;
    for (std::size_t at = 0; r > 0 && at + r <= held_out.size(); at += r) {
      sum += result.mixture.back().log_density(std::span(held_out).subspan(at, r));
    }
    result.log_likelihood.push_back(sum);
  }
  return result;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  Options options;
  options.variance = config.number("variance", options.variance, 0.5, 0.999);
  options.components_max = static_cast<std::size_t>(config.integer("components_max", 16, 1, 200));
  options.modes_max = static_cast<std::size_t>(config.integer("modes_max", 8, 1, 16));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& moments = *(*linear)->moments;
  const std::size_t n = data.frames.sensors(), folds = data.folds.size();
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t every = std::max<std::size_t>(1, rows / mixture_rows_max);

  std::vector<Parameters> without(folds);
  std::vector<Candidates> candidates(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) {
    without[k].space = fit_space(moments.merged(k), moments.layout, options);
    candidates[k] = candidates_without(k, data, moments.normaliser, without[k].space, options.modes_max, every, context.seed);
  });
  std::vector<double> likelihood(candidates.front().log_likelihood.size(), 0);
  for (const auto& of_fold : candidates) {
    for (std::size_t c = 0; c < likelihood.size(); ++c) likelihood[c] += of_fold.log_likelihood[c];
  }
  const auto chosen = static_cast<std::size_t>(std::ranges::max_element(likelihood) - likelihood.begin());
  Parameters full;
  full.space = fit_space(moments.merged(), moments.layout, options);
  std::vector<float> points;
  for (const auto& fold : data.folds) {
    const auto of_fold = points_of(data.frames, fold, moments.normaliser, full.space, every);
    points.insert(points.end(), of_fold.begin(), of_fold.end());
  }
  MixtureOptions mixture;
  mixture.modes = mode_counts[chosen];
  full.mixture = Mixture::fit(points, full.space.dimensions(), mixture, context.seed);
  full.unit.assign(n, 1);

  struct Seen {
    std::vector<float> strangeness, distance;
  };
  std::vector<Seen> seen(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) {
    without[k].mixture = std::move(candidates[k].mixture[chosen]);
    without[k].unit = full.unit;
    Density detector(moments.normaliser, std::make_shared<const Parameters>(without[k]));
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto score = detector.score(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      seen[k].strangeness.insert(seen[k].strangeness.end(), score.per_sensor.begin(), score.per_sensor.end());
      seen[k].distance.push_back(detector.distance());
    });
  });
  std::vector<float> column;
  for (std::size_t i = 0; i < n; ++i) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t at = i; at < fold.strangeness.size(); at += n) column.push_back(std::abs(fold.strangeness[at]));
    }
    full.unit[i] = residual_unit(column, data.frames.catalogue()[i].kind);
  }
  shrink_units(full.unit, rows);
  column.clear();
  for (const auto& fold : seen) column.insert(column.end(), fold.distance.begin(), fold.distance.end());
  if (!column.empty()) full.distance_unit = residual_unit(column, SensorKind::continuous);
  Trained trained;
  trained.full = saved(moments.normaliser, full);
  for (auto& one : without) {
    one.unit = full.unit;
    one.distance_unit = full.distance_unit;
    trained.without.push_back(saved(moments.normaliser, one));
  }
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  auto p = std::make_shared<Parameters>();
  const auto layout = parameters.get("layout", {2});
  if (!layout) return std::unexpected(layout.error());
  const float lags = (*layout)[0], span = (*layout)[1];
  const bool sane = lags >= 1 && lags <= 64 && lags == std::floor(lags) && (span == 0 || (span >= 1 && span < 1e7F));
  if (!sane) return bad_input("tensor layout of density holds {} lags and an average over {} rows", lags, span);
  p->space.layout = {static_cast<std::size_t>(lags), {}};
  if (span > 0) p->space.layout.spans = {span};
  const auto mean = parameters.get("space.mean", {2 * n});
  if (!mean) return std::unexpected(mean.error());
  const auto direction = parameters.get("space.direction", {TensorSet::any, 2 * n});
  if (!direction) return std::unexpected(direction.error());
  p->space.mean.assign(mean->begin(), mean->end());
  p->space.direction.assign(direction->begin(), direction->end());
  auto mixture = Mixture::load(parameters, p->space.dimensions());
  if (!mixture) return std::unexpected(mixture.error());
  p->mixture = std::move(*mixture);
  const auto unit = parameters.get("unit", {n});
  if (!unit) return std::unexpected(unit.error());
  p->unit.assign(unit->begin(), unit->end());
  const auto distance_unit = parameters.number("distance_unit");
  if (!distance_unit) return std::unexpected(distance_unit.error());
  p->distance_unit = *distance_unit;
  auto positive = [](float v) { return v > 0 && std::isfinite(v); };
  auto finite = [](float v) { return std::isfinite(v); };
  if (!std::ranges::all_of(p->unit, positive) || !positive(p->distance_unit) || !std::ranges::all_of(p->space.mean, finite) ||
      !std::ranges::all_of(p->space.direction, finite)) {
    return bad_input("the parameters of density hold a number that makes no sense");
  }
  return std::make_unique<Density>(std::move(*normaliser), std::move(p));
}

}  // namespace

DetectorFactory density_detector() { return {"density", density_detector_summary, density_detector_sample, train, make}; }

}  // namespace weir
