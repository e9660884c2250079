#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "evaluation/verdict.h"

namespace weir {
namespace {

std::string number(const std::optional<double>& value) {
  if (!value) return "-";
  if (*value == std::floor(*value) && std::abs(*value) < 1e9) return fmt::format("{:.0f}", *value);
  return std::abs(*value) >= 100 ? fmt::format("{:.1f}", *value) : fmt::format("{:.3f}", *value);
}

const Figure* find(const std::vector<Figure>& figures, std::string_view name) {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& f) { return f.name == name; });
  return found == figures.end() ? nullptr : &*found;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "-" : text;
}

}  // namespace

std::string to_text(const Verdict& v) {
  auto text = fmt::format("{} rows, {} of them anomalous ({:.1f} %), {}\n", v.rows, v.anomalous_rows,
                          100.0 * static_cast<double>(v.anomalous_rows) / static_cast<double>(std::max<std::size_t>(1, v.rows)),
                          format_duration(from_seconds(v.days * 86400)));
  const auto* found = find(v.figures, "events_found");
  const auto* all = find(v.figures, "events");
  const auto* rate = find(v.figures, "false_alarms_per_day");
  const auto* delay = find(v.figures, "delay_median_s");
  if (found && all && rate) {
    text += fmt::format("found {} of {} events at {} false alarms a day", number(found->value), number(all->value), number(rate->value));
    if (delay && delay->value) text += fmt::format(", median delay {}", format_duration(from_seconds(*delay->value)));
    text += "\n";
  }
  std::string group;
  for (const auto& figure : v.figures) {
    if (figure.group != group) {
      group = figure.group;
      text += fmt::format("\n  {:<26}{:>10}", group, "weir");
      for (const auto& [name, figures] : v.trivial) text += fmt::format("{:>10}", name);
      text += '\n';
    }
    text += fmt::format("    {:<24}{:>10}", figure.name, number(figure.value));
    for (const auto& [name, figures] : v.trivial) {
      const auto* same = find(figures, figure.name);
      text += fmt::format("{:>10}", same ? number(same->value) : "");
    }
    if (!figure.note.empty()) text += "   " + figure.note;
    text += '\n';
  }
  if (!v.events.empty()) text += "\n  events\n";
  for (const auto& event : v.events) {
    text += fmt::format("    {}  {:<12}  ", format_time(event.first), format_duration(event.last - event.first));
    text += event.found ? fmt::format("found after {:<10} named: {}", format_duration(from_seconds(event.delay_s)), listed(event.named))
                        : "missed";
    if (!event.truth.empty()) text += fmt::format("   truth: {}", listed(event.truth));
    text += '\n';
  }
  return text;
}

std::string to_json(const Verdict& v) {
  using json = nlohmann::ordered_json;
  auto figures_json = [](const std::vector<Figure>& figures) {
    json object = json::object();
    for (const auto& f : figures) object[f.name] = f.value ? json(*f.value) : json(nullptr);
    return object;
  };
  json all = {{"rows", v.rows}, {"anomalous_rows", v.anomalous_rows}, {"days", v.days}, {"figures", figures_json(v.figures)}};
  for (const auto& [name, figures] : v.trivial) all["trivial"][name] = figures_json(figures);
  all["events"] = json::array();
  for (const auto& e : v.events) {
    all["events"].push_back({{"first", format_time(e.first)},
                             {"last", format_time(e.last)},
                             {"found", e.found},
                             {"delay_s", e.found ? json(e.delay_s) : json(nullptr)},
                             {"named", e.named},
                             {"truth", e.truth}});
  }
  return all.dump(2);
}

}  // namespace weir
