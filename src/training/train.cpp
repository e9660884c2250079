#include "training/train.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/parallel.h"
#include "base/version.h"
#include "decisions/attack_patterns/attack_patterns_decider.h"
#include "detectors/learned_graph.h"
#include "detectors/linear_for.h"
#include "telemetry/folds.h"
#include "training/recordings.h"
#include "training/report_card.h"

namespace weir {
namespace {

constexpr std::size_t fold_count = 5;

/// FNV-1a over the values' bits: says whether two models learned from the same frames.
std::string fingerprint(const FrameTable& frames) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  auto add = [&](std::uint32_t bits) { hash = (hash ^ bits) * 0x100000001B3ULL; };
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    for (const float v : frames.values(row)) add(std::bit_cast<std::uint32_t>(v));
  }
  for (const auto& sensor : frames.catalogue()) {
    for (const char c : sensor.name) add(static_cast<std::uint8_t>(c));
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace

CalibrationTrace calibration_trace(const FrameTable& frames, std::span<const RowRange> folds,
                                   std::span<const std::unique_ptr<Detector>> fold_detectors, double step_s, int threads) {
  std::vector<std::vector<float>> scores(folds.size());
  std::vector<std::vector<std::uint8_t>> starts(folds.size());
  parallel_for(threads, folds.size(), [&](std::size_t k) {
    bool counted_before = false;
    run_through_fold(frames, folds[k], [&](std::size_t row, bool counts) {
      const float total = fold_detectors[k]->score(frames.frame(row)).total;
      if (counts) {
        scores[k].push_back(total);
        starts[k].push_back(!counted_before);
      }
      counted_before = counts;
    });
    fold_detectors[k]->reset();
  });
  CalibrationTrace trace;
  trace.step_s = step_s;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    trace.scores.insert(trace.scores.end(), scores[k].begin(), scores[k].end());
    trace.starts.insert(trace.starts.end(), starts[k].begin(), starts[k].end());
  }
  return trace;
}

FrameTable without_rows(const FrameTable& frames, std::span<const RowRange> left_out) {
  FrameTable kept(frames.catalogue());
  bool gap = false;
  for (std::size_t row = 0; row < frames.rows(); ++row) {
    if (std::ranges::any_of(left_out, [row](const RowRange& r) { return row >= r.first && row < r.last; })) {
      gap = true;
      continue;
    }
    auto frame = frames.frame(row);
    frame.after_gap = frame.after_gap || gap;
    gap = false;
    kept.append(frame);
  }
  return kept;
}

Result<Model> train_model(const FrameTable& frames, const TrainOptions& options, const DetectorFactory& ensemble,
                          std::span<const DetectorFactory> members) {
  if (frames.sensors() == 0) return bad_input("the data hold no sensor to learn");
  if (frames.rows() < learnable_rows_min) {
    return bad_input("{} rows of normal data are too few to learn from; give at least {}, better a day or more", frames.rows(),
                     learnable_rows_min);
  }
  if (options.topology.edge_count() > 0 && options.topology.sensors() != frames.sensors()) {
    return bad_input("the topology given is of {} sensors, the data of {}; make it for these data", options.topology.sensors(),
                     frames.sensors());
  }
  auto config = ConfigTable::parse(options.config_text, options.config_origin);
  if (!config) return std::unexpected(config.error());
  auto detectors = config->table("detectors");
  const auto ensemble_config = detectors.table("ensemble");
  auto decider_config = config->table("decider");
  auto patterns = read_patterns(config->table("patterns"));
  if (!patterns) return std::unexpected(patterns.error());
  const int threads = options.threads > 0 ? options.threads : available_threads();

  Model model;
  model.patterns = std::move(*patterns);
  model.catalogue = frames.catalogue();
  model.step_s = options.step_s;
  model.rows_numbered = options.rows_numbered;
  TrainingSet data{frames, make_folds(frames, fold_count), nullptr};
  const auto linear_options = read_linear_options(ConfigTable(ensemble_config).table("linear"));
  if (!linear_options) return std::unexpected(linear_options.error());
  const auto linear = fit_linear_base(data, *linear_options, threads);
  if (!linear) return std::unexpected(linear.error());
  data.linear = *linear;
  const Graph learned = learned_graph((*linear)->full.conditional);
  const bool has_given = options.topology.edge_count() > 0;
  model.topology = !has_given || options.topology_use == "learned" ? learned
                   : options.topology_use == "given"               ? options.topology
                                                                   : merge(options.topology, learned);

  const DetectorContext context{.catalogue = model.catalogue,
                                .topology = model.topology,
                                .step_s = model.step_s,
                                .seed = options.seed,
                                .members = members,
                                .threads = threads,
                                .progress = options.progress};
  auto trained = ensemble.train(ensemble_config, data, context);
  if (!trained) return std::unexpected(trained.error());
  model.detector = trained->full;

  std::vector<std::unique_ptr<Detector>> fold_detectors;
  for (const auto& parameters : trained->without) {
    auto detector = ensemble.make(parameters, context);
    if (!detector) return std::unexpected(detector.error());
    fold_detectors.push_back(std::move(*detector));
  }
  const auto trace = calibration_trace(frames, data.folds, fold_detectors, model.step_s, threads);
  auto policy = calibrate_alarms(decider_config, trace, options.budget);
  if (!policy) return std::unexpected(policy.error());
  model.policy = *policy;
  if (auto ok = config->finish(); !ok) return std::unexpected(ok.error());

  model.provenance = {
      fmt::format("weir {}", program_version), options.config_text, options.seed, fingerprint(frames), frames.rows(), frames.step_at(0),
      frames.step_at(frames.rows() - 1)};
  const auto suspects = trained->suspects;
  const auto remarks = trained->remarks;
  if (options.parts) *options.parts = {data.folds, data.linear, std::move(*trained)};
  if (!options.report_card) return model;
  if (!report(options.progress, "writing the report card", 0))
    return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
  auto card = make_report_card(frames, data.folds, fold_detectors, model, options.seed, threads);
  if (!card) return std::unexpected(card.error());
  card->suspects = describe_suspects(frames, data.folds, fold_detectors, suspects);
  card->remarks = remarks;
  model.report_card = to_json(*card);
  return model;
}

}  // namespace weir
