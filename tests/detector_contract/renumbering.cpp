// Renumbering the sensors of a plant renumbers what is said of them and changes nothing else.
//
// Everything that is fitted in closed form is learned again from the renumbered plant; sums are then added up in another order,
// so scores agree within rounding. lstm_gnn and attention draw their examples by sensor number, so another numbering teaches them
// by other examples: there the parameters learned under the old numbers are renumbered by hand, and scoring alone is compared.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "contract_plant.h"

namespace weir::contract {
namespace {

class DetectorRenumbering : public DetectorContract {};

constexpr std::size_t order[] = {4, 7, 0, 8, 2, 6, 1, 5, 3};  // new sensor k is old sensor order[k]

std::size_t new_number_of(std::size_t old) {
  return static_cast<std::size_t>(std::find(std::begin(order), std::end(order), old) - std::begin(order));
}

Graph renumbered(const Graph& graph) {
  std::vector<Edge> edges(graph.edges().begin(), graph.edges().end());
  for (auto& edge : edges) {
    edge.from = static_cast<SensorIndex>(new_number_of(edge.from));
    edge.to = static_cast<SensorIndex>(new_number_of(edge.to));
  }
  return Graph(graph.sensors(), std::move(edges));
}

/// A taught network's parameters under the new numbers: rows of [N, ...] tensors move, sensor numbers inside change, edges are sorted anew.
TensorSet renumbered(const TensorSet& old) {
  TensorSet result;
  constexpr std::size_t n = std::size(order);
  for (const auto& tensor : old.tensors()) {
    const bool by_sensor = tensor.name.starts_with("linear.") && tensor.name != "linear.layout";
    auto values = tensor.values;
    if (by_sensor || tensor.name == "stillness" || tensor.name == "unit") {
      const std::size_t width = values.size() / n;
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t c = 0; c < width; ++c) {
          const float value = tensor.values[order[k] * width + c];
          values[k * width + c] =
              tensor.name.ends_with(".source") ? static_cast<float>(new_number_of(static_cast<std::size_t>(value))) : value;
        }
      }
    }
    result.put(tensor.name, tensor.shape, values);
  }
  const auto first = *old.get("edge.first", {n + 1}), from = *old.get("edge.from", {TensorSet::any}),
             weight = *old.get("edge.weight", {from.size()});
  std::vector<float> new_first = {0}, new_from, new_weight;
  for (const std::size_t i : order) {
    for (auto e = static_cast<std::size_t>(first[i]); e < static_cast<std::size_t>(first[i + 1]); ++e) {
      new_from.push_back(static_cast<float>(new_number_of(static_cast<std::size_t>(from[e]))));
      new_weight.push_back(weight[e]);
    }
    new_first.push_back(static_cast<float>(new_from.size()));
  }
  result.put("edge.first", {n + 1}, new_first);
  result.put("edge.from", {new_from.size()}, new_from);
  result.put("edge.weight", {new_weight.size()}, new_weight);
  return result;
}

TEST_P(DetectorRenumbering, RenumbersTheScores) {
  const auto normal = test::renumbered(plant().normal, order), attacked = test::renumbered(plant().attacked, order);
  const Graph topology = renumbered(plant().topology);
  const auto context = context_of(1, normal.catalogue(), topology);
  const bool closed_form_only = name() == "ensemble";
  const auto config = [&] {
    return closed_form_only ? *ConfigTable::parse("members = ['var_ridge', 'conditional', 'excursion', 'dynamic_pca']\n", "c.toml")
                            : quick_config(GetParam());
  };
  Result<Trained> before = trained(GetParam()), after = Trained{};
  if (closed_form_only) before = train(GetParam(), config(), plant().normal, context_of());
  ASSERT_TRUE(before) << before.error().message;
  if (name() == "lstm_gnn" || name() == "attention") {
    after->full = renumbered(before->full);
  } else {
    after = train(GetParam(), config(), normal, context);
  }
  ASSERT_TRUE(after) << after.error().message;
  const auto old_detector = GetParam().make(before->full, context_of()), new_detector = GetParam().make(after->full, context);
  ASSERT_TRUE(old_detector && new_detector);
  const auto old_scores = scores_of(**old_detector, plant().attacked, {0, 1500}),
             new_scores = scores_of(**new_detector, attacked, {0, 1500});
  for (std::size_t row = 0; row < old_scores.size(); ++row) {
    const auto &a = old_scores[row], &b = new_scores[row];
    ASSERT_NEAR(b.total, a.total, 2e-3 * (1 + a.total)) << "row " << row;
    for (std::size_t k = 0; k < std::size(order); ++k) {
      ASSERT_NEAR(b.per_sensor[k], a.per_sensor[order[k]], 2e-3 * (1 + std::abs(a.per_sensor[order[k]])))
          << "row " << row << ", sensor " << order[k];
    }
  }
}

WEIR_EVERY_DETECTOR(DetectorRenumbering);

}  // namespace
}  // namespace weir::contract
