#include "detectors/lstm_gnn/lstm_gnn_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/learned_graph.h"
#include "detectors/linear_for.h"
#include "detectors/lstm_gnn/trainer.h"
#include "detectors/residual_detector.h"
#include "nn/reference/activations.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const lstm_gnn_detector_sample;
extern const char* const lstm_gnn_detector_summary;

namespace {

constexpr UnitFloors unit_floors{0.02F, 0.1F, 0.5F};  // of softplus(logit): below it a sensor's habit is just "no"
constexpr std::size_t steps_min = 80, rows_a_step = 20;
constexpr std::size_t example_bytes_max = std::size_t{48} << 20;

/// All that scoring needs beside the linear base.
struct Parameters {
  NetworkLayout layout;
  nn::Buffer block;
  Neighbours neighbours;
  std::vector<float> stillness;  // [N]
  std::vector<float> unit;       // [N] what counts as 1 of softplus(logit)
};

class LstmGnn final : public Detector {
 public:
  LstmGnn(std::shared_ptr<const Parameters> parameters, std::shared_ptr<const LinearModel> linear)
      : parameters_(std::move(parameters)),
        inputs_(std::move(linear), parameters_->stillness),
        state_(parameters_->layout, parameters_->block, parameters_->neighbours, parameters_->stillness.size()) {
    const std::size_t n = parameters_->stillness.size();
    strangeness_.assign(n, 0);
    expected_.assign(n, NAN);
    spread_.assign(n, NAN);
  }

  ScoreView score(const FrameView& frame) noexcept override {
    if (frame.after_gap) state_.reset();
    const auto out = state_.step(inputs_.step(frame));
    const auto& linear = inputs_.linear();
    for (std::size_t i = 0; i < strangeness_.size(); ++i) {
      const float* o = out.data() + i * NetworkShape::outputs;
      const float doubt = nn::reference::softplus(o[0]) / parameters_->unit[i];
      strangeness_[i] = linear.judged(i) ? std::copysign(std::min(doubt, LinearTracker::residual_cap), linear.conditional()[i]) : 0;
      const float unit = linear.model().conditional_unit[i];
      expected_[i] = linear.to_units(i, linear.expected_z()[i] + unit * o[1]);
      spread_[i] = linear.model().normaliser.scale(i) * unit * std::exp(0.5F * std::clamp(o[2], -8.0F, 4.0F));
    }
    return {mean_capped(strangeness_), strangeness_, {}, expected_, spread_};
  }

  void reset() noexcept override {
    inputs_.reset();
    state_.reset();
  }

 private:
  std::shared_ptr<const Parameters> parameters_;
  NetworkInputs inputs_;
  NetworkState state_;
  std::vector<float> strangeness_, expected_, spread_;
};

void save(TensorSet& tensors, const Parameters& p) {
  p.layout.table.save(p.block, tensors);
  tensors.put("edge.first", {p.neighbours.first.size()}, std::vector<float>(p.neighbours.first.begin(), p.neighbours.first.end()));
  tensors.put("edge.from", {p.neighbours.from.size()}, std::vector<float>(p.neighbours.from.begin(), p.neighbours.from.end()));
  tensors.put("edge.weight", {p.neighbours.weight.size()}, p.neighbours.weight);
  tensors.put("stillness", {p.stillness.size()}, p.stillness);
  tensors.put("unit", {p.unit.size()}, p.unit);
  if (!p.layout.shape.recurrence) tensors.put_number("without_recurrence", 1);
}

Result<Parameters> load(const TensorSet& tensors, std::size_t sensors) {
  const auto own = tensors.get("dense.own_weight", {TensorSet::any, TensorSet::any});
  if (!own) return std::unexpected(own.error());
  const auto bias = tensors.get("dense.bias", {TensorSet::any});
  if (!bias) return std::unexpected(bias.error());
  if (bias->empty()) return bad_input("tensor dense.bias is empty");
  NetworkShape shape;
  shape.dense = bias->size();
  shape.hidden = own->size() / bias->size();
  if (shape.hidden == 0 || shape.hidden > 1024 || shape.dense > 1024)
    return bad_input("a network of {} x {} is none of ours", shape.hidden, shape.dense);
  shape.recurrence = !tensors.has("without_recurrence");
  Parameters p{NetworkLayout(shape), {}, {}, {}, {}};
  p.block = p.layout.table.make_block();
  if (auto ok = p.layout.table.load(tensors, p.block); !ok) return std::unexpected(ok.error());
  const auto first = tensors.get("edge.first", {sensors + 1});
  if (!first) return std::unexpected(first.error());
  const auto from = tensors.get("edge.from", {TensorSet::any});
  if (!from) return std::unexpected(from.error());
  const auto weight = tensors.get("edge.weight", {from->size()});
  if (!weight) return std::unexpected(weight.error());
  const auto stillness = tensors.get("stillness", {sensors});
  if (!stillness) return std::unexpected(stillness.error());
  const auto unit = tensors.get("unit", {sensors});
  if (!unit) return std::unexpected(unit.error());
  float before = 0;
  for (const float f : *first) {
    const bool counts = f >= before && f <= static_cast<float>(from->size()) && f == std::floor(f);
    if (!counts) return bad_input("tensor edge.first is out of order");
    before = f;
    p.neighbours.first.push_back(static_cast<std::uint32_t>(f));
  }
  if (p.neighbours.first.front() != 0 || p.neighbours.first.back() != from->size())
    return bad_input("tensor edge.first doesn't cover the edges");
  for (const float f : *from) {
    const bool known = f >= 0 && f < static_cast<float>(sensors) && f == std::floor(f);
    if (!known) return bad_input("tensor edge.from names sensor {}, of {}", f, sensors);
    p.neighbours.from.push_back(static_cast<std::uint32_t>(f));
  }
  p.neighbours.weight.assign(weight->begin(), weight->end());
  p.stillness.assign(stillness->begin(), stillness->end());
  p.unit.assign(unit->begin(), unit->end());
  auto finite = [](float v) { return std::isfinite(v); };
  if (!std::ranges::all_of(p.neighbours.weight, finite) || !std::ranges::all_of(p.stillness, finite) ||
      !std::ranges::all_of(p.unit, [](float v) { return v > 0 && std::isfinite(v); })) {
    return bad_input("the parameters of lstm_gnn hold a number that makes no sense");
  }
  return p;
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
    LstmGnn detector(shared, std::make_shared<const LinearModel>(linear.without[k]));
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

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  NetworkShape shape;
  shape.hidden = static_cast<std::size_t>(config.integer("hidden", 24, 4, 256));
  shape.dense = static_cast<std::size_t>(config.integer("dense", 32, 4, 256));
  const auto neighbour_count = static_cast<std::size_t>(config.integer("neighbours", 8, 0, 64));
  shape.recurrence = config.flag("recurrence", true);
  TrainerOptions trainer;
  trainer.steps = static_cast<std::size_t>(config.integer("steps", 400, 1, 100000));
  trainer.rate_max = config.number("rate_max", trainer.rate_max, 1e-6, 1);
  ExampleOptions options;
  options.count = static_cast<std::size_t>(config.integer("examples", 128, 4, 10000));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  const std::size_t n = data.frames.sensors();

  const bool given = context.topology.sensors() == n && context.topology.edge_count() > 0;
  const auto graph = given ? context.topology : learned_graph((*linear)->full.conditional);
  Parameters p{NetworkLayout(shape), {}, Neighbours::of(graph, n, neighbour_count), habitual_stillness(data.frames, data.folds), {}};

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
    return bad_input(
        "lstm_gnn: no {} rows in a row without a gap to learn from; give more data or leave it out (detectors.ensemble.members)",
        trainer.crop_rows);
  }
  auto block = train_network(p.layout, p.neighbours, n, examples, held_out, trainer, context.seed, context.threads, context.progress);
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

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  auto linear = LinearModel::load(parameters.part("linear."), context.catalogue.size());
  if (!linear) return std::unexpected(linear.error());
  auto own = load(parameters, context.catalogue.size());
  if (!own) return std::unexpected(own.error());
  return std::make_unique<LstmGnn>(std::make_shared<const Parameters>(std::move(*own)),
                                   std::make_shared<const LinearModel>(std::move(*linear)));
}

}  // namespace

DetectorFactory lstm_gnn_detector() { return {"lstm_gnn", lstm_gnn_detector_summary, lstm_gnn_detector_sample, train, make}; }

}  // namespace weir
