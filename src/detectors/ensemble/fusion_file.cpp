#include "detectors/ensemble/fusion_file.h"

#include <cmath>

namespace weir {

void save_fusion(TensorSet& tensors, const Fusion& fusion) {
  std::vector<float> numbers;
  for (const auto& view : fusion.views) {
    numbers.insert(numbers.end(), {static_cast<float>(view.member), static_cast<float>(view.pool), static_cast<float>(view.group),
                                   view.rate, static_cast<float>(view.habit)});
  }
  tensors.put("views", {fusion.views.size(), 5}, numbers);
  tensors.put("group_weight", {group_count}, std::vector<float>(fusion.group_weight.begin(), fusion.group_weight.end()));
  for (std::size_t v = 0; v < fusion.tails.size(); ++v) {
    const auto tail = fusion.tails[v].to_numbers();
    tensors.put(fmt::format("view.{}.tail", v), {tail.size()}, tail);
  }
  tensors.put_number("fusion.method", static_cast<float>(fusion.method));
  tensors.put("fusion.view_weight", {fusion.view_weight.size()}, std::vector<float>(fusion.view_weight.begin(), fusion.view_weight.end()));
  const auto tail = fusion.fused_tail.to_numbers();
  tensors.put("fused.tail", {tail.size()}, tail);
}

static Result<TailModel> load_tail(const TensorSet& tensors, const std::string& name) {
  const auto numbers = tensors.get(name, {TensorSet::any});
  if (!numbers) return std::unexpected(numbers.error());
  return TailModel::from_numbers(*numbers);
}

Result<std::vector<View>> load_views(const TensorSet& tensors, std::size_t members) {
  const auto numbers = tensors.get("views", {TensorSet::any, 5});
  if (!numbers) return std::unexpected(numbers.error());
  if (numbers->empty()) return bad_input("the ensemble has no view to look through");
  std::vector<View> views;
  for (std::size_t at = 0; at + 5 <= numbers->size(); at += 5) {
    const auto view = numbers->subspan(at, 5);
    const bool sane = view[0] >= 0 && view[0] < static_cast<float>(members) && view[1] >= 0 && view[1] <= 3 && view[2] >= 0 &&
                      view[2] < static_cast<float>(group_count) && view[3] > 0 && view[3] <= 1 && view[4] >= 0 &&
                      view[4] < static_cast<float>(habit_count);
    if (!sane) return bad_input("view {} of the ensemble makes no sense", at / 5);
    views.push_back({static_cast<std::size_t>(view[0]), static_cast<Pool>(static_cast<int>(view[1])),
                     static_cast<Group>(static_cast<int>(view[2])), view[3], static_cast<Habit>(static_cast<int>(view[4]))});
  }
  return views;
}

Result<Fusion> load_fusion(const TensorSet& tensors, std::size_t members) {
  auto views = load_views(tensors, members);
  if (!views) return std::unexpected(views.error());
  Fusion fusion;
  fusion.views = std::move(*views);
  for (std::size_t v = 0; v < fusion.views.size(); ++v) {
    auto tail = load_tail(tensors, fmt::format("view.{}.tail", v));
    if (!tail) return std::unexpected(tail.error());
    fusion.tails.push_back(std::move(*tail));
  }
  const auto weights = tensors.get("group_weight", {group_count});
  if (!weights) return std::unexpected(weights.error());
  for (std::size_t g = 0; g < group_count; ++g) {
    if (!((*weights)[g] >= 0 && (*weights)[g] <= 100)) return bad_input("a group weight of {} makes no sense", (*weights)[g]);
    fusion.group_weight[g] = (*weights)[g];
  }
  const auto method = tensors.number("fusion.method");
  if (!method) return std::unexpected(method.error());
  if (!(*method >= 0 && *method < static_cast<float>(fusion_methods.size()))) return bad_input("the fusion's method makes no sense");
  fusion.method = static_cast<FusionMethod>(static_cast<int>(*method));
  const auto view_weights = tensors.get("fusion.view_weight", {fusion.views.size()});
  if (!view_weights) return std::unexpected(view_weights.error());
  for (const float weight : *view_weights) {
    if (!(weight >= 0 && weight <= 100)) return bad_input("a view's weight of {} makes no sense", weight);
    fusion.view_weight.push_back(weight);
  }
  auto tail = load_tail(tensors, "fused.tail");
  if (!tail) return std::unexpected(tail.error());
  fusion.fused_tail = std::move(*tail);
  return fusion;
}

void save_pace(TensorSet& tensors, Adaptation::Pace pace) { tensors.put("adaptation", {2}, {pace.rate, pace.bound}); }

Result<Adaptation::Pace> load_pace(const TensorSet& tensors) {
  const auto numbers = tensors.get("adaptation", {2});
  if (!numbers) return std::unexpected(numbers.error());
  const Adaptation::Pace pace{(*numbers)[0], (*numbers)[1]};
  if (!(pace.rate >= 0 && pace.rate < 1 && pace.bound >= 0 && std::isfinite(pace.bound)))
    return bad_input("the ensemble's adaptation makes no sense");
  return pace;
}

}  // namespace weir
