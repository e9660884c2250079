#include "explain/alarm_json.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

std::string json_text(std::string_view text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

/// The shortest text that reads back as the same number.
template <class Number>
std::string number(Number value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

/// "T0856 T0832" -> ["T0856","T0832"]
std::string word_list(std::string_view words) {
  std::string list = "[";
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) list += (list.size() > 1 ? "," : "") + json_text(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list + "]";
}

}  // namespace

AlarmJson::AlarmJson(const Catalogue& catalogue) {
  for (const auto& sensor : catalogue) {
    names_.push_back(json_text(sensor.name));
    units_.push_back(json_text(sensor.unit));
  }
}

std::string AlarmJson::object(const Alarm& alarm) const {
  auto text = fmt::format(
      R"({{"type":"alarm","id":{},"phase":"{}","at":"{}","onset":"{}","peak":"{}","last":"{}","score":{},"p_value":{},"sensors":[)",
      alarm.id, name_of(alarm.phase), format_time(alarm.at), format_time(alarm.onset), format_time(alarm.peak), format_time(alarm.last),
      number(alarm.score), number(alarm.p_value));
  for (std::size_t k = 0; k < alarm.culprit_count; ++k) {
    const auto& one = alarm.culprits[k];
    text +=
        fmt::format(R"({}{{"name":{},"unit":{},"share":{},"seen":{},"expected":{},"spread":{},"role":"{}","onset":{}}})", k ? "," : "",
                    names_[one.sensor], units_[one.sensor], number(one.share), number(one.seen), number(one.expected), number(one.spread),
                    name_of(one.role), one.role == CulpritRole::unknown ? "null" : json_text(format_time(one.onset)));
  }
  text += R"(],"edges":[)";
  for (std::size_t k = 0; k < alarm.edge_count; ++k) {
    const auto& edge = alarm.edges[k];
    text += fmt::format(R"({}{{"from":{},"to":{},"share":{}}})", k ? "," : "", names_[edge.from], names_[edge.to], number(edge.share));
  }
  return text + "]," + meaning(alarm) + "}";
}

/// What it looks like and what it belongs to.
std::string AlarmJson::meaning(const Alarm& alarm) const {
  auto text = fmt::format(R"("verdict":"{}","patterns":[)", name_of(alarm.verdict));
  for (std::size_t k = 0; k < alarm.pattern_count; ++k) {
    const auto& guess = alarm.patterns[k];
    text += fmt::format(R"({}{{"name":{},"kind":"{}","confidence":{},"techniques":{},"sentence":{}}})", k ? "," : "",
                        json_text(guess.name.view()), name_of(guess.kind), number(guess.confidence), word_list(guess.techniques.view()),
                        json_text(guess.sentence.view()));
  }
  text += R"(],"campaign":)";
  if (const auto& part = alarm.campaign; part.id == 0) {
    text += "null";
  } else {
    text += fmt::format(R"({{"id":{},"place":{},"began":"{}","first_stage":{},"last_stage":{}}})", part.id, part.place,
                        format_time(part.began), json_text(part.first_stage.view()), json_text(part.last_stage.view()));
  }
  text += R"(,"similar":[)";
  for (std::size_t k = 0; k < alarm.similar_count; ++k) {
    text += fmt::format(R"({}{{"id":{},"onset":"{}","likeness":{}}})", k ? "," : "", alarm.similar[k].id,
                        format_time(alarm.similar[k].onset), number(alarm.similar[k].likeness));
  }
  text += R"(],"counterfactual":)";
  const std::size_t changed = std::min<std::size_t>(alarm.counterfactual.sensors, alarm.culprit_count);
  if (changed == 0) return text + "null";
  text += R"({"sensors":[)";
  for (std::size_t k = 0; k < changed; ++k) {
    const auto& one = alarm.culprits[k];
    text +=
        fmt::format(R"({}{{"name":{},"seen":{},"instead":{}}})", k ? "," : "", names_[one.sensor], number(one.seen), number(one.expected));
  }
  return text + fmt::format(R"(],"score":{}}})", number(alarm.counterfactual.score));
}

std::string AlarmJson::object(const Notice& notice) const {
  auto text = fmt::format(R"({{"type":"notice","kind":"{}","at":"{}")", name_of(notice.kind), format_time(notice.at));
  if (notice.kind == Notice::Kind::adapted) text += fmt::format(R"(,"sensor":{})", names_[notice.sensor]);
  return text + fmt::format(R"(,"before":{},"after":{}}})", number(notice.before), number(notice.after));
}

}  // namespace weir
