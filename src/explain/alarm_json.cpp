#include "explain/alarm_json.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

/// The shortest text that reads back as the same number.
template <class Number>
std::string number(Number value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

}  // namespace

AlarmJson::AlarmJson(const Catalogue& catalogue) {
  for (const auto& sensor : catalogue) {
    names_.push_back(quoted(sensor.name));
    units_.push_back(quoted(sensor.unit));
  }
}

std::string AlarmJson::object(const Alarm& alarm) const {
  auto text = fmt::format(
      R"({{"type":"alarm","id":{},"phase":"{}","at":"{}","onset":"{}","peak":"{}","last":"{}","score":{},"p_value":{},"sensors":[)",
      alarm.id, name_of(alarm.phase), format_time(alarm.at), format_time(alarm.onset), format_time(alarm.peak), format_time(alarm.last),
      number(alarm.score), number(alarm.p_value));
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
    const auto& one = alarm.culprits[k];
    text += fmt::format(R"({}{{"name":{},"unit":{},"share":{},"seen":{},"expected":{},"spread":{}}})", k ? "," : "", names_[one.sensor],
                        units_[one.sensor], number(one.share), number(one.seen), number(one.expected), number(one.spread));
  }
  text += R"(],"edges":[)";
  for (std::size_t k = 0; k < alarm.edge_count; ++k) {
    const auto& edge = alarm.edges[k];
    text += fmt::format(R"({}{{"from":{},"to":{},"share":{}}})", k ? "," : "", names_[edge.from], names_[edge.to], number(edge.share));
  }
  return text + "]}";
}

std::string AlarmJson::object(const Notice& notice) const {
  auto text = fmt::format(R"({{"type":"notice","kind":"{}","at":"{}")", name_of(notice.kind), format_time(notice.at));
  if (notice.kind == Notice::Kind::adapted) text += fmt::format(R"(,"sensor":{})", names_[notice.sensor]);
  return text + fmt::format(R"(,"before":{},"after":{}}})", number(notice.before), number(notice.after));
}

}  // namespace weir
