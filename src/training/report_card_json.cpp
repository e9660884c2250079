// The report card back from a model file.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "training/report_card.h"

namespace weir {

Result<ReportCard> report_card_of(const Model& model) {
  const auto json = nlohmann::json::parse(model.report_card, nullptr, false);
  if (!json.is_object()) return bad_input("the model carries no report card; it was not written by `weir train`");
  const auto number = [](const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  const auto count = [&](const nlohmann::json& object, const char* key) {
    return static_cast<std::size_t>(std::clamp(number(object, key), 0.0, 1e15));
  };
  ReportCard card;
  card.sensors = count(json, "sensors");
  card.constant_sensors = count(json, "constant_sensors");
  card.edges = count(json, "edges");
  card.rows = number(json, "rows");
  card.days = number(json, "days");
  card.numbers = count(json, "numbers");
  card.policy = model.policy;
  const auto families = json.find("manipulations");
  if (families == json.end() || !families->is_array()) return card;
  for (const auto& one : *families) {
    const auto kind = std::ranges::find_if(
        manipulation_kinds, [&](ManipulationKind k) { return one.is_object() && one.contains("kind") && one["kind"] == name_of(k); });
    if (kind == manipulation_kinds.end()) continue;
    card.families.push_back({*kind, count(one, "episodes"), count(one, "found"), count(one, "named"), number(one, "median_delay_s")});
  }
  return card;
}

}  // namespace weir
