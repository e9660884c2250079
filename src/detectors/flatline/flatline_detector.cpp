#include "detectors/flatline/flatline_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/flatline/octave_counts.h"
#include "detectors/flatline/stillness.h"
#include "detectors/linear_for.h"
#include "detectors/out_of_fold.h"
#include "detectors/residual_detector.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const flatline_detector_sample;
extern const char* const flatline_detector_summary;

namespace {

constexpr std::size_t aspects = Stillness::aspects;
/// Of an aspect: octaves beyond the usual that are never less than 1. Runs come in whole steps, averages waver by chance.
constexpr float run_unit_floor = 1, average_unit_floor = 0.4F;
/// The longest rest that normal data showed must not count for much.
constexpr UnitFloors unit_floors = {.floor = 0.5F, .of_largest = 0.25F, .of_largest_discrete = 0.5F};

/// Octaves that nothing reaches.
constexpr float never = 1e6F;

/// In octaves. A sensor that rests by nature has still = never.
struct Usual {
  std::vector<float> middle, still, aspect_unit;  // [N, aspects] median, a high quantile, what counts as 1 beyond it
  std::vector<float> unit;                        // [N] what counts as 1 of the stillest aspect
};

class Flatline final : public Detector {
 public:
  Flatline(Normaliser normaliser, Usual usual)
      : usual_(std::move(usual)), stillness_(std::move(normaliser), usual_.middle, watched(usual_)) {
    strangeness_.resize(stillness_.sensors());
  }

  ScoreView score(const FrameView& frame) noexcept override {
    stillness_.step(frame);
    for (std::size_t i = 0; i < strangeness_.size(); ++i) {
      strangeness_[i] = 0;
      if (!stillness_.judged(i)) continue;
      const auto octaves = stillness_.of(i);
      float beyond = 0;
      for (std::size_t a = 0; a < aspects; ++a) {
        const std::size_t at = i * aspects + a;
        beyond = std::max(beyond, (octaves[a] - usual_.still[at]) / usual_.aspect_unit[at]);
      }
      strangeness_[i] = stillness_.side(i) * std::min(beyond / usual_.unit[i], LinearTracker::residual_cap);
    }
    return {mean_capped(strangeness_), strangeness_, {}, {}, {}};
  }

  void reset() noexcept override { stillness_.reset(); }

 private:
  static std::vector<std::uint8_t> watched(const Usual& usual) {
    std::vector<std::uint8_t> result;
    for (std::size_t i = 0; i < usual.unit.size(); ++i) {
      const auto still = std::span(usual.still).subspan(i * aspects, aspects);
      result.push_back(std::ranges::any_of(still, [](float octaves) { return octaves < never; }));
    }
    return result;
  }

  Usual usual_;
  Stillness stillness_;
  std::vector<float> strangeness_;
};

bool has_rests_of_its_own(SensorKind kind) { return kind == SensorKind::discrete || kind == SensorKind::constant; }

using Counts = std::vector<OctaveCounts>;  // [N, aspects]

/// Averages start from nothing usual the first time; run_through_fold leaves out their beginning.
Counts counts_of(const TrainingSet& data, RowRange fold, const Normaliser& normaliser) {
  const std::size_t n = data.frames.sensors();
  Counts counts(n * aspects);
  std::vector<std::uint8_t> watched;
  for (const auto& sensor : data.frames.catalogue()) watched.push_back(!has_rests_of_its_own(sensor.kind));
  Stillness stillness(normaliser, std::vector<float>(n * aspects, 0), std::move(watched));
  run_through_fold(data.frames, fold, [&](std::size_t row, bool counting) {
    stillness.step(data.frames.frame(row));
    if (!counting) return;
    for (std::size_t i = 0; i < n; ++i) {
      if (!stillness.judged(i)) continue;
      const auto octaves = stillness.of(i);
      for (std::size_t a = 0; a < aspects; ++a) counts[i * aspects + a].add(octaves[a]);
    }
  });
  return counts;
}

Usual usual_of(const std::vector<Counts>& folds, std::size_t without, const Catalogue& catalogue, double outside) {
  Usual usual;
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    for (std::size_t a = 0; a < aspects; ++a) {
      OctaveCounts merged;
      for (std::size_t k = 0; k < folds.size(); ++k) {
        if (k != without) merged.add(folds[k][i * aspects + a]);
      }
      usual.middle.push_back(merged.total() > 0 ? merged.quantile(0.5) : 0);
      usual.still.push_back(merged.total() > 0 ? merged.quantile(1 - outside) : never);
    }
  }
  usual.aspect_unit.assign(usual.still.size(), 1);
  usual.unit.assign(catalogue.size(), 1);
  return usual;
}

/// What counts as 1 of an aspect: as residual_unit has it, from counts.
float aspect_unit(const std::vector<Counts>& folds, const std::vector<Usual>& without, std::size_t at) {
  OctaveCounts beyond;
  float largest = 0;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    for (std::size_t b = 0; b < OctaveCounts::bins; ++b) {
      const float octaves = std::max(OctaveCounts::upper_edge(b) - without[k].still[at], 0.0F);
      beyond.add(octaves, folds[k][at][b]);
      if (folds[k][at][b] > 0) largest = std::max(largest, octaves);
    }
  }
  const float floor = at % aspects < Stillness::periods ? run_unit_floor : average_unit_floor;
  const float q99 = beyond.total() > 0 ? beyond.quantile(0.99) : 0;
  return std::max({q99, floor, unit_floors.of_largest * largest});
}

TensorSet saved(const Normaliser& normaliser, const Usual& usual) {
  TensorSet tensors;
  normaliser.save(tensors);
  const std::size_t n = usual.unit.size();
  tensors.put("middle", {n, aspects}, usual.middle);
  tensors.put("still", {n, aspects}, usual.still);
  tensors.put("aspect_unit", {n, aspects}, usual.aspect_unit);
  tensors.put("unit", {n}, usual.unit);
  return tensors;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  const double outside = config.number("outside", 0.005, 0, 0.2);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const auto& normaliser = (*linear)->full.normaliser;
  const std::size_t folds = data.folds.size(), all = folds;
  std::vector<Counts> counts(folds);
  parallel_for(context.threads, folds, [&](std::size_t k) { counts[k] = counts_of(data, data.folds[k], normaliser); });
  auto full = usual_of(counts, all, data.frames.catalogue(), outside);
  std::vector<Usual> without;
  for (std::size_t k = 0; k < folds; ++k) without.push_back(usual_of(counts, k, data.frames.catalogue(), outside));
  for (std::size_t at = 0; at < full.still.size(); ++at) full.aspect_unit[at] = aspect_unit(counts, without, at);
  for (auto& usual : without) usual.aspect_unit = full.aspect_unit;
  full.unit = out_of_fold_units(
      data, context.threads, [&](std::size_t k) { return std::make_unique<Flatline>(normaliser, without[k]); }, unit_floors);
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
  Usual usual;
  using Shape = std::vector<std::size_t>;
  for (const auto& [name, into, shape] : {std::tuple{"middle", &usual.middle, Shape{n, aspects}},
                                          {"still", &usual.still, Shape{n, aspects}},
                                          {"aspect_unit", &usual.aspect_unit, Shape{n, aspects}},
                                          {"unit", &usual.unit, Shape{n}}}) {
    const auto values = parameters.get(name, shape);
    if (!values) return std::unexpected(values.error());
    if (!std::ranges::all_of(*values, [](float v) { return std::isfinite(v); }))
      return bad_input("tensor {} of flatline isn't finite", name);
    into->assign(values->begin(), values->end());
  }
  for (const auto* units : {&usual.aspect_unit, &usual.unit}) {
    if (!std::ranges::all_of(*units, [](float v) { return v > 0; })) return bad_input("flatline was given a unit that isn't above 0");
  }
  return std::make_unique<Flatline>(std::move(*normaliser), std::move(usual));
}

}  // namespace

DetectorFactory flatline_detector() { return {"flatline", flatline_detector_summary, flatline_detector_sample, train, make}; }

}  // namespace weir
