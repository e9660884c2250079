// What differs between two models.
#include <algorithm>
#include <cmath>

#include "config/nearest.h"
#include "model_card.h"
#include "terminal.h"

namespace weir {
namespace {

struct TensorDifference {
  std::string name;
  double largest = 0;   // |a - b|
  double relative = 0;  // to the largest |a|
};

void compare_catalogues(const Catalogue& a, const Catalogue& b, std::vector<std::string>& found) {
  std::vector<std::string> only_a, only_b, changed;
  for (const auto& sensor : a) {
    const auto other = b.find(sensor.name);
    if (!other) only_a.push_back(sensor.name);
    else if (b[*other].kind != sensor.kind || b[*other].unit != sensor.unit || b[*other].stage != sensor.stage)
      changed.push_back(sensor.name);
  }
  for (const auto& sensor : b) {
    if (!a.find(sensor.name)) only_b.push_back(sensor.name);
  }
  if (!only_a.empty()) found.push_back(fmt::format("sensors: only the first knows {}", listed(only_a)));
  if (!only_b.empty()) found.push_back(fmt::format("sensors: only the second knows {}", listed(only_b)));
  if (!changed.empty()) found.push_back(fmt::format("sensors: kind, unit or stage differ of {}", listed(changed)));
}

void compare_policies(const AlarmPolicy& a, const AlarmPolicy& b, std::vector<std::string>& found) {
  if (a.budget_per_day != b.budget_per_day) {
    found.push_back(fmt::format("alarm budget: {} and {}", format_budget(a.budget_per_day), format_budget(b.budget_per_day)));
  }
  if (a.threshold != b.threshold) found.push_back(fmt::format("alarm threshold: {:.6g} and {:.6g}", a.threshold, b.threshold));
  if (a.forecast_per_day != b.forecast_per_day) {
    found.push_back(fmt::format("forecast: {:.3g} and {:.3g} alarms a day", a.forecast_per_day, b.forecast_per_day));
  }
  const auto rest = [](const AlarmPolicy& p) { return std::tuple(p.baseline_rate, p.baseline_clip, p.baseline_rest, p.quiet_steps); };
  if (rest(a) != rest(b)) found.push_back("alarm baseline and hysteresis: differ");
}

const Tensor* find(const TensorSet& set, const std::string& name) {
  const auto& all = set.tensors();
  const auto found = std::ranges::find(all, name, &Tensor::name);
  return found == all.end() ? nullptr : &*found;
}

void compare_tensors(const TensorSet& a, const TensorSet& b, std::size_t named_max, std::vector<std::string>& found) {
  std::vector<TensorDifference> differences;
  std::vector<std::string> lonely, reshaped;
  for (const auto& tensor : a.tensors()) {
    const auto* other = find(b, tensor.name);
    if (!other) lonely.push_back(tensor.name);
    else if (other->shape != tensor.shape) reshaped.push_back(tensor.name);
    if (!other || other->shape != tensor.shape) continue;
    TensorDifference difference{tensor.name, 0, 0};
    double size = 0;
    for (std::size_t k = 0; k < tensor.values.size(); ++k) {
      const double x = tensor.values[k], y = other->values[k];
      if (std::isnan(x) && std::isnan(y)) continue;
      const double apart = std::abs(x - y);
      difference.largest = std::max(difference.largest, std::isnan(apart) ? HUGE_VAL : apart);
      size = std::max(size, std::abs(x));
    }
    difference.relative = size > 0 ? difference.largest / size : 0;
    if (difference.largest > 0) differences.push_back(difference);
  }
  for (const auto& tensor : b.tensors()) {
    if (!find(a, tensor.name)) lonely.push_back(tensor.name);
  }
  if (!lonely.empty()) found.push_back(fmt::format("tensors: only one of them has {}", listed(lonely)));
  if (!reshaped.empty()) found.push_back(fmt::format("tensors: of another shape are {}", listed(reshaped)));
  std::ranges::stable_sort(differences, std::ranges::greater{}, &TensorDifference::relative);
  for (std::size_t k = 0; k < std::min(named_max, differences.size()); ++k) {
    found.push_back(fmt::format("tensor {}: up to {:.3g} apart, {:.2g} of its largest number", differences[k].name, differences[k].largest,
                                differences[k].relative));
  }
  if (differences.size() > named_max) found.push_back(fmt::format("tensors: {} more differ", differences.size() - named_max));
}

}  // namespace

std::vector<std::string> model_differences(const Model& a, const Model& b, std::size_t tensors_max) {
  std::vector<std::string> found;
  const auto& p = a.provenance;
  const auto& q = b.provenance;
  if (p.program != q.program) found.push_back(fmt::format("program: {} and {}", p.program, q.program));
  if (a.step_s != b.step_s) found.push_back(fmt::format("step: {:.6g} s and {:.6g} s", a.step_s, b.step_s));
  compare_catalogues(a.catalogue, b.catalogue, found);
  if (p.config != q.config) found.push_back("configuration: differs; `weir model show` prints each");
  if (p.seed != q.seed) found.push_back(fmt::format("seed: {} and {}", p.seed, q.seed));
  if (p.data_fingerprint != q.data_fingerprint) {
    found.push_back(fmt::format("data: {} from {} and {} from {}, not the same", counted(p.rows, "row"), format_time(p.first_at),
                                counted(q.rows, "row"), format_time(q.first_at)));
  }
  if (!(a.topology == b.topology)) {
    found.push_back(fmt::format("graph: {} and {} relations, not the same", a.topology.edge_count(), b.topology.edge_count()));
  }
  compare_policies(a.policy, b.policy, found);
  compare_tensors(a.detector, b.detector, tensors_max, found);
  return found;
}

}  // namespace weir
