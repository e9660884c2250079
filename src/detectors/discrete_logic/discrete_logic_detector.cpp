#include "detectors/discrete_logic/discrete_logic_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/discrete_logic/facts.h"
#include "detectors/discrete_logic/logic.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const discrete_logic_detector_sample;
extern const char* const discrete_logic_detector_summary;

namespace {

constexpr std::size_t aspects = LogicState::aspects;
constexpr std::size_t rows_taken = 30000;  // for ranges
/// Digits, octaves and z of each aspect that are never less than 1; the order is LogicState::Aspect's.
constexpr std::array<float, aspects> aspect_floor = {0.7F, 1, 0.7F, 0.3F, 0.3F, 1};
constexpr UnitFloors unit_floors = {.floor = 0.5F, .of_largest = 0.5F, .of_largest_discrete = 0.5F};

struct Units {
  std::vector<float> aspect;  // [D, aspects]
  std::vector<float> unit;    // [D] what counts as 1 of the strangest aspect
};

class DiscreteLogic final : public Detector {
 public:
  DiscreteLogic(LogicState state, Units units, std::size_t sensors) : state_(std::move(state)), units_(std::move(units)) {
    strangeness_.resize(sensors);
  }

  ScoreView score(const FrameView& frame) noexcept override {
    state_.step(frame);
    for (std::size_t d = 0; d < state_.size(); ++d) {
      float strangest = 0;
      for (std::size_t a = 0; a < aspects; ++a) strangest = std::max(strangest, state_.of(d)[a] / units_.aspect[d * aspects + a]);
      strangest = std::min(strangest / units_.unit[d], LinearTracker::residual_cap);
      strangeness_[state_.sensor(d)] = state_.judged(d) ? state_.side(d) * strangest : 0;
    }
    return {mean_capped(strangeness_), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override { state_.reset(); }

 private:
  LogicState state_;
  Units units_;
  std::vector<float> strangeness_;
};

/// Every aspect's unit, then the strangest's, from folds judged by logic that hasn't seen them.
Units units_of(const TrainingSet& data, const Normaliser& normaliser, std::span<const Logic> without, int threads) {
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t folds = data.folds.size(), count = without.front().rules.size();
  std::vector<std::vector<float>> seen(folds);  // [fold][rows, D, aspects]
  parallel_for(threads, folds, [&](std::size_t k) {
    LogicState state(normaliser, without[k]);
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      state.step(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      for (std::size_t d = 0; d < count; ++d) seen[k].insert(seen[k].end(), state.of(d).begin(), state.of(d).end());
    });
  });
  Units units;
  std::vector<float> column;
  for (std::size_t at = 0; at < count * aspects; ++at) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t row = at; row < fold.size(); row += count * aspects) column.push_back(fold[row]);
    }
    auto floors = unit_floors;
    floors.floor = aspect_floor[at % aspects];
    units.aspect.push_back(std::max(floors.floor, residual_unit(column, SensorKind::discrete, floors)));
  }
  for (std::size_t d = 0; d < count; ++d) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t row = d * aspects; row < fold.size(); row += count * aspects) {
        float strangest = 0;
        for (std::size_t a = 0; a < aspects; ++a) strangest = std::max(strangest, fold[row + a] / units.aspect[d * aspects + a]);
        column.push_back(strangest);
      }
    }
    units.unit.push_back(residual_unit(column, SensorKind::discrete, unit_floors));
  }
  if (count > 0) shrink_units(units.unit, rows);
  return units;
}

TensorSet saved(const Normaliser& normaliser, const Logic& logic, const Units& units) {
  TensorSet tensors;
  normaliser.save(tensors);
  save(logic, tensors);
  tensors.put("aspect_unit", {units.unit.size(), aspects}, units.aspect);
  tensors.put("unit", {units.unit.size()}, units.unit);
  return tensors;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& normaliser = (*linear)->full.normaliser;
  const auto sets = state_sets(data.frames, data.folds);
  const auto moving = moving_sensors(data.frames.catalogue());
  const std::size_t folds = data.folds.size(), all = folds;
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  const std::size_t every = std::max<std::size_t>(1, rows / rows_taken);
  std::vector<FoldFacts> facts(folds);
  parallel_for(context.threads, folds,
               [&](std::size_t k) { facts[k] = facts_of(data.frames, data.folds[k], sets, moving, normaliser, every); });
  std::vector<Logic> logic(folds + 1);  // without each fold; the last of all
  parallel_for(context.threads, folds + 1, [&](std::size_t k) { logic[k] = logic_of(facts, k, sets, moving); });
  const auto without = std::span(logic).first(folds);
  const float novelty = novelty_of(facts, without);
  for (auto& one : logic) one.joint.novelty = novelty;
  const auto units = units_of(data, normaliser, without, context.threads);
  Trained trained;
  trained.full = saved(normaliser, logic[all], units);
  for (const auto& one : without) trained.without.push_back(saved(normaliser, one, units));
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto normaliser = Normaliser::load(parameters, n);
  if (!normaliser) return std::unexpected(normaliser.error());
  auto logic = load_logic(parameters, n);
  if (!logic) return std::unexpected(logic.error());
  const std::size_t count = logic->rules.size();
  Units units;
  const auto aspect = parameters.get("aspect_unit", {count, aspects});
  if (!aspect) return std::unexpected(aspect.error());
  const auto unit = parameters.get("unit", {count});
  if (!unit) return std::unexpected(unit.error());
  units.aspect.assign(aspect->begin(), aspect->end());
  units.unit.assign(unit->begin(), unit->end());
  for (const auto* values : {&units.aspect, &units.unit}) {
    for (const float v : *values) {
      if (!(v > 0 && std::isfinite(v))) return bad_input("discrete_logic was given {}, which is no unit", v);
    }
  }
  return std::make_unique<DiscreteLogic>(LogicState(std::move(*normaliser), std::move(*logic)), std::move(units), n);
}

}  // namespace

DetectorFactory discrete_logic_detector() {
  return {"discrete_logic", discrete_logic_detector_summary, discrete_logic_detector_sample, train, make};
}

}  // namespace weir
