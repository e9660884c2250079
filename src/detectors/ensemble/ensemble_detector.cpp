#include "detectors/ensemble/ensemble_detector.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "detectors/ensemble/ensemble_scope.h"
#include "detectors/ensemble/fusion.h"
#include "detectors/linear_for.h"
#include "telemetry/folds.h"

namespace weir {

extern const char* const ensemble_detector_sample;
extern const char* const ensemble_detector_summary;

namespace {

constexpr float sensor_cap = 8;  // of a member's strangeness in the fused one
constexpr std::string_view shared_linear = "linear.";

/// Steps until lasting strangeness is habit: a thousand, but never under four hours, whichever takes longer.
constexpr double habit_steps = 1000, habit_seconds = 4 * 3600;

struct Member {
  std::string name;
  std::unique_ptr<Detector> detector;
  float weight = 0;  // share of the views that look at it
};

/// The members and the averages of their views; the calibration on top is Ensemble's.
class Views {
 public:
  Views(std::vector<Member> members, std::vector<View> views, std::size_t sensors, double step_s)
      : members_(std::move(members)), views_(std::move(views)) {
    const double steps = std::max(habit_steps, habit_seconds / step_s);
    scores_.resize(members_.size());
    averages_.resize(views_.size());
    fresh_.resize(members_.size());
    for (std::size_t m = 0; m < members_.size(); ++m) habituation_.emplace_back(sensors, static_cast<float>(1 / steps));
    reset();
  }

  /// [views] numbers of this step.
  std::span<const float> step(const FrameView& frame) noexcept {
    if (frame.after_gap) forget();
    for (std::size_t m = 0; m < members_.size(); ++m) {
      scores_[m] = members_[m].detector->score(frame);
      fresh_[m] = habituation_[m].step(scores_[m].per_sensor);
    }
    for (std::size_t v = 0; v < views_.size(); ++v) {
      const auto s = views_[v].habituated() ? fresh_[views_[v].member] : scores_[views_[v].member].per_sensor;
      averages_[v] += views_[v].rate * (pooled(views_[v].pool, s) - averages_[v]);
    }
    return averages_;
  }
  void reset() noexcept {
    for (auto& member : members_) member.detector->reset();
    forget();
  }
  void episode_over() noexcept {
    for (auto& member : members_) member.detector->episode_over();
    std::fill(averages_.begin(), averages_.end(), 0.0F);
  }
  std::span<const Member> members() const { return members_; }
  const ScoreView& score(std::size_t m) const { return scores_[m]; }
  /// Signed strangeness of member m after habituation.
  std::span<const float> fresh(std::size_t m) const { return fresh_[m]; }

 private:
  /// What the views remember; members see to their own past.
  void forget() noexcept {
    for (auto& habituation : habituation_) habituation.reset();
    std::fill(averages_.begin(), averages_.end(), 0.0F);
  }

  std::vector<Member> members_;
  std::vector<View> views_;
  std::vector<ScoreView> scores_;
  std::vector<Habituation> habituation_;  // [members]
  std::vector<std::span<const float>> fresh_;
  std::vector<float> averages_;
};

class Ensemble final : public Detector {
 public:
  Ensemble(Views views, Fusion fusion, const Graph& graph, std::size_t sensors)
      : views_(std::move(views)), fusion_(std::move(fusion)), graph_(graph) {
    per_sensor_.resize(sensors);
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
    const auto numbers = views_.step(frame);
    ScoreView result;
    result.total = static_cast<float>(fusion_.fused_tail.digits(fusion_.fuse(numbers)));
    std::fill(per_sensor_.begin(), per_sensor_.end(), 0.0F);
    for (std::size_t m = 0; m < views_.members().size(); ++m) {
      const auto& score = views_.score(m);
      const float weight = views_.members()[m].weight;
      const auto fresh = views_.fresh(m);
      for (std::size_t i = 0; i < fresh.size(); ++i) per_sensor_[i] += weight * std::clamp(fresh[i], -sensor_cap, sensor_cap);
      if (result.expected.empty() && !score.expected.empty()) {
        result.expected = score.expected;
        result.spread = score.spread;
      }
    }
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

 private:
  Views views_;
  Fusion fusion_;
  const Graph& graph_;
  std::vector<float> per_sensor_, per_edge_;
  std::vector<float> edge_share_;  // [E] of its target's relations, by strength
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

void save_fusion(TensorSet& tensors, const Fusion& fusion) {
  std::vector<float> numbers;
  for (const auto& view : fusion.views) {
    numbers.insert(numbers.end(),
                   {static_cast<float>(view.member), static_cast<float>(view.pool), static_cast<float>(view.group), view.rate});
  }
  tensors.put("views", {fusion.views.size(), 4}, numbers);
  tensors.put("group_weight", {group_count}, std::vector<float>(fusion.group_weight.begin(), fusion.group_weight.end()));
  for (std::size_t v = 0; v < fusion.tails.size(); ++v) {
    const auto tail = fusion.tails[v].to_numbers();
    tensors.put(fmt::format("view.{}.tail", v), {tail.size()}, tail);
  }
  const auto tail = fusion.fused_tail.to_numbers();
  tensors.put("fused.tail", {tail.size()}, tail);
}

Result<TailModel> load_tail(const TensorSet& tensors, const std::string& name) {
  const auto numbers = tensors.get(name, {TensorSet::any});
  if (!numbers) return std::unexpected(numbers.error());
  return TailModel::from_numbers(*numbers);
}

Result<Fusion> load_fusion(const TensorSet& tensors, std::size_t members) {
  const auto numbers = tensors.get("views", {TensorSet::any, 4});
  if (!numbers) return std::unexpected(numbers.error());
  if (numbers->empty()) return bad_input("the ensemble has no view to look through");
  Fusion fusion;
  for (std::size_t at = 0; at + 4 <= numbers->size(); at += 4) {
    const auto view = numbers->subspan(at, 4);
    const bool sane = view[0] >= 0 && view[0] < static_cast<float>(members) && view[1] >= 0 && view[1] <= 2 && view[2] >= 0 &&
                      view[2] < static_cast<float>(group_count) && view[3] > 0 && view[3] <= 1;
    if (!sane) return bad_input("view {} of the ensemble makes no sense", at / 4);
    fusion.views.push_back({static_cast<std::size_t>(view[0]), static_cast<Pool>(static_cast<int>(view[1])),
                            static_cast<Group>(static_cast<int>(view[2])), view[3]});
    auto tail = load_tail(tensors, fmt::format("view.{}.tail", at / 4));
    if (!tail) return std::unexpected(tail.error());
    fusion.tails.push_back(std::move(*tail));
  }
  const auto weights = tensors.get("group_weight", {group_count});
  if (!weights) return std::unexpected(weights.error());
  for (std::size_t g = 0; g < group_count; ++g) {
    if (!((*weights)[g] >= 0 && (*weights)[g] <= 100)) return bad_input("a group weight of {} makes no sense", (*weights)[g]);
    fusion.group_weight[g] = (*weights)[g];
  }
  auto tail = load_tail(tensors, "fused.tail");
  if (!tail) return std::unexpected(tail.error());
  fusion.fused_tail = std::move(*tail);
  return fusion;
}

/// The taught members' part beside onset and state, by how many rows have taught them.
double read_learned_weight(ConfigTable& config, const TrainingSet& data) {
  const double weight = config.number("learned_weight", 0.4, 0, 100), half_at_rows = config.number("learned_rows", 4000, 0, 1e9);
  double rows = 0;
  for (const auto& fold : data.folds) rows += static_cast<double>(fold.size());
  return weight * rows / (rows + half_at_rows);
}

/// `trained` holds the members; adds the fusion, fitted on folds that they haven't learned from.
Result<Trained> calibrated(Trained trained, const std::vector<std::string>& names, std::vector<View> views, double learned_weight,
                           const TrainingSet& data, const DetectorContext& context) {
  if (!report(context.progress, "calibrating", 0)) return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
  std::vector<std::vector<float>> seen(data.folds.size());
  std::vector<Error> failures(data.folds.size());
  parallel_for(context.threads, data.folds.size(), [&](std::size_t k) {
    auto members = make_members(names, trained.without[k], views, context);
    if (!members) {
      failures[k] = members.error();
      return;
    }
    Views running(std::move(*members), views, context.catalogue.size(), context.step_s);
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto numbers = running.step(data.frames.frame(row));
      if (counts) seen[k].insert(seen[k].end(), numbers.begin(), numbers.end());
    });
  });
  std::vector<float> numbers;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (!failures[k].message.empty()) return std::unexpected(failures[k]);
    numbers.insert(numbers.end(), seen[k].begin(), seen[k].end());
  }
  const auto fusion = Fusion::fit(std::move(views), {1, 1, learned_weight}, numbers);
  save_fusion(trained.full, fusion);
  for (auto& one : trained.without) save_fusion(one, fusion);
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
  auto views = read_views(config, names);
  const auto weight = read_learned_weight(config, data);
  if (!views) return std::unexpected(views.error());
  Trained trained;
  trained.without.resize(data.folds.size());
  for (std::size_t m = 0; m < names.size(); ++m) {
    const auto factory = factory_of(names[m], context);
    if (!factory) return std::unexpected(factory.error());
    auto member = (*factory)->train(tables[m], data, context);
    if (!member) return std::unexpected(member.error());
    save_member(trained.full, names[m], member->full);
    for (std::size_t k = 0; k < data.folds.size(); ++k) save_member(trained.without[k], names[m], member->without[k]);
  }
  // Only now has every member asked for its options: a table that nobody asked for is a mistake.
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());

  return calibrated(std::move(trained), names, std::move(*views), weight, data, context);
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
  Views views(std::move(*members), fusion->views, context.catalogue.size(), context.step_s);
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
  const auto weight = read_learned_weight(config, data);
  return calibrated(std::move(trained), names, std::move(*views), weight, data, context);
}

DetectorFactory ensemble_detector() { return {"ensemble", ensemble_detector_summary, ensemble_detector_sample, train, make}; }

}  // namespace weir
