#include "detectors/lstm_gnn/lstm_gnn_detector.h"

#include "detectors/lstm_gnn/network.h"
#include "detectors/self_supervised/taught_detector.h"

namespace weir {

extern const char* const lstm_gnn_detector_sample;
extern const char* const lstm_gnn_detector_summary;

namespace {

constexpr const char* without_recurrence = "without_recurrence";

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  NetworkShape shape;
  shape.hidden = static_cast<std::size_t>(config.integer("hidden", 24, 4, 256));
  shape.dense = static_cast<std::size_t>(config.integer("dense", 32, 4, 256));
  TeachingOptions options{.name = "lstm_gnn", .trainer = {}};
  options.neighbours = static_cast<std::size_t>(config.integer("neighbours", 8, 0, 64));
  options.trainer.steps = static_cast<std::size_t>(config.integer("steps", 400, 1, 100000));
  options.trainer.rate_max = config.number("rate_max", options.trainer.rate_max, 1e-6, 1);
  options.examples = static_cast<std::size_t>(config.integer("examples", 128, 4, 10000));
  shape.recurrence = config.flag("recurrence", true);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto network = [&](Neighbours neighbours) { return std::make_unique<LstmGnnNetwork>(shape, std::move(neighbours)); };
  auto trained = teach_detector(network, options, data, context);
  if (trained && !shape.recurrence) {
    trained->full.put_number(without_recurrence, 1);
    for (auto& one : trained->without) one.put_number(without_recurrence, 1);
  }
  return trained;
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const auto own = parameters.get("dense.own_weight", {TensorSet::any, TensorSet::any});
  if (!own) return std::unexpected(own.error());
  const auto bias = parameters.get("dense.bias", {TensorSet::any});
  if (!bias) return std::unexpected(bias.error());
  if (bias->empty()) return bad_input("tensor dense.bias is empty");
  NetworkShape shape;
  shape.dense = bias->size();
  shape.hidden = own->size() / bias->size();
  if (shape.hidden == 0 || shape.hidden > 1024 || shape.dense > 1024) {
    return bad_input("a network of {} x {} is none of ours", shape.hidden, shape.dense);
  }
  shape.recurrence = !parameters.has(without_recurrence);
  auto neighbours = Neighbours::load(parameters, context.catalogue.size());
  if (!neighbours) return std::unexpected(neighbours.error());
  return make_taught_detector(std::make_unique<LstmGnnNetwork>(shape, std::move(*neighbours)), "lstm_gnn", parameters, context);
}

}  // namespace

DetectorFactory lstm_gnn_detector() { return {"lstm_gnn", lstm_gnn_detector_summary, lstm_gnn_detector_sample, train, make}; }

}  // namespace weir
