#include "detectors/ensemble/ensemble_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/ensemble/ensemble_scope.h"
#include "detectors/ensemble/fusion_file.h"
#include "detectors/ensemble/running_views.h"
#include "detectors/ensemble/suspects.h"
#include "detectors/linear_for.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const ensemble_detector_sample;
extern const char* const ensemble_detector_summary;

namespace {

constexpr float little_direction = 0.01F;  // of a member without an expectation: where nobody else says
constexpr float sensor_cap = 8;            // of a member's strangeness in the fused one
constexpr std::string_view shared_linear = "linear.";

class Ensemble final : public Detector {
 public:
  Ensemble(RunningViews views, Fusion fusion, const Graph& graph, std::size_t sensors)
      : views_(std::move(views)), fusion_(std::move(fusion)), graph_(graph) {
    for (auto* v : {&per_sensor_, &direction_}) v->resize(sensors);
    digits_.resize(fusion_.views.size());
    weight_.resize(views_.members().size());
    per_edge_.resize(graph_.edge_count());
    edge_share_.resize(graph_.edge_count());
    for (std::size_t i = 0; i < graph_.sensors(); ++i) {
      float sum = 0;
      const auto into = graph_.edges_into(static_cast<SensorIndex>(i));
      for (const auto& edge : into) sum += std::abs(edge.weight);
      for (std::size_t k = 0; k < into.size(); ++k) {
        edge_share_[graph_.first_edge_into(static_cast<SensorIndex>(i)) + k] = sum > 0 ? std::abs(into[k].weight) / sum : 0;
      }
    }
  }

  ScoreView score(const FrameView& frame) noexcept override {
    fusion_.digits_of(views_.step(frame), digits_);
    ScoreView result;
    result.total = static_cast<float>(fusion_.fused_tail.digits(fusion_.fuse_digits(digits_)));
    weigh_members();
    for (auto* v : {&per_sensor_, &direction_}) std::fill(v->begin(), v->end(), 0.0F);
    for (std::size_t m = 0; m < views_.members().size(); ++m) {
      const auto& score = views_.score(m);
      const auto fresh = views_.fresh(m);
      // Sizes add up, whatever their signs: one member's "above" mustn't undo another's "stands still". Who has an expectation
      // says which way.
      const bool knows_direction = !score.expected.empty();
      for (std::size_t i = 0; i < fresh.size(); ++i) {
        const float s = weight_[m] * std::clamp(fresh[i], -sensor_cap, sensor_cap);
        per_sensor_[i] += std::abs(s);
        direction_[i] += knows_direction ? s : little_direction * s;
      }
      if (result.expected.empty() && !score.expected.empty()) {
        result.expected = score.expected;
        result.spread = score.spread;
      }
    }
    for (std::size_t i = 0; i < per_sensor_.size(); ++i) per_sensor_[i] = std::copysign(per_sensor_[i], direction_[i]);
    // A relation is broken where its target is strange and its source isn't: then the target no longer follows it.
    for (std::size_t e = 0; e < per_edge_.size(); ++e) {
      const auto& edge = graph_.edges()[e];
      const float strange = std::abs(per_sensor_[edge.to]), apart = strange - std::abs(per_sensor_[edge.from]);
      per_edge_[e] = std::max(0.0F, apart) * strange * edge_share_[e];
    }
    result.per_sensor = per_sensor_;
    result.per_edge = per_edge_;
    return result;
  }

  void reset() noexcept override { views_.reset(); }
  void episode_over() noexcept override { views_.episode_over(); }
  void adapt(Timestamp at, Outlet<Notice>& notices) noexcept override { views_.adapt(at, notices); }

 private:
  /// Half of a member's say in which sensor it is goes by how many views look at it, half by its part in the evidence now.
  void weigh_members() noexcept {
    std::fill(weight_.begin(), weight_.end(), 0.0F);
    float sum = 0;
    for (std::size_t v = 0; v < digits_.size(); ++v) {
      const auto part = static_cast<float>(fusion_.part_of(v, std::min(digits_[v], Fusion::digits_cap)));
      weight_[fusion_.views[v].member] += part;
      sum += part;
    }
    for (std::size_t m = 0; m < weight_.size(); ++m) {
      const float share = views_.members()[m].weight;
      weight_[m] = sum > 0 ? 0.5F * (share + weight_[m] / sum) : share;
    }
  }

  RunningViews views_;
  Fusion fusion_;
  const Graph& graph_;
  std::vector<double> digits_;  // [views] of this step
  std::vector<float> weight_;   // [members] of this step, sum 1
  std::vector<float> per_sensor_, direction_, per_edge_;
  std::vector<float> edge_share_;  // [E] of its target's relations, by strength
};

/// Notices of training, which concern nobody.
class Unheard final : public Outlet<Notice> {
 public:
  bool push(std::span<const Notice>) override { return true; }
};

Result<const DetectorFactory*> factory_of(const std::string& name, const DetectorContext& context) {
  std::string known;
  for (const auto& factory : context.members) {
    if (name == factory.name) return &factory;
    known += (known.empty() ? "" : ", ") + std::string(factory.name);
  }
  return bad_input("detectors.ensemble.members: no detector is called '{}'; known: {}", name, known);
}

/// `parameters` as saved below: "member.<name>.*", with the linear base shared under "linear.*".
Result<std::vector<Member>> make_members(const std::vector<std::string>& names, const TensorSet& parameters, std::span<const View> views,
                                         const DetectorContext& context) {
  std::vector<Member> members;
  for (std::size_t m = 0; m < names.size(); ++m) {
    const auto factory = factory_of(names[m], context);
    if (!factory) return std::unexpected(factory.error());
    const auto own = member_parameters(parameters, names[m]);
    if (!own) return std::unexpected(own.error());
    auto detector = (*factory)->make(*own, context);
    if (!detector) return std::unexpected(Error{detector.error().code, fmt::format("member {}: {}", names[m], detector.error().message)});
    Member member{names[m], std::move(*detector), 0};
    const auto looked_at = std::count_if(views.begin(), views.end(), [&](const View& view) { return view.member == m; });
    member.weight = static_cast<float>(looked_at) / static_cast<float>(views.size());
    members.push_back(std::move(member));
  }
  return members;
}

/// A member's parameters into the ensemble's, the linear base kept once.
void save_member(TensorSet& into, const std::string& name, const TensorSet& parameters) {
  TensorSet own;
  bool linear = false;
  for (const auto& tensor : parameters.tensors()) {
    if (!tensor.name.starts_with(shared_linear)) own.put(tensor.name, tensor.shape, tensor.values);
    else if (!into.has(tensor.name)) into.put(tensor.name, tensor.shape, tensor.values);
    linear |= tensor.name.starts_with(shared_linear);
  }
  if (linear) own.put_number("shares_linear", 1);
  into.merge("member." + name + ".", own);
}

/// How the views are joined and how fast the plant is followed, as configured.
struct FusionOptions {
  FusionMethod method = FusionMethod::groups;
  std::array<double, group_count> group_weight{1, 1, 1, 1};
  double adapt_days = 7;
};

/// The taught members' part beside onset and state grows with the rows that have taught them.
FusionOptions read_fusion_options(ConfigTable& config, const TrainingSet& data) {
  FusionOptions options;
  const auto method = config.choice("fusion", fusion_methods.front(), {fusion_methods.begin(), fusion_methods.end()});
  options.method = static_cast<FusionMethod>(std::ranges::find(fusion_methods, method) - fusion_methods.begin());
  const double half_at_rows = config.number("learned_rows", 4000, 0, 1e9);
  double rows = 0;
  for (const auto& fold : data.folds) rows += static_cast<double>(fold.size());
  const double taught = rows / (rows + half_at_rows);
  options.group_weight = {1, 1, taught * config.number("learned_weight", 0.4, 0, 100),
                          taught * config.number("single_weight", 0.8, 0, 100)};
  options.adapt_days = config.number("adapt_days", options.adapt_days, 0, 3650);
  return options;
}

/// Slower than this an adaptation never is, in steps: rows that come seldom need as many of them.
constexpr double adapt_steps_min = 5000;
/// A drift that normal data explain: what their folds reach, and as much again; in units of usual strangeness at least this.
constexpr float drift_margin = 2, drift_least = 0.15F;

/// `trained` holds the members; adds the fusion, fitted on folds that they haven't learned from.
Result<Trained> calibrated(Trained trained, const std::vector<std::string>& names, std::vector<View> views, const FusionOptions& options,
                           const TrainingSet& data, const DetectorContext& context) {
  if (!report(context.progress, "calibrating", 0)) return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
  Adaptation::Pace pace;
  if (options.adapt_days > 0) {
    pace.rate = static_cast<float>(1 / std::max(adapt_steps_min, options.adapt_days * 86400 / context.step_s));
  }
  std::vector<FoldNumbers> seen(data.folds.size());
  std::vector<float> drift(data.folds.size(), 0);
  std::vector<Error> failures(data.folds.size());
  parallel_for(context.threads, data.folds.size(), [&](std::size_t k) {
    auto members = make_members(names, trained.without[k], views, context);
    if (!members) {
      failures[k] = members.error();
      return;
    }
    RunningViews running(std::move(*members), views, pace, context);
    Unheard unheard;
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto numbers = running.step(data.frames.frame(row));
      if (!counts) return;
      seen[k].numbers.insert(seen[k].numbers.end(), numbers.begin(), numbers.end());
      seen[k].rows.push_back(row);
      running.adapt(data.frames.step_at(row), unheard);
      drift[k] = std::max(drift[k], running.drift());
    });
  });
  std::vector<float> numbers;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (!failures[k].message.empty()) return std::unexpected(failures[k]);
    numbers.insert(numbers.end(), seen[k].numbers.begin(), seen[k].numbers.end());
    pace.bound = std::max(pace.bound, drift_margin * drift[k]);
  }
  if (pace.rate > 0) pace.bound = std::max(pace.bound, drift_least);
  const auto fusion = Fusion::fit(std::move(views), options.group_weight, numbers, options.method);
  auto suspects = find_suspects(fusion, seen);
  trained.suspects = std::move(suspects.stretches);
  if (suspects.folds_differ) {
    trained.remarks.push_back(
        "parts of the data are unlike the rest throughout: several plants, seasons or modes; more data of each would help");
  }
  save_fusion(trained.full, fusion);
  save_pace(trained.full, pace);
  for (auto& one : trained.without) {
    save_fusion(one, fusion);
    save_pace(one, pace);
  }
  return trained;
}

Result<Trained> train(ConfigTable config, const TrainingSet& given, const DetectorContext& context) {
  std::vector<std::string> all;
  for (const auto& factory : context.members) all.emplace_back(factory.name);
  const auto names = config.texts("members", default_members(all));
  if (names.empty()) return bad_input("detectors.ensemble.members: is empty; name at least one");
  TrainingSet data = given;
  if (!data.linear) {
    const auto options = read_linear_options(config.table("linear"));
    if (!options) return std::unexpected(options.error());
    const bool go_on = report(context.progress, "fitting the linear base", 0);
    if (!go_on) return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
    const auto linear = fit_linear_base(data, *options, context.threads);
    if (!linear) return std::unexpected(linear.error());
    data.linear = *linear;
  }
  std::vector<ConfigTable> tables;
  for (const auto& name : names) tables.push_back(config.table(name));
  const auto options = read_fusion_options(config, data);
  if (auto views = read_views(config, names); !views) return std::unexpected(views.error());
  Trained trained;
  trained.without.resize(data.folds.size());
  std::vector<std::string> taught;
  for (std::size_t m = 0; m < names.size(); ++m) {
    const auto factory = factory_of(names[m], context);
    if (!factory) return std::unexpected(factory.error());
    auto member = (*factory)->train(tables[m], data, context);
    // A mistake in the configuration is the user's to mend; a member that can't learn from these data is left out, and named.
    if (!member && (member.error().code == ErrorCode::cancelled || !tables[m].finish())) return std::unexpected(member.error());
    if (!member) {
      trained.remarks.push_back(fmt::format("member {} is left out: {}", names[m], member.error().message));
      continue;
    }
    taught.push_back(names[m]);
    trained.remarks.insert(trained.remarks.end(), member->remarks.begin(), member->remarks.end());
    save_member(trained.full, names[m], member->full);
    for (std::size_t k = 0; k < data.folds.size(); ++k) save_member(trained.without[k], names[m], member->without[k]);
  }
  if (taught.empty()) return bad_input("no member could learn from these data: {}", trained.remarks.front());
  // Only now has every member asked for its options: a table that nobody asked for is a mistake.
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());

  auto views = read_views(config, taught);
  if (!views) return std::unexpected(views.error());
  return calibrated(std::move(trained), taught, std::move(*views), options, data, context);
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const auto names = member_names(parameters);
  if (names.empty()) return bad_input("the model holds no member; it is not a model of this program");
  if (context.topology.sensors() > context.catalogue.size()) {
    return bad_input("the topology has {} sensors, the catalogue {}; they belong to different plants", context.topology.sensors(),
                     context.catalogue.size());
  }
  auto fusion = load_fusion(parameters, names.size());
  if (!fusion) return std::unexpected(fusion.error());
  auto members = make_members(names, parameters, fusion->views, context);
  if (!members) return std::unexpected(members.error());
  const auto pace = load_pace(parameters);
  if (!pace) return std::unexpected(pace.error());
  RunningViews views(std::move(*members), fusion->views, *pace, context);
  return std::make_unique<Ensemble>(std::move(views), std::move(*fusion), context.topology, context.catalogue.size());
}

}  // namespace

/// Names in the order of their first tensor.
std::vector<std::string> member_names(const TensorSet& parameters) {
  std::vector<std::string> names;
  for (const auto& tensor : parameters.tensors()) {
    if (!tensor.name.starts_with("member.")) continue;
    const auto name = tensor.name.substr(7, tensor.name.find('.', 7) - 7);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Result<TensorSet> member_parameters(const TensorSet& ensemble, const std::string& member) {
  auto own = ensemble.part("member." + member + ".");
  if (!own.has("shares_linear")) return own;
  const auto shares = own.number("shares_linear");
  if (!shares || *shares != 1) return bad_input("member {}: tensor shares_linear is not the number 1", member);
  own.merge(shared_linear, ensemble.part(shared_linear));
  return own;
}

Result<Trained> fuse_members(ConfigTable config, std::span<const TaughtMember> members, const TrainingSet& data,
                             const DetectorContext& context) {
  if (members.empty()) return bad_input("an ensemble without members has nothing to fuse; name at least one");
  std::vector<std::string> names;
  Trained trained;
  trained.without.resize(data.folds.size());
  for (const auto& member : members) {
    names.push_back(member.name);
    save_member(trained.full, member.name, member.trained.full);
    for (std::size_t k = 0; k < data.folds.size(); ++k) save_member(trained.without[k], member.name, member.trained.without[k]);
  }
  auto views = read_views(config, names);
  if (!views) return std::unexpected(views.error());
  const auto options = read_fusion_options(config, data);
  return calibrated(std::move(trained), names, std::move(*views), options, data, context);
}

DetectorFactory ensemble_detector() { return {"ensemble", ensemble_detector_summary, ensemble_detector_sample, train, make}; }

}  // namespace weir
