#include "detectors/excursion/excursion_detector.h"

#include <algorithm>
#include <cmath>

#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "stats/robust.h"

namespace weir {

extern const char* const excursion_detector_sample;
extern const char* const excursion_detector_summary;

namespace {

constexpr std::size_t quantile_rows_max = 60000;

/// In z.
struct UsualRange {
  std::vector<float> low, high, unit;  // [N]
};

class Excursion final : public Detector {
 public:
  Excursion(Normaliser normaliser, UsualRange usual) : normaliser_(std::move(normaliser)), usual_(std::move(usual)) {
    for (auto* v : {&previous_, &z_, &strangeness_}) v->assign(normaliser_.sensors(), 0);
    reset();
  }

  ScoreView score(const FrameView& frame) noexcept override {
    if (frame.after_gap) reset();
    normaliser_.apply(frame.values, previous_, z_);
    for (std::size_t i = 0; i < z_.size(); ++i) {
      const bool usable = frame.quality[i] == Quality::good || frame.quality[i] == Quality::uncertain;
      const float beyond = std::max(z_[i] - usual_.high[i], 0.0F) - std::max(usual_.low[i] - z_[i], 0.0F);
      const float r = usable && !std::isnan(frame.values[i]) ? beyond / usual_.unit[i] : 0;
      strangeness_[i] = std::clamp(r, -LinearTracker::residual_cap, LinearTracker::residual_cap);
    }
    return {mean_capped(strangeness_), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override { std::fill(previous_.begin(), previous_.end(), NAN); }

 private:
  Normaliser normaliser_;
  UsualRange usual_;
  std::vector<float> previous_, z_, strangeness_;
};

/// z of all folds, sensor by sensor: [N] of [fold][rows kept].
using Columns = std::vector<std::vector<std::vector<float>>>;

Columns columns_of(const TrainingSet& data, const Normaliser& normaliser) {
  const std::size_t n = data.frames.sensors();
  Columns columns(n, std::vector<std::vector<float>>(data.folds.size()));
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t every = std::max<std::size_t>(1, rows / quantile_rows_max);
  std::vector<float> previous(n, NAN), z(n);
  for (std::size_t k = 0; k < data.folds.size(); ++k) {
    for (std::size_t row = data.folds[k].first; row < data.folds[k].last; ++row) {
      if (data.frames.after_gap(row)) std::fill(previous.begin(), previous.end(), NAN);
      normaliser.apply(data.frames.values(row), previous, z);
      if (row % every != 0) continue;
      for (std::size_t i = 0; i < n; ++i) {
        if (data.frames.quality(row)[i] == Quality::good) columns[i][k].push_back(z[i]);
      }
    }
  }
  return columns;
}

TensorSet saved(const Normaliser& normaliser, const UsualRange& usual) {
  TensorSet tensors;
  normaliser.save(tensors);
  tensors.put("low", {usual.low.size()}, usual.low);
  tensors.put("high", {usual.high.size()}, usual.high);
  tensors.put("unit", {usual.unit.size()}, usual.unit);
  return tensors;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  const double outside = config.number("outside", 0.005, 0, 0.2);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& normaliser = (*linear)->full.normaliser;
  const auto columns = columns_of(data, normaliser);
  const std::size_t n = columns.size(), folds = data.folds.size(), all = folds;

  auto range_without = [&](std::size_t without) {
    UsualRange usual;
    std::vector<float> values;
    for (std::size_t i = 0; i < n; ++i) {
      values.clear();
      for (std::size_t k = 0; k < folds; ++k) {
        if (k != without) values.insert(values.end(), columns[i][k].begin(), columns[i][k].end());
      }
      usual.low.push_back(values.empty() ? 0 : static_cast<float>(quantile(values, outside)));
      usual.high.push_back(values.empty() ? 0 : static_cast<float>(quantile(values, 1 - outside)));
    }
    return usual;
  };
  auto full = range_without(all);
  std::vector<UsualRange> without;
  for (std::size_t k = 0; k < folds; ++k) without.push_back(range_without(k));
  std::vector<float> beyond;
  for (std::size_t i = 0; i < n; ++i) {
    beyond.clear();
    for (std::size_t k = 0; k < folds; ++k) {
      for (const float z : columns[i][k]) beyond.push_back(std::max(z - without[k].high[i], 0.0F) + std::max(without[k].low[i] - z, 0.0F));
    }
    full.unit.push_back(residual_unit(beyond, data.frames.catalogue()[i].kind));
  }
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  shrink_units(full.unit, rows);
  Trained trained;
  trained.full = saved(normaliser, full);
  for (auto& usual : without) {
    usual.unit = full.unit;
    trained.without.push_back(saved(normaliser, usual));
  }
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  UsualRange usual;
  for (auto [name, into] : {std::pair{"low", &usual.low}, {"high", &usual.high}, {"unit", &usual.unit}}) {
    const auto values = parameters.get(name, {n});
    if (!values) return std::unexpected(values.error());
    into->assign(values->begin(), values->end());
    if (!std::ranges::all_of(*into, [](float v) { return std::isfinite(v); }))
      return bad_input("tensor {} of excursion isn't finite", name);
  }
  if (!std::ranges::all_of(usual.unit, [](float v) { return v > 0; }))
    return bad_input("tensor unit of excursion holds a number that is no unit");
  return std::make_unique<Excursion>(std::move(*normaliser), std::move(usual));
}

}  // namespace

DetectorFactory excursion_detector() { return {"excursion", excursion_detector_summary, excursion_detector_sample, train, make}; }

}  // namespace weir
