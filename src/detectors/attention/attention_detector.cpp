#include "detectors/attention/attention_detector.h"

#include "detectors/attention/attention_network.h"
#include "detectors/self_supervised/taught_detector.h"

namespace weir {

extern const char* const attention_detector_sample;
extern const char* const attention_detector_summary;

namespace {

Result<Trained> train(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  AttentionShape shape;
  shape.hidden = static_cast<std::size_t>(config.integer("hidden", 24, 4, 256));
  shape.dense = static_cast<std::size_t>(config.integer("dense", 32, 4, 256));
  TeachingOptions options{.name = "attention", .trainer = {}};
  options.neighbours = static_cast<std::size_t>(config.integer("neighbours", 8, 0, 64));
  options.trainer.steps = static_cast<std::size_t>(config.integer("steps", 400, 1, 100000));
  options.trainer.rate_max = config.number("rate_max", options.trainer.rate_max, 1e-6, 1);
  options.examples = static_cast<std::size_t>(config.integer("examples", 128, 4, 10000));
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto network = [&](Neighbours neighbours) { return std::make_unique<AttentionNetwork>(shape, std::move(neighbours)); };
  return teach_detector(network, options, data, context);
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const auto hidden = parameters.get("hidden.bias", {TensorSet::any});
  if (!hidden) return std::unexpected(hidden.error());
  const auto dense = parameters.get("dense.bias", {TensorSet::any});
  if (!dense) return std::unexpected(dense.error());
  AttentionShape shape;
  shape.hidden = hidden->size();
  shape.dense = dense->size();
  if (shape.hidden == 0 || shape.hidden > 1024 || shape.dense == 0 || shape.dense > 1024) {
    return bad_input("a network of {} x {} is none of ours", shape.hidden, shape.dense);
  }
  auto neighbours = Neighbours::load(parameters, context.catalogue.size());
  if (!neighbours) return std::unexpected(neighbours.error());
  return make_taught_detector(std::make_unique<AttentionNetwork>(shape, std::move(*neighbours)), "attention", parameters, context);
}

}  // namespace

DetectorFactory attention_detector() { return {"attention", attention_detector_summary, attention_detector_sample, train, make}; }

}  // namespace weir
