#include "model_card.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "detectors/ensemble/ensemble_scope.h"
#include "detectors/ensemble/fusion_file.h"
#include "detectors/invariants/equation_text.h"
#include "terminal.h"
#include "training/report_card.h"

namespace weir {
namespace {

using json = nlohmann::ordered_json;

struct ToldView {
  std::string member, pool, group, habit;
  double rate = 1;
};

std::vector<ToldView> told_views(const TensorSet& detector) {
  std::vector<ToldView> told;
  const auto members = member_sizes(detector);
  const auto views = load_views(detector, members.size());
  if (!views) return told;
  for (const auto& view : *views) {
    told.push_back({members[view.member].name, weir::name_of(view.pool), weir::name_of(view.group), weir::name_of(view.habit), view.rate});
  }
  return told;
}

/// What the member `invariants` has found, where the model has it.
std::vector<std::string> equation_lines(const Model& model) {
  std::vector<std::string> lines;
  const auto names = member_names(model.detector);
  if (std::ranges::find(names, "invariants") == names.end()) return lines;
  const auto parameters = member_parameters(model.detector, "invariants");
  if (!parameters) return lines;
  for (std::size_t i = 0; i < model.catalogue.size(); ++i) {
    const auto text = equation_text(*parameters, model.catalogue, model.step_s, static_cast<SensorIndex>(i));
    if (text && !text->empty()) lines.push_back(*text);
  }
  return lines;
}

std::string kinds_text(const Catalogue& catalogue) {
  std::array<std::size_t, 5> count{};
  for (const auto& sensor : catalogue) ++count[static_cast<std::size_t>(sensor.kind)];
  std::string text;
  for (std::size_t k = 0; k < count.size(); ++k) {
    if (count[k] > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count[k], weir::name_of(static_cast<SensorKind>(k)));
  }
  return text;
}

/// Without the blank lines where [data] stood, comments and empty tables are kept: it is what the user wrote.
std::string options_of(const std::string& config) {
  std::string text;
  for (std::size_t at = 0; at < config.size();) {
    const auto end = std::min(config.find('\n', at), config.size());
    const auto line = config.substr(at, end - at);
    const auto first = line.find_first_not_of(" \t\r");
    if (first != line.npos && line[first] != '#') text += "    " + line + '\n';
    at = end + 1;
  }
  return text;
}

}  // namespace

std::vector<MemberSize> member_sizes(const TensorSet& detector) {
  std::vector<MemberSize> members;
  std::size_t linear = 0;
  constexpr std::string_view prefix = "member.";
  for (const auto& tensor : detector.tensors()) {
    if (tensor.name.starts_with("linear.")) linear += tensor.values.size();
    if (!tensor.name.starts_with(prefix)) continue;
    const auto name = tensor.name.substr(prefix.size(), tensor.name.find('.', prefix.size()) - prefix.size());
    auto found = std::ranges::find(members, name, &MemberSize::name);
    if (found == members.end()) found = members.insert(members.end(), {name, 0});
    found->numbers += tensor.values.size();
  }
  if (linear > 0) members.push_back({"linear", linear});
  return members;
}

std::vector<std::string> view_lines(const TensorSet& detector) {
  std::vector<std::string> lines;
  for (const auto& view : told_views(detector)) {
    lines.push_back(fmt::format("{} of {}, {}, group {}{}", view.pool, view.member,
                                view.rate >= 1 ? "this step" : fmt::format("over about {:.0f} steps", 1 / view.rate), view.group,
                                view.habit == "none" ? "" : fmt::format(", {} habit", view.habit)));
  }
  return lines;
}

std::string model_text(const Model& model, std::string_view origin) {
  const auto& p = model.provenance;
  const auto& policy = model.policy;
  std::string text = painted(stdout, Ink::bold, origin) + '\n';
  text += fmt::format("  made by         {}, seed {}\n", p.program, p.seed);
  text += fmt::format("  learned from    {} of {:.4g} s, {} to {}, fingerprint {}\n", counted(p.rows, "row"), model.step_s,
                      format_time(p.first_at), format_time(p.last_at), p.data_fingerprint);
  text += fmt::format("  sensors         {}: {}\n", model.catalogue.size(), kinds_text(model.catalogue));
  const auto physical = std::ranges::count_if(model.topology.edges(), &Edge::physical);
  text += fmt::format("  graph           {} relations, {} of them given\n", model.topology.edge_count(), physical);
  text += fmt::format("  numbers         {}\n", model.detector.number_count());
  for (const auto& member : member_sizes(model.detector)) {
    text += fmt::format("    {:<13} {:>9}{}\n", member.name, member.numbers,
                        member.name == "linear" ? "  (shared by the members that build on it)" : "");
  }
  text += "  looks at\n";
  for (const auto& line : view_lines(model.detector)) text += "    " + line + '\n';
  if (const auto equations = equation_lines(model); !equations.empty()) {
    text += "  equations that hold\n";
    for (const auto& line : equations) text += "    " + line + '\n';
  }
  text +=
      fmt::format("  alarms          budget {}, from a score {:.3g} above its baseline on; {} of normal operation behind it\n",
                  format_budget(policy.budget_per_day), policy.threshold, format_duration(from_seconds(policy.calibrated_days * 86400)));
  const auto options = options_of(p.config);
  text += options.empty() ? "  configuration   defaults\n" : "  configuration\n" + options;
  if (const auto card = report_card_of(model)) text += to_text(*card);
  return text;
}

std::string model_json(const Model& model) {
  const auto& p = model.provenance;
  const auto& policy = model.policy;
  json all = {{"program", p.program}, {"step_s", model.step_s}};
  all["catalogue"] = json::parse(to_json(model.catalogue), nullptr, false);
  all["members"] = json::array();
  for (const auto& member : member_sizes(model.detector)) all["members"].push_back({{"name", member.name}, {"numbers", member.numbers}});
  all["views"] = json::array();
  for (const auto& view : told_views(model.detector)) {
    all["views"].push_back(
        {{"member", view.member}, {"pool", view.pool}, {"group", view.group}, {"habit", view.habit}, {"rate", view.rate}});
  }
  all["topology"] = json::array();
  for (const auto& edge : model.topology.edges()) {
    all["topology"].push_back({{"from", model.catalogue[edge.from].name},
                               {"to", model.catalogue[edge.to].name},
                               {"weight", edge.weight},
                               {"physical", edge.physical}});
  }
  all["policy"] = {{"budget_per_day", policy.budget_per_day},     {"threshold", policy.threshold},
                   {"baseline_rate", policy.baseline_rate},       {"baseline_clip", policy.baseline_clip},
                   {"baseline_rest", policy.baseline_rest},       {"quiet_steps", policy.quiet_steps},
                   {"forecast_per_day", policy.forecast_per_day}, {"forecast_upper", policy.forecast_upper},
                   {"calibrated_days", policy.calibrated_days}};
  all["provenance"] = {{"config", p.config},
                       {"seed", p.seed},
                       {"data_fingerprint", p.data_fingerprint},
                       {"rows", p.rows},
                       {"first_at", format_time(p.first_at)},
                       {"last_at", format_time(p.last_at)}};
  all["report_card"] = json::parse(model.report_card, nullptr, false);
  if (all["report_card"].is_discarded()) all["report_card"] = nullptr;
  return all.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace weir
