#include "benchmark/taught_plant.h"

#include <algorithm>
#include <chrono>

#include "base/parallel.h"
#include "base/random.h"
#include "decisions/calibrated/calibrated_decider.h"
#include "pipeline/decided_step.h"

namespace weir {
namespace {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

UnitTrace run(Detector& detector, Decider& decider, const TestRun& test, double step_s, Outlet<Alarm>& alarms) {
  UnitTrace trace;
  trace.step_s = step_s;
  NoNotices nobody;
  const Stopwatch watch;
  for (std::size_t row = 0; row < test.frames.rows(); ++row) {
    const auto score = decided_step(detector, decider, test.frames.frame(row), alarms, nobody);
    if (row < test.warm_up) continue;
    trace.scores.push_back(score.total);
    trace.alarms.push_back(decider.in_alarm());
    trace.labels.push_back(test.labels[row] == 1);
  }
  decider.finish(alarms);
  trace.score_s = watch.seconds();
  return trace;
}

}  // namespace

Result<std::unique_ptr<TaughtPlant>> TaughtPlant::teach(FrameTable normal, double step_s, TrainOptions options, Candidates candidates) {
  options.step_s = step_s;
  options.report_card = false;
  options.threads = options.threads > 0 ? options.threads : available_threads();
  std::unique_ptr<TaughtPlant> plant(new TaughtPlant(std::move(normal), std::move(options), candidates));
  plant->options_.parts = &plant->parts_;
  const Stopwatch watch;
  auto model = train_model(plant->normal_, plant->options_, candidates.ensemble, candidates.members);
  if (!model) return std::unexpected(model.error());
  plant->train_s_ = watch.seconds();
  plant->model_ = std::move(*model);
  plant->members_ = member_names(plant->model_.detector);
  return plant;
}

DetectorContext TaughtPlant::context(std::span<const DetectorFactory> members) const {
  return {.catalogue = model_.catalogue,
          .topology = model_.topology,
          .step_s = model_.step_s,
          .seed = options_.seed,
          .members = members,
          .threads = options_.threads,
          .progress = options_.progress};
}

Result<UnitTrace> TaughtPlant::judge(const TestRun& test, Outlet<Alarm>& alarms) const {
  auto scorer = make_scorer(model_, candidates_.ensemble, candidates_.members);
  if (!scorer) return std::unexpected(scorer.error());
  return run(*scorer->detector, *scorer->decider, test, model_.step_s, alarms);
}

Result<const TaughtPlant::Voice*> TaughtPlant::voice(const std::string& member, const std::string& retaught_config) {
  const auto key = member + "\n" + retaught_config;
  if (const auto known = voices_.find(key); known != voices_.end()) return &known->second;
  const auto factory = std::ranges::find_if(candidates_.members, [&](const DetectorFactory& one) { return member == one.name; });
  if (factory == candidates_.members.end()) return bad_input("no detector is called '{}'", member);
  const auto inside = context(candidates_.members);
  Voice voice;
  voice.factory = &*factory;
  std::vector<TensorSet> without;
  if (retaught_config.empty() && std::ranges::find(members_, member) != members_.end()) {
    auto full = member_parameters(parts_.trained.full, member);
    if (!full) return std::unexpected(full.error());
    voice.full = std::move(*full);
    for (const auto& one : parts_.trained.without) {
      auto own = member_parameters(one, member);
      if (!own) return std::unexpected(own.error());
      without.push_back(std::move(*own));
    }
  } else {
    auto config = ConfigTable::parse(with_member_options(options_.config_text, member, retaught_config), options_.config_origin);
    if (!config) return std::unexpected(config.error());
    auto trained =
        factory->train(config->table("detectors").table("ensemble").table(member), {normal_, parts_.folds, parts_.linear}, inside);
    if (!trained) return std::unexpected(trained.error());
    voice.full = std::move(trained->full);
    without = std::move(trained->without);
  }
  voice.folds.resize(parts_.folds.size(), Recorded(normal_.sensors()));
  std::vector<Error> failures(parts_.folds.size());
  parallel_for(options_.threads, parts_.folds.size(), [&](std::size_t k) {
    auto recorded = record_fold(*factory, without[k], inside, normal_, parts_.folds[k]);
    if (recorded) voice.folds[k] = std::move(*recorded);
    else failures[k] = recorded.error();
  });
  for (const auto& failure : failures) {
    if (!failure.message.empty()) return std::unexpected(failure);
  }
  return &voices_.emplace(key, std::move(voice)).first->second;
}

Result<UnitTrace> TaughtPlant::judge(const Variant& variant, const TestRun& test, Heard& heard, Outlet<Alarm>& alarms) {
  std::vector<TaughtMember> taught;
  std::vector<DetectorFactory> factories;
  for (const auto& member : variant.members) {
    const auto retaught = member == variant.retaught ? variant.retaught_config : std::string();
    const auto speaker = voice(member, retaught);
    if (!speaker) return std::unexpected(speaker.error());
    const auto key = member + "\n" + retaught;
    auto said = heard.find(key);
    if (said == heard.end()) {
      auto recorded = record_all(*(*speaker)->factory, (*speaker)->full, context(candidates_.members), test.frames);
      if (!recorded) return std::unexpected(recorded.error());
      said = heard.emplace(key, std::move(*recorded)).first;
    }
    Trained repeated{said->second.parameters(), {}};
    for (const auto& fold : (*speaker)->folds) repeated.without.push_back(fold.parameters());
    taught.push_back({member, std::move(repeated)});
    factories.push_back(playback_factory((*speaker)->factory->name));
  }
  auto config = ConfigTable::parse(options_.config_text, options_.config_origin);
  if (!config) return std::unexpected(config.error());
  const auto inside = context(factories);
  const auto trained = fuse_members(config->table("detectors").table("ensemble"), taught, {normal_, parts_.folds, parts_.linear}, inside);
  if (!trained) return std::unexpected(trained.error());
  std::vector<std::unique_ptr<Detector>> fold_detectors;
  for (const auto& parameters : trained->without) {
    auto detector = candidates_.ensemble.make(parameters, inside);
    if (!detector) return std::unexpected(detector.error());
    fold_detectors.push_back(std::move(*detector));
  }
  const auto trace = calibration_trace(normal_, parts_.folds, fold_detectors, model_.step_s, options_.threads);
  const auto policy = calibrate_alarms(config->table("decider"), trace, options_.budget);
  if (!policy) return std::unexpected(policy.error());
  auto detector = candidates_.ensemble.make(trained->full, inside);
  if (!detector) return std::unexpected(detector.error());
  auto decider = make_calibrated_decider(*policy, model_.catalogue, model_.topology);
  if (!decider) return std::unexpected(decider.error());
  auto result = run(**detector, **decider, test, model_.step_s, alarms);
  result.score_s = 0;  // its members had spoken before
  return result;
}

UnitTrace ignorant_trace(const std::string& name, const UnitTrace& of, std::uint64_t seed) {
  UnitTrace trace;
  trace.labels = of.labels;
  trace.step_s = of.step_s;
  Random random(seed);
  for (std::size_t row = 0; row < of.scores.size(); ++row) {
    const double noise = name == "random" ? random.uniform() : 0;
    trace.scores.push_back(noise);
    trace.alarms.push_back(name == "always" || noise > 0.99);
  }
  return trace;
}

std::string with_member_options(std::string config, const std::string& member, const std::string& options) {
  if (options.empty()) return config;
  const auto header = fmt::format("[detectors.ensemble.{}]\n", member);
  if (const auto at = config.find(header); at != std::string::npos) return config.insert(at + header.size(), options);
  if (!config.empty() && config.back() != '\n') config += '\n';
  return config + header + options;
}

}  // namespace weir
