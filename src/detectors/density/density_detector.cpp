#include "detectors/density/density_detector.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <Eigen/Dense>

#include "base/parallel.h"
#include "detectors/density/mixture.h"
#include "detectors/density/whereabouts.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const density_detector_sample;
extern const char* const density_detector_summary;

namespace {

constexpr std::size_t mixture_rows_max = 4000;  // in all: neighbouring rows say the same
constexpr std::size_t mode_counts[] = {1, 2, 4, 8, 16};
constexpr float rows_a_slow_row = 15;  // so many times the rows of the slow average are wanted in all

struct Options {
  double variance = 0.98;
  std::size_t components_max = 32, modes_max = 8, slow_rows = 20;
};

/// All that scoring needs beside the normaliser.
struct Parameters {
  float span = 20;  // rows of the slow average
  Space space;
  Mixture mixture;
  std::vector<float> unit;  // [N] what counts as 1 of a sensor's root share of the distance
  float distance_unit = 1;  // of the distance, root mean square a dimension
};

class Density final : public Detector {
 public:
  Density(Normaliser normaliser, std::shared_ptr<const Parameters> parameters)
      : p_(std::move(parameters)), whereabouts_(std::move(normaliser), p_->span) {
    const std::size_t n = p_->unit.size(), r = p_->space.dimensions();
    for (auto* v : {&point_, &pull_, &scratch_}) v->assign(r, 0);
    for (auto* v : {&away_, &back_}) v->assign(2 * n, 0);
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
    whereabouts_.step(frame);
    p_->space.project(whereabouts_.u(), away_, point_);
    const std::size_t n = strangeness_.size(), r = pull_.size();
    const auto nearest = p_->mixture.nearest(point_, pull_, scratch_);
    std::fill(back_.begin(), back_.end(), 0.0F);
    for (std::size_t a = 0; a < r; ++a) {
      const float* direction = p_->space.direction.data() + a * 2 * n;
      for (std::size_t k = 0; k < 2 * n; ++k) back_[k] += pull_[a] * direction[k];
    }
    const float* middle = middle_.data() + nearest.mode * 2 * n;
    for (std::size_t i = 0; i < n; ++i) {
      // Shares add up to the squared distance; a sensor that lies towards the mode has none of it.
      const float now = away_[i] - middle[i], before = away_[n + i] - middle[n + i];
      const float share = now * back_[i] + before * back_[n + i];
      const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
      const bool judged = whereabouts_.warm() && usable && !std::isnan(frame.values[i]) && share > 0;
      const float side = std::abs(now * back_[i]) >= std::abs(before * back_[n + i]) ? now : before;
      strangeness_[i] = judged ? std::copysign(std::min(std::sqrt(share) / p_->unit[i], LinearTracker::residual_cap), side) : 0;
    }
    distance_ = whereabouts_.warm() && r > 0 ? std::sqrt(nearest.distance / static_cast<float>(r)) : 0;
    return {std::min(distance_ / p_->distance_unit, LinearTracker::residual_cap), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override { whereabouts_.reset(); }

  float distance() const { return distance_; }

 private:
  std::shared_ptr<const Parameters> p_;
  Whereabouts whereabouts_;
  std::vector<float> away_, point_, pull_, scratch_, back_, middle_, strangeness_;
  float distance_ = 0;
};

TensorSet saved(const Normaliser& normaliser, const Parameters& p) {
  TensorSet tensors;
  normaliser.save(tensors);
  tensors.put_number("span", p.span);
  tensors.put("space.mean", {p.space.mean.size()}, p.space.mean);
  tensors.put("space.direction", {p.space.dimensions(), p.space.mean.size()}, p.space.direction);
  p.mixture.save(tensors);
  tensors.put("unit", {p.unit.size()}, p.unit);
  tensors.put_number("distance_unit", p.distance_unit);
  return tensors;
}

/// Some of a fold's rows of u, and their moments.
struct FoldRows {
  std::size_t width = 0;
  std::vector<float> u;  // [rows, 2 N]
  Moments moments;
};

FoldRows rows_of(const FrameTable& frames, RowRange fold, const Normaliser& normaliser, float span, std::size_t every) {
  FoldRows result;
  result.width = 2 * frames.sensors();
  Whereabouts whereabouts(normaliser, span);
  run_through_fold(frames, fold, [&](std::size_t row, bool counts) {
    whereabouts.step(frames.frame(row));
    const auto u = whereabouts.u();
    if (counts && (row - fold.first) % every == 0) result.u.insert(result.u.end(), u.begin(), u.end());
  });
  const auto width = static_cast<Eigen::Index>(result.width), rows = static_cast<Eigen::Index>(result.u.size() / result.width);
  const Eigen::MatrixXd u = Eigen::Map<const Eigen::MatrixXf>(result.u.data(), width, rows).cast<double>();
  const Eigen::VectorXd sum = u.rowwise().sum();
  Eigen::MatrixXd cross = Eigen::MatrixXd::Zero(width, width);
  if (rows > 0) cross.noalias() = u * u.transpose();
  result.moments.rows = static_cast<double>(rows);
  result.moments.sum.assign(sum.data(), sum.data() + sum.size());
  result.moments.cross.assign(cross.data(), cross.data() + cross.size());
  return result;
}

/// Points [rows, R].
std::vector<float> points_of(const FoldRows& fold, const Space& space) {
  std::vector<float> points, away(fold.width), point(space.dimensions());
  for (std::size_t at = 0; at < fold.u.size(); at += fold.width) {
    space.project(std::span(fold.u).subspan(at, fold.width), away, point);
    points.insert(points.end(), point.begin(), point.end());
  }
  return points;
}

/// What all folds but one say: the space, the mixtures of all numbers of modes, and how likely each finds the fold left out.
/// Without a fold left out the last is 0.
struct Learned {
  Space space;
  std::vector<Mixture> mixture;
  std::vector<double> log_likelihood;
};

Learned learn(std::span<const FoldRows> folds, std::size_t without, const Options& options, std::span<const std::size_t> mode_choices,
              std::uint64_t seed) {
  Learned result;
  Moments moments;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k != without) moments.add(folds[k].moments);
  }
  moments.rows = std::max(moments.rows, 1.0);
  result.space = Space::fit(moments, options.variance, options.components_max);
  std::vector<float> points, held_out;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    const auto of_fold = points_of(folds[k], result.space);
    auto& into = k == without ? held_out : points;
    into.insert(into.end(), of_fold.begin(), of_fold.end());
  }
  const std::size_t r = result.space.dimensions();
  for (const std::size_t modes : mode_choices) {
    MixtureOptions mixture;
    mixture.modes = modes;
    result.mixture.push_back(Mixture::fit(points, r, mixture, seed));
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
  options.components_max = static_cast<std::size_t>(config.integer("components_max", 32, 1, 200));
  options.modes_max = static_cast<std::size_t>(config.integer("modes_max", 8, 1, 16));
  options.slow_rows = static_cast<std::size_t>(config.integer("slow_rows", 20, 1, 100000));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& normaliser = (*linear)->moments->normaliser;
  const std::size_t n = data.frames.sensors(), folds = data.folds.size();
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t every = std::max<std::size_t>(1, rows / mixture_rows_max);
  const float span = std::clamp(static_cast<float>(rows) / rows_a_slow_row, 1.0F, static_cast<float>(options.slow_rows));

  std::vector<std::size_t> mode_choices;
  std::ranges::copy_if(mode_counts, std::back_inserter(mode_choices), [&](std::size_t modes) { return modes <= options.modes_max; });
  std::vector<FoldRows> fold_rows(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) { fold_rows[k] = rows_of(data.frames, data.folds[k], normaliser, span, every); });
  std::vector<Learned> learned(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) { learned[k] = learn(fold_rows, k, options, mode_choices, context.seed); });
  std::vector<double> likelihood(mode_choices.size(), 0);
  for (const auto& of_fold : learned) {
    for (std::size_t c = 0; c < mode_choices.size(); ++c) likelihood[c] += of_fold.log_likelihood[c];
  }
  const auto chosen = static_cast<std::size_t>(std::ranges::max_element(likelihood) - likelihood.begin());
  auto all = learn(fold_rows, folds, options, std::span(mode_choices).subspan(chosen, 1), context.seed);
  Parameters full{span, std::move(all.space), std::move(all.mixture.front()), {}, 1};
  std::vector<Parameters> without;
  for (auto& one : learned) without.push_back({span, std::move(one.space), std::move(one.mixture[chosen]), {}, 1});
  full.unit.assign(n, 1);

  struct Seen {
    std::vector<float> strangeness, distance;
  };
  std::vector<Seen> seen(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) {
    without[k].unit = full.unit;
    Density detector(normaliser, std::make_shared<const Parameters>(without[k]));
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
  trained.full = saved(normaliser, full);
  for (auto& one : without) {
    one.unit = full.unit;
    one.distance_unit = full.distance_unit;
    trained.without.push_back(saved(normaliser, one));
  }
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  auto p = std::make_shared<Parameters>();
  const auto span = parameters.number("span");
  if (!span) return std::unexpected(span.error());
  p->span = *span;
  if (!(p->span >= 1 && p->span < 1e7F)) return bad_input("tensor span of density holds an average over {} rows", p->span);
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
