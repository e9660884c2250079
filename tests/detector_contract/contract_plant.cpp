#include "contract_plant.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "attacks/manipulation.h"
#include "builtins/registry.h"
#include "linear/moments.h"

namespace weir::contract {
namespace {

/// Two to six deviations, ten steps and longer.
FrameTable manipulated(const FrameTable& clean, const Sight& sight, std::vector<bool>& is_attacked) {
  SensorSpread spread;
  for (std::size_t i = 0; i < clean.sensors(); ++i) {
    double mean = 0, squares = 0;
    for (std::size_t row = 0; row < clean.rows(); ++row) mean += clean.values(row)[i] / static_cast<double>(clean.rows());
    for (std::size_t row = 0; row < clean.rows(); ++row) squares += std::pow(clean.values(row)[i] - mean, 2);
    spread.mean.push_back(static_cast<float>(mean));
    spread.deviation.push_back(static_cast<float>(std::sqrt(squares / static_cast<double>(clean.rows()))));
    const bool spared = !sight.sensors.empty() && std::ranges::find(sight.sensors, i) == sight.sensors.end();
    if (spared) spread.deviation.back() = 0;
  }
  spread.deviation[8] = 0;  // a bias that a counter gets shows on its first step only: left alone here
  ManipulationOptions options;
  options.length_min = 10;
  options.size_min = 2;
  options.gap_min = 60;
  options.gap_max = 160;
  Random random(5);
  is_attacked.assign(clean.rows(), false);
  FrameTable attacked = clean;
  for (auto episode : draw_manipulations(random, clean.rows(), spread, clean.rows(), options)) {
    episode.kind = sight.kinds[random.index(sight.kinds.size())];
    apply(episode, attacked, clean, spread, random);
  }
  for (std::size_t row = 0; row < clean.rows(); ++row) is_attacked[row] = !std::ranges::equal(clean.values(row), attacked.values(row));
  return attacked;
}

Plant make_plant() {
  Plant plant{test::small_plant(1500, 1), test::small_plant(1500, 2), test::small_plant(1500, 2), {}, {}, {}};
  plant.folds = make_folds(plant.normal, 5);
  plant.topology = Graph(
      9, {{0, 1, 0.9F, false}, {0, 2, -0.4F, false}, {1, 2, 0.7F, false}, {3, 4, 0.5F, true}, {5, 7, 0.8F, true}, {3, 7, 0.3F, false}});
  plant.attacked = manipulated(plant.fresh, {}, plant.is_attacked);
  return plant;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

}  // namespace

const std::vector<DetectorFactory>& all_factories() {
  static const std::vector<DetectorFactory> all = [] {
    const auto members = builtin_detectors();
    std::vector<DetectorFactory> factories(members.begin(), members.end());
    factories.push_back(builtin_ensemble());
    return factories;
  }();
  return all;
}

const Plant& plant() {
  static const Plant one = make_plant();
  return one;
}

Sight sight_of(const DetectorFactory& factory) {
  const std::string name = factory.name;
  // What moves as ever, wherever, is not still.
  if (name == "flatline") return {.kinds = {ManipulationKind::freeze}, .lie = Sight::Lie::hold, .steps = 30};
  // S2 is a mixture of S0 and S1: sums of residuals of either fill alike.
  if (name == "cusum_bank") return {.bound = {0, 2}};
  if (name == "invariants") return {.steps = 5, .lied_about = 2, .bound = {0, 2}};
  // Only S5 has states.
  if (name == "discrete_logic") {
    return {.kinds = {ManipulationKind::bias, ManipulationKind::noise},
            .sensors = {5},
            .lie = Sight::Lie::flip,
            .steps = 10,
            .lied_about = 5,
            .blamed = 5};
  }
  return {};
}

FrameTable attacked_as_seen_by(const DetectorFactory& factory, std::vector<bool>& is_attacked) {
  return manipulated(plant().fresh, sight_of(factory), is_attacked);
}

DetectorContext context_of(int threads, const Catalogue& catalogue, const Graph& topology) {
  return {.catalogue = catalogue,
          .topology = topology,
          .step_s = 30,
          .seed = 7,
          .members = builtin_detectors(),
          .threads = threads,
          .progress = {}};
}

ConfigTable quick_config(const DetectorFactory& factory) {
  const std::string name = factory.name, quick = "steps = 20\nexamples = 8\n";
  const std::string text = name == "lstm_gnn" || name == "attention" ? quick : name == "ensemble" ? "[lstm_gnn]\n" + quick : "";
  return *ConfigTable::parse(text, "quick.toml");
}

Result<Trained> train(const DetectorFactory& factory, ConfigTable config, const FrameTable& normal, const DetectorContext& context) {
  return factory.train(std::move(config), TrainingSet{normal, make_folds(normal, 5), nullptr}, context);
}

const Trained& trained(const DetectorFactory& factory) {
  static std::map<std::string, Trained> all;
  const auto found = all.find(factory.name);
  if (found != all.end()) return found->second;
  auto result = train(factory, quick_config(factory), plant().normal, context_of());
  EXPECT_TRUE(result) << result.error().message;
  return all[factory.name] = std::move(*result);
}

std::unique_ptr<Detector> made(const DetectorFactory& factory) {
  auto detector = factory.make(trained(factory).full, context_of());
  EXPECT_TRUE(detector) << detector.error().message;
  return std::move(*detector);
}

bool Kept::operator==(const Kept& other) const {
  return std::memcmp(&total, &other.total, sizeof(total)) == 0 && same_bits(per_sensor, other.per_sensor) &&
         same_bits(per_edge, other.per_edge) && same_bits(expected, other.expected) && same_bits(spread, other.spread);
}

std::vector<Kept> scores_of(Detector& detector, const FrameTable& frames, RowRange rows) {
  std::vector<Kept> kept;
  for (std::size_t row = rows.first; row < rows.last; ++row) kept.emplace_back(detector.score(frames.frame(row)));
  return kept;
}

std::string name_of_case(const testing::TestParamInfo<DetectorFactory>& info) { return info.param.name; }

}  // namespace weir::contract
