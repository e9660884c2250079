#include "detectors/self_supervised/taught_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/learned_graph.h"
#include "detectors/linear_for.h"
#include "detectors/residual_detector.h"
#include "nn/reference/activations.h"
#include "telemetry/folds.h"

namespace weir {
namespace {

constexpr UnitFloors unit_floors{0.02F, 0.1F, 0.5F};  // of softplus(logit): below it a sensor's habit is just "no"
constexpr std::size_t steps_min = 80, rows_a_step = 20;
constexpr std::size_t example_bytes_max = std::size_t{48} << 20;

/// All that scoring needs beside the linear base.
struct Parameters {
  std::shared_ptr<const Teachable> network;
  nn::Buffer block;
  std::vector<float> stillness;  // [N]
  std::vector<float> unit;       // [N] what counts as 1 of softplus(logit)
};

class TaughtDetector final : public Detector {
 public:
  TaughtDetector(std::shared_ptr<const Parameters> parameters, std::shared_ptr<const LinearModel> linear)
      : parameters_(std::move(parameters)),
        inputs_(std::move(linear), parameters_->stillness),
        network_(parameters_->network->stream(parameters_->block)) {
    const std::size_t n = parameters_->stillness.size();
    strangeness_.assign(n, 0);
    expected_.assign(n, NAN);
    spread_.assign(n, NAN);
  }

  ScoreView score(const FrameView& frame) noexcept override {
    if (frame.after_gap) network_->reset();
    const auto out = network_->step(inputs_.step(frame));
    const auto& linear = inputs_.linear();
    for (std::size_t i = 0; i < strangeness_.size(); ++i) {
      const float* o = out.data() + i * Answer::count;
      const float doubt = nn::reference::softplus(o[Answer::logit]) / parameters_->unit[i];
      strangeness_[i] = linear.judged(i) ? std::copysign(std::min(doubt, LinearTracker::residual_cap), linear.conditional()[i]) : 0;
      const float unit = linear.model().conditional_unit[i];
      expected_[i] = linear.to_units(i, linear.expected_z()[i] + unit * o[Answer::mean]);
      spread_[i] = linear.model().normaliser.scale(i) * unit * std::exp(0.5F * std::clamp(o[Answer::log_variance], -8.0F, 4.0F));
    }
    return {mean_capped(strangeness_), strangeness_, {}, expected_, spread_};
  }

  void reset() noexcept override {
    inputs_.reset();
    network_->reset();
  }

 private:
  std::shared_ptr<const Parameters> parameters_;
  NetworkInputs inputs_;
  std::unique_ptr<StreamingNetwork> network_;
  std::vector<float> strangeness_, expected_, spread_;
};

void save(TensorSet& tensors, const Parameters& p) {
  p.network->table().save(p.block, tensors);
  p.network->neighbours().save(tensors);
  tensors.put("stillness", {p.stillness.size()}, p.stillness);
  tensors.put("unit", {p.unit.size()}, p.unit);
}

/// What counts as 1 of each sensor's softplus(logit): its 99 % quantile over folds judged by the linear base that hasn't
/// seen them. (The network has: its few thousand weights are shared by all sensors and all folds.)
void set_units(Parameters& p, const TrainingSet& data, const CrossFittedLinear& linear, int threads) {
  const std::size_t n = data.frames.sensors();
  p.unit.assign(n, 1);
  const auto shared = std::make_shared<const Parameters>(p);
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  std::vector<std::vector<float>> seen(data.folds.size());
  parallel_for(threads, data.folds.size(), [&](std::size_t k) {
    TaughtDetector detector(shared, std::make_shared<const LinearModel>(linear.without[k]));
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto score = detector.score(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      seen[k].insert(seen[k].end(), score.per_sensor.begin(), score.per_sensor.end());
    });
  });
  std::vector<float> column;
  for (std::size_t i = 0; i < n; ++i) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t at = i; at < fold.size(); at += n) column.push_back(std::abs(fold[at]));
    }
    p.unit[i] = residual_unit(column, data.frames.catalogue()[i].kind, unit_floors);
  }
  shrink_units(p.unit, rows);
}

}  // namespace

Result<Trained> teach_detector(const std::function<std::unique_ptr<Teachable>(Neighbours)>& make_network, TeachingOptions teaching,
                               const TrainingSet& data, const DetectorContext& context) {
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const std::size_t n = data.frames.sensors();

  const bool given = context.topology.sensors() == n && context.topology.edge_count() > 0;
  const auto graph = given ? context.topology : learned_graph((*linear)->full.conditional);
  Parameters p{make_network(Neighbours::of(graph, n, teaching.neighbours)), {}, habitual_stillness(data.frames, data.folds), {}};

  TrainerOptions trainer = teaching.trainer;
  trainer.name = teaching.name;
  ExampleOptions options;
  options.count = teaching.examples;
  // The middle eighth of the data is held out: a contiguous block, for early stopping.
  const std::size_t rows = data.frames.rows();
  const RowRange middle{rows * 7 / 16, rows * 9 / 16};
  const std::vector<RowRange> others = {{0, middle.first}, {middle.last, rows}};
  std::size_t fold_rows = rows;
  for (const auto& fold : data.folds) fold_rows = std::min(fold_rows, fold.size());
  options.rows = std::clamp<std::size_t>(fold_rows, 16, 384);
  trainer.crop_rows = std::min<std::size_t>(96, options.rows);
  trainer.settling_rows = std::min<std::size_t>(20, trainer.crop_rows / 4);
  // Few rows are learned by heart before they are learned from: then fewer steps.
  trainer.steps = std::min(trainer.steps, std::max<std::size_t>(steps_min, rows / rows_a_step));
  const std::size_t example_bytes = options.rows * n * (NetworkInputs::per_sensor + 1) * sizeof(float);
  options.count = std::clamp<std::size_t>(example_bytes_max / example_bytes, 8, options.count);
  if (!report(context.progress, "making examples", 0)) return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
  auto examples = make_examples(data.frames, data.folds, **linear, p.stillness, others, options, context.seed, context.threads);
  auto held_options = options;
  held_options.count = std::max<std::size_t>(8, options.count / 8);
  auto held_out = make_examples(data.frames, data.folds, **linear, p.stillness, std::span(&middle, 1), held_options, context.seed + 0x5EED,
                                context.threads);
  auto too_short = [&](const Example& example) { return example.rows < trainer.crop_rows; };
  std::erase_if(examples, too_short);
  std::erase_if(held_out, too_short);
  if (examples.empty()) {
    return bad_input("{}: no {} rows in a row without a gap to learn from; give more data or leave it out (detectors.ensemble.members)",
                     teaching.name, trainer.crop_rows);
  }
  auto block = train_network(*p.network, examples, held_out, trainer, context.seed, context.threads, context.progress);
  if (!block) return std::unexpected(block.error());
  p.block = std::move(*block);
  examples.clear();
  examples.shrink_to_fit();
  set_units(p, data, **linear, context.threads);

  Trained trained = linear_parameters(**linear);
  save(trained.full, p);
  for (auto& one : trained.without) save(one, p);
  return trained;
}

Result<std::unique_ptr<Detector>> make_taught_detector(std::unique_ptr<const Teachable> network, const char* name,
                                                       const TensorSet& parameters, const DetectorContext& context) {
  const std::size_t n = context.catalogue.size();
  auto linear = LinearModel::load(parameters.part("linear."), n);
  if (!linear) return std::unexpected(linear.error());
  auto p = std::make_shared<Parameters>();
  p->block = network->table().make_block();
  if (auto ok = network->table().load(parameters, p->block); !ok) return std::unexpected(ok.error());
  p->network = std::move(network);
  const auto stillness = parameters.get("stillness", {n});
  if (!stillness) return std::unexpected(stillness.error());
  const auto unit = parameters.get("unit", {n});
  if (!unit) return std::unexpected(unit.error());
  p->stillness.assign(stillness->begin(), stillness->end());
  p->unit.assign(unit->begin(), unit->end());
  if (!std::ranges::all_of(p->stillness, [](float v) { return std::isfinite(v); }) ||
      !std::ranges::all_of(p->unit, [](float v) { return v > 0 && std::isfinite(v); })) {
    return bad_input("the parameters of {} hold a number that makes no sense", name);
  }
  return std::make_unique<TaughtDetector>(std::move(p), std::make_shared<const LinearModel>(std::move(*linear)));
}

}  // namespace weir
