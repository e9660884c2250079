#include "detectors/cusum_bank/cusum_bank_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "detectors/baseline.h"
#include "detectors/cusum_bank/sums.h"
#include "detectors/expectation.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "stats/robust.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const cusum_bank_detector_sample;
extern const char* const cusum_bank_detector_summary;

namespace {

constexpr std::size_t residuals = 2;  // forecast, conditional
constexpr std::size_t scales = CusumBank::scales, sums = residuals * scales;
constexpr float ceiling_units = 4;       // a full sum must empty again
constexpr float deviation_floor = 0.1F;  // of a residual, in its unit
constexpr float sum_floor = 1;           // of a sum's unit, in deviations
constexpr std::size_t judged_rows_max = 48000, block_rows = 3000;

struct Bank {
  float allowance = 0.25F;
  std::vector<float> middle, deviation;  // [N, residuals] of the residuals, in their units
  std::vector<float> sum_unit;           // [N, sums] what counts as 1 of a sum
  std::vector<float> unit;               // [N] what counts as 1 of the largest of them
};

/// The sums of one sensor; what they make of its residuals.
class SensorSums {
 public:
  void empty() { states_ = {}; }
  void restart() {
    empty();
    baselines_ = {};
  }
  /// Signed, in units: that of the fullest sum.
  float step(const Bank& bank, const CusumBank& cusums, std::size_t i, std::span<const float, residuals> residual) {
    float strangest = 0;
    for (std::size_t r = 0; r < residuals; ++r) {
      CusumBank::PerScale ceiling;
      for (std::size_t s = 0; s < scales; ++s) ceiling[s] = ceiling_units * bank.sum_unit[i * sums + r * scales + s] * bank.unit[i];
      const float deviation = (residual[r] - bank.middle[i * residuals + r]) / bank.deviation[i * residuals + r];
      cusums.step(states_[r], baselines_[r].step(deviation, 1), ceiling);
      for (std::size_t s = 0; s < scales; ++s) {
        const float unit = bank.sum_unit[i * sums + r * scales + s] * bank.unit[i];
        const float above = states_[r].above[s], below = states_[r].below[s];
        const float fuller = (above >= below ? above : -below) / unit;
        if (std::abs(fuller) > std::abs(strangest)) strangest = fuller;
      }
    }
    return strangest;
  }
  /// The fuller side of sum s.
  float sum(std::size_t s) const {
    const auto& state = states_[s / scales];
    return std::max(state.above[s % scales], state.below[s % scales]);
  }

 private:
  std::array<CusumBank::State, residuals> states_{};
  std::array<Baseline, residuals> baselines_{};
};

class CusumBankDetector final : public Detector {
 public:
  CusumBankDetector(std::shared_ptr<const LinearModel> model, Bank bank, const Catalogue& catalogue)
      : tracker_(std::move(model), {}), bank_(std::move(bank)), cusums_(bank_.allowance), expectation_(tracker_.model(), catalogue) {
    strangeness_.resize(tracker_.model().normaliser.sensors());
    sums_.resize(strangeness_.size());
  }

  ScoreView score(const FrameView& frame) noexcept override {
    if (frame.after_gap) restart();
    tracker_.step(frame);
    for (std::size_t i = 0; i < strangeness_.size(); ++i) {
      const std::array<float, residuals> now = {tracker_.forecast()[i], tracker_.conditional()[i]};
      strangeness_[i] = tracker_.judged(i) ? sums_[i].step(bank_, cusums_, i, now) : 0;
    }
    return {mean_capped(strangeness_), strangeness_, {}, expectation_.of(tracker_), expectation_.spread()};
  }

  void reset() noexcept override {
    tracker_.reset();
    restart();
  }
  void episode_over() noexcept override {
    for (auto& one : sums_) one.empty();
  }

 private:
  void restart() noexcept {
    for (auto& one : sums_) one.restart();
  }

  LinearTracker tracker_;
  Bank bank_;
  CusumBank cusums_;
  Expectation expectation_;
  std::vector<SensorSums> sums_;
  std::vector<float> strangeness_;
};

/// Stretches of a fold, evenly taken, where the data are long.
std::vector<RowRange> blocks_of(RowRange fold, std::size_t rows_in_all) {
  const std::size_t every = (rows_in_all + judged_rows_max - 1) / judged_rows_max;
  if (every <= 1) return {fold};
  std::vector<RowRange> blocks;
  for (std::size_t first = fold.first; first < fold.last; first += every * block_rows)
    blocks.push_back({first, std::min(fold.last, first + block_rows)});
  return blocks;
}

/// Residuals of rows out of fold, those of the run-in included; a restart where `fresh`.
struct Residuals {
  std::vector<float> values;  // [rows, N, residuals], NaN where not judged
  std::vector<std::uint8_t> fresh, counts;
};

Residuals residuals_of(const TrainingSet& data, RowRange block, std::shared_ptr<const LinearModel> model) {
  LinearTracker tracker(std::move(model), {});
  Residuals result;
  run_through_fold(data.frames, block, [&](std::size_t row, bool counts) {
    tracker.step(data.frames.frame(row));
    result.fresh.push_back(result.fresh.empty() || data.frames.after_gap(row));
    result.counts.push_back(counts);
    for (std::size_t i = 0; i < data.frames.sensors(); ++i) {
      const bool judged = tracker.judged(i);
      result.values.push_back(judged ? tracker.forecast()[i] : NAN);
      result.values.push_back(judged ? tracker.conditional()[i] : NAN);
    }
  });
  return result;
}

/// Middle and deviation of sensor i's residual r over all that counts.
void fit_residual(const std::vector<Residuals>& blocks, std::size_t n, std::size_t at, Bank& bank) {
  std::vector<float> column;
  for (const auto& block : blocks) {
    for (std::size_t row = 0; row < block.counts.size(); ++row) {
      const float r = block.values[row * n * residuals + at];
      if (block.counts[row] && !std::isnan(r)) column.push_back(r);
    }
  }
  bank.middle[at] = column.empty() ? 0 : static_cast<float>(median(column));
  bank.deviation[at] = column.empty() ? 1 : std::max(deviation_floor, static_cast<float>(mad_scale(column)));
}

/// Units of sensor i: of every sum, then of the fullest in these units.
void fit_sums(const std::vector<Residuals>& blocks, std::size_t n, std::size_t i, SensorKind kind, Bank& bank) {
  const CusumBank cusums(bank.allowance);
  auto run = [&](auto&& take) {
    for (const auto& block : blocks) {
      SensorSums running;
      for (std::size_t row = 0; row < block.counts.size(); ++row) {
        if (block.fresh[row]) running.restart();
        const std::span<const float, residuals> r(block.values.data() + (row * n + i) * residuals, residuals);
        if (std::isnan(r[0])) continue;
        const float strangest = running.step(bank, cusums, i, r);
        if (block.counts[row]) take(running, strangest);
      }
    }
  };
  std::array<std::vector<float>, sums> seen;
  run([&](const SensorSums& running, float) {
    for (std::size_t s = 0; s < sums; ++s) seen[s].push_back(running.sum(s));
  });
  const UnitFloors floors = {.floor = sum_floor, .of_largest = 0.2F, .of_largest_discrete = 0.5F};
  for (std::size_t s = 0; s < sums; ++s) bank.sum_unit[i * sums + s] = residual_unit(seen[s], kind, floors);
  std::vector<float> fullest;
  bank.unit[i] = 1;
  run([&](const SensorSums&, float strangest) { fullest.push_back(std::abs(strangest)); });
  bank.unit[i] = residual_unit(fullest, kind, {.floor = 0.5F, .of_largest = 0.2F, .of_largest_discrete = 0.5F});
}

TensorSet saved(const Bank& bank) {
  TensorSet tensors;
  const std::size_t n = bank.unit.size();
  tensors.put_number("allowance", bank.allowance);
  tensors.put("middle", {n, residuals}, bank.middle);
  tensors.put("deviation", {n, residuals}, bank.deviation);
  tensors.put("sum_unit", {n, sums}, bank.sum_unit);
  tensors.put("unit", {n}, bank.unit);
  return tensors;
}

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  Bank bank;
  bank.allowance = static_cast<float>(config.number("allowance", 0.25, 0.01, 2));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  std::vector<std::pair<std::size_t, RowRange>> places;  // fold, block
  for (std::size_t k = 0; k < data.folds.size(); ++k) {
    for (const auto& block : blocks_of(data.folds[k], rows)) places.emplace_back(k, block);
  }
  std::vector<Residuals> blocks(places.size());
  parallel_for(context.threads, places.size(), [&](std::size_t b) {
    blocks[b] = residuals_of(data, places[b].second, std::make_shared<const LinearModel>((*linear)->without[places[b].first]));
  });
  const std::size_t n = data.frames.sensors();
  bank.middle.resize(n * residuals);
  bank.deviation.resize(n * residuals);
  bank.sum_unit.assign(n * sums, std::numeric_limits<float>::max() / (4 * ceiling_units));
  bank.unit.assign(n, 1);
  parallel_for(context.threads, n, [&](std::size_t i) {
    for (std::size_t r = 0; r < residuals; ++r) fit_residual(blocks, n, i * residuals + r, bank);
    fit_sums(blocks, n, i, data.frames.catalogue()[i].kind, bank);
  });
  shrink_units(bank.unit, rows);
  auto trained = linear_parameters(**linear);
  trained.full.merge("", saved(bank));
  for (auto& one : trained.without) one.merge("", saved(bank));
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto model = LinearModel::load(parameters.part("linear."), n);
  if (!model) return std::unexpected(model.error());
  Bank bank;
  const auto allowance = parameters.number("allowance");
  if (!allowance) return std::unexpected(allowance.error());
  if (!(*allowance > 0 && *allowance < 10)) return bad_input("cusum_bank was given {}, which is no allowance", *allowance);
  bank.allowance = *allowance;
  for (const auto& [name, into, width, signed_values] : {std::tuple{"middle", &bank.middle, residuals, true},
                                                         {"deviation", &bank.deviation, residuals, false},
                                                         {"sum_unit", &bank.sum_unit, sums, false},
                                                         {"unit", &bank.unit, std::size_t{1}, false}}) {
    const auto values = parameters.get(name, width == 1 ? std::vector{n} : std::vector{n, width});
    if (!values) return std::unexpected(values.error());
    for (const float v : *values) {
      if (!std::isfinite(v) || (!signed_values && v <= 0))
        return bad_input("tensor {} of cusum_bank holds {}, which makes no sense", name, v);
    }
    into->assign(values->begin(), values->end());
  }
  return std::make_unique<CusumBankDetector>(std::make_shared<const LinearModel>(std::move(*model)), std::move(bank), context.catalogue);
}

}  // namespace

DetectorFactory cusum_bank_detector() { return {"cusum_bank", cusum_bank_detector_summary, cusum_bank_detector_sample, train, make}; }

}  // namespace weir
