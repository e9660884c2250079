#include "linear/linear_base.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "stats/robust.h"
#include "telemetry/folds.h"

namespace weir {
namespace {

constexpr double shrink_rows = 300;
constexpr std::size_t unit_rows_max = 60000;  // enough for a 99 % quantile; more only costs memory

/// |residuals| of fold rows under models that haven't seen them, [rows kept x N] for both kinds.
struct Residuals {
  std::vector<float> forecast, conditional;
};

Residuals out_of_fold(const FrameTable& frames, RowRange fold, std::shared_ptr<const LinearModel> model, std::size_t rows_in_all) {
  Residuals result;
  LinearTracker tracker(std::move(model), {});
  const std::size_t n = frames.sensors();
  run_through_fold(frames, fold, [&](std::size_t row, bool counts) {
    tracker.step(frames.frame(row));
    if (!counts || !counts_for_units(row - fold.first, rows_in_all)) return;
    for (std::size_t i = 0; i < n; ++i) {
      const bool judged = tracker.judged(i);
      result.forecast.push_back(judged ? tracker.forecast()[i] : NAN);
      result.conditional.push_back(judged ? tracker.conditional()[i] : NAN);
    }
  });
  return result;
}

}  // namespace

bool counts_for_units(std::size_t row_in_fold, std::size_t rows_in_all) {
  const std::size_t every = std::max<std::size_t>(1, rows_in_all / unit_rows_max);
  return row_in_fold / 500 % every == 0;
}

float residual_unit(std::vector<float>& absolute, SensorKind kind, UnitFloors floors) {
  if (absolute.empty()) return 1;
  const float largest = *std::max_element(absolute.begin(), absolute.end());
  const auto q99 = static_cast<float>(quantile(absolute, 0.99));
  const float share = kind == SensorKind::discrete ? floors.of_largest_discrete : floors.of_largest;
  return std::max({q99, floors.floor, share * largest});
}

void shrink_units(std::vector<float>& units, std::size_t rows) {
  const double weight = shrink_rows / (static_cast<double>(rows) + shrink_rows);
  auto sorted = units;
  const double middle = std::log(median(sorted));
  for (auto& unit : units) unit = static_cast<float>(std::exp((1 - weight) * std::log(unit) + weight * middle));
}

void LinearModel::save(TensorSet& tensors) const {
  normaliser.save(tensors);
  std::vector<float> numbers = {static_cast<float>(layout.lags)};
  numbers.insert(numbers.end(), layout.spans.begin(), layout.spans.end());
  tensors.put("layout", {numbers.size()}, numbers);
  forecast.save(tensors, "forecast");
  conditional.save(tensors, "conditional");
  tensors.put("forecast.unit", {forecast_unit.size()}, forecast_unit);
  tensors.put("conditional.unit", {conditional_unit.size()}, conditional_unit);
  tensors.put("conditional.spread", {conditional_spread.size()}, conditional_spread);
}

Result<LinearModel> LinearModel::load(const TensorSet& tensors, std::size_t sensors) {
  LinearModel model;
  auto normaliser = Normaliser::load(tensors, sensors);
  if (!normaliser) return std::unexpected(normaliser.error());
  model.normaliser = std::move(*normaliser);
  const auto layout = tensors.get("layout", {TensorSet::any});
  if (!layout) return std::unexpected(layout.error());
  const bool sane = !layout->empty() && layout->size() <= 32 && (*layout)[0] >= 1 && (*layout)[0] <= 64;
  if (!sane || (*layout)[0] != std::floor((*layout)[0])) return bad_input("tensor layout makes no sense");
  model.layout.lags = static_cast<std::size_t>((*layout)[0]);
  model.layout.spans.assign(layout->begin() + 1, layout->end());
  for (const float span : model.layout.spans) {
    if (!(span >= 1 && span < 1e7F)) return bad_input("tensor layout holds an average over {} rows", span);
  }
  auto forecast = GroupRegression::load(tensors, "forecast", sensors, model.layout.width());
  if (!forecast) return std::unexpected(forecast.error());
  auto conditional = GroupRegression::load(tensors, "conditional", sensors, model.layout.width());
  if (!conditional) return std::unexpected(conditional.error());
  model.forecast = std::move(*forecast);
  model.conditional = std::move(*conditional);
  for (auto [name, into] : {std::pair{"forecast.unit", &model.forecast_unit},
                            {"conditional.unit", &model.conditional_unit},
                            {"conditional.spread", &model.conditional_spread}}) {
    const auto unit = tensors.get(name, {sensors});
    if (!unit) return std::unexpected(unit.error());
    for (const float u : *unit) {
      if (!(u > 0 && std::isfinite(u))) return bad_input("tensor {} holds {}, which is no unit", name, u);
    }
    into->assign(unit->begin(), unit->end());
  }
  return model;
}

CrossFittedLinear fit_linear(const FrameTable& frames, std::span<const RowRange> folds, std::shared_ptr<const FoldMoments> moments,
                             const LinearOptions& options, int threads) {
  const std::size_t n = frames.sensors();
  std::size_t moving = 0;
  for (std::size_t i = 0; i < n; ++i) moving += moments->normaliser.constant(i) ? 0 : 1;
  auto fit = [&](std::size_t without) {
    LinearModel model;
    model.normaliser = moments->normaliser;
    model.layout = moments->layout;
    const auto merged = moments->merged(without);
    const double extra = options.ridge_per_feature * static_cast<double>(moving * model.layout.past()) / merged.rows;
    model.forecast = GroupRegression::fit(merged, model.layout, GroupRegression::Kind::forecast, options.ridge_forecast + extra,
                                          options.sources, threads);
    model.conditional = GroupRegression::fit(merged, model.layout, GroupRegression::Kind::conditional, options.ridge_conditional + extra,
                                             options.sources, threads);
    model.forecast_unit.assign(n, 1);
    model.conditional_unit.assign(n, 1);
    model.conditional_spread.assign(n, 1);
    return model;
  };
  CrossFittedLinear result;
  result.moments = moments;
  result.full = fit(static_cast<std::size_t>(-1));
  std::size_t rows = 0;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    result.without.push_back(fit(k));
    rows += folds[k].size();
  }
  std::vector<Residuals> residuals(folds.size());
  parallel_for(threads, folds.size(), [&](std::size_t k) {
    residuals[k] = out_of_fold(frames, folds[k], std::make_shared<const LinearModel>(result.without[k]), rows);
  });
  std::vector<float> column;
  auto units_of = [&](auto part, std::vector<float>& unit, std::vector<float>* spread) {
    for (std::size_t i = 0; i < n; ++i) {
      column.clear();
      for (const auto& fold : residuals) {
        for (std::size_t at = i; at < (fold.*part).size(); at += n) {
          if (const float r = (fold.*part)[at]; !std::isnan(r)) column.push_back(std::abs(r));
        }
      }
      unit[i] = residual_unit(column, frames.catalogue()[i].kind);
      if (spread) (*spread)[i] = std::max(1e-6F, 1.4826F * static_cast<float>(median(column)));
      if (spread && column.empty()) (*spread)[i] = 1;
    }
    shrink_units(unit, rows);
  };
  units_of(&Residuals::forecast, result.full.forecast_unit, nullptr);
  units_of(&Residuals::conditional, result.full.conditional_unit, &result.full.conditional_spread);
  for (auto& model : result.without) {
    model.forecast_unit = result.full.forecast_unit;
    model.conditional_unit = result.full.conditional_unit;
    model.conditional_spread = result.full.conditional_spread;
  }
  return result;
}

LinearTracker::LinearTracker(std::shared_ptr<const LinearModel> model, Parts parts)
    : model_(std::move(model)), parts_(parts), state_(model_->normaliser.sensors(), model_->layout) {
  const std::size_t n = model_->normaliser.sensors();
  for (auto* v : {&previous_, &before_, &z_, &forecast_, &conditional_, &expected_z_}) v->assign(n, 0);
  judged_.assign(n, 0);
  reset();
}

void LinearTracker::reset() {
  state_.reset();
  steps_ = 0;
  std::fill(previous_.begin(), previous_.end(), NAN);
}

void LinearTracker::step(const FrameView& frame) {
  if (frame.after_gap) reset();
  std::copy(previous_.begin(), previous_.end(), before_.begin());
  model_->normaliser.apply(frame.values, previous_, z_);
  state_.advance(z_);
  const bool warm = ++steps_ > model_->layout.lags;
  for (std::size_t i = 0; i < z_.size(); ++i) {
    const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
    judged_[i] = warm && usable && !std::isnan(frame.values[i]);
    if (parts_.forecast) {
      const float r = (z_[i] - model_->forecast.predict(i, state_.values())) / model_->forecast_unit[i];
      forecast_[i] = judged_[i] ? std::clamp(r, -residual_cap, residual_cap) : 0;
    }
    if (parts_.conditional) {
      expected_z_[i] = model_->conditional.predict(i, state_.values());
      const float r = (z_[i] - expected_z_[i]) / model_->conditional_unit[i];
      conditional_[i] = judged_[i] ? std::clamp(r, -residual_cap, residual_cap) : 0;
    }
  }
}

}  // namespace weir
