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
  const auto texts = [](const nlohmann::json& object, const char* key) {
    std::vector<std::string> list;
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return list;
    for (const auto& one : *found) {
      if (one.is_string()) list.push_back(one.get<std::string>());
    }
    return list;
  };
  card.remarks = texts(json, "remarks");
  if (const auto suspects = json.find("suspects"); suspects != json.end() && suspects->is_array()) {
    for (const auto& one : *suspects) {
      if (!one.is_object()) continue;
      const auto text = [&](const char* key) { return one.contains(key) && one[key].is_string() ? one[key].get<std::string>() : ""; };
      card.suspects.push_back({text("first_at"), text("last_at"), count(one, "rows"), texts(one, "sensors")});
    }
  }
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
