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

/// Biases, noise and courses of other sensors, two to six deviations: what a detector of every kind can see. (Nothing in a
/// frozen or replayed reading is out of its range, so `excursion` can't.)
void manipulate(Plant& plant) {
  const auto& clean = plant.fresh;
  SensorSpread spread;
  for (std::size_t i = 0; i < clean.sensors(); ++i) {
    double mean = 0, squares = 0;
    for (std::size_t row = 0; row < clean.rows(); ++row) mean += clean.values(row)[i] / static_cast<double>(clean.rows());
    for (std::size_t row = 0; row < clean.rows(); ++row) squares += std::pow(clean.values(row)[i] - mean, 2);
    spread.mean.push_back(static_cast<float>(mean));
    spread.deviation.push_back(static_cast<float>(std::sqrt(squares / static_cast<double>(clean.rows()))));
  }
  spread.deviation[8] = 0;  // a bias that a counter gets shows on its first step only: left alone here
  ManipulationOptions options;
  options.length_min = 10;
  options.size_min = 2;
  options.gap_min = 60;
  options.gap_max = 160;
  Random random(5);
  plant.is_attacked.assign(clean.rows(), false);
  for (auto episode : draw_manipulations(random, clean.rows(), spread, clean.rows(), options)) {
    const ManipulationKind seen_by_all[] = {ManipulationKind::bias, ManipulationKind::noise, ManipulationKind::swap};
    episode.kind = seen_by_all[random.index(3)];
    apply(episode, plant.attacked, clean, spread, random);
  }
  for (std::size_t row = 0; row < clean.rows(); ++row) {
    plant.is_attacked[row] = !std::ranges::equal(clean.values(row), plant.attacked.values(row));
  }
}

Plant make_plant() {
  Plant plant{test::small_plant(1500, 1), test::small_plant(1500, 2), test::small_plant(1500, 2), {}, {}, {}};
  plant.folds = make_folds(plant.normal, 5);
  plant.topology = Graph(
      9, {{0, 1, 0.9F, false}, {0, 2, -0.4F, false}, {1, 2, 0.7F, false}, {3, 4, 0.5F, true}, {5, 7, 0.8F, true}, {3, 7, 0.3F, false}});
  manipulate(plant);
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
