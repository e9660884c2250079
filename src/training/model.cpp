#include "training/model.h"

#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "decisions/attack_patterns/attack_patterns_decider.h"
#include "decisions/calibrated/calibrated_decider.h"

namespace weir {
namespace {

constexpr const char* format_name = "weir-model";
constexpr const char* numbered_clock = "row number";
constexpr int format_version = 1;

std::string edges_json(const Graph& graph) {
  auto list = nlohmann::json::array();
  for (const auto& edge : graph.edges()) list.push_back({edge.from, edge.to, edge.weight, edge.physical});
  return list.dump();
}

Result<Graph> graph_from_json(const std::string& text, std::size_t sensors, std::string_view origin) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return bad_input("{}: its topology is no list of edges", origin);
  std::vector<Edge> edges;
  for (const auto& one : list) {
    const bool sane = one.is_array() && one.size() == 4 && one[0].is_number_unsigned() && one[1].is_number_unsigned() &&
                      one[2].is_number() && one[3].is_boolean() && one[0].get<std::size_t>() < sensors &&
                      one[1].get<std::size_t>() < sensors && std::abs(one[2].get<double>()) <= 1;
    if (!sane) return bad_input("{}: edge {} of its topology makes no sense", origin, edges.size());
    edges.push_back({one[0].get<SensorIndex>(), one[1].get<SensorIndex>(), one[2].get<float>(), one[3].get<bool>()});
  }
  return Graph(sensors, std::move(edges));
}

/// The text is this number and nothing else.
bool reads_as(const std::string& text, auto& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// What it learned from, as to_file() writes it.
Status read_data_provenance(const std::string& text, Provenance& into, std::string_view origin) {
  const auto data = nlohmann::json::parse(text, nullptr, false);
  const auto is_number = [&](const char* key) { return data.contains(key) && data[key].is_number_integer(); };
  const bool sane = data.is_object() && data.contains("fingerprint") && data["fingerprint"].is_string() && is_number("rows") &&
                    data["rows"].is_number_unsigned() && is_number("first_at_ns") && is_number("last_at_ns");
  if (!sane) return bad_input("{}: what it says of the data that it learned from makes no sense", origin);
  into.data_fingerprint = data["fingerprint"].get<std::string>();
  into.rows = data["rows"].get<std::uint64_t>();
  into.first_at = Timestamp(Duration(data["first_at_ns"].get<std::int64_t>()));
  into.last_at = Timestamp(Duration(data["last_at_ns"].get<std::int64_t>()));
  return {};
}

}  // namespace

ModelFile to_file(const Model& model) {
  ModelFile file;
  file.tensors.merge("detector.", model.detector);
  const auto policy = model.policy.to_numbers();
  file.tensors.put("alarm_policy", {policy.size()}, policy);
  auto& m = file.metadata;
  const auto& p = model.provenance;
  m["format"] = fmt::format("{} {}", format_name, format_version);
  m["catalogue"] = to_json(model.catalogue);
  m["topology"] = edges_json(model.topology);
  m["step_s"] = fmt::format("{}", model.step_s);
  m["clock"] = model.rows_numbered ? numbered_clock : "time";
  m["program"] = p.program;
  m["config"] = p.config;
  m["seed"] = fmt::format("{}", p.seed);
  m["data"] = nlohmann::ordered_json{{"fingerprint", p.data_fingerprint},
                                     {"rows", p.rows},
                                     {"first_at_ns", p.first_at.time_since_epoch().count()},
                                     {"last_at_ns", p.last_at.time_since_epoch().count()}}
                  .dump();
  m["report_card"] = model.report_card;
  if (model.patterns.text() != PatternLibrary::builtin().text()) m["patterns"] = model.patterns.text();  // the owner's own
  return file;
}

Result<Model> model_from_file(const ModelFile& file, std::string_view origin) {
  auto text = [&](const char* key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  if (!text("format").starts_with(format_name)) {
    return bad_input("{}: is a safetensors file, but no model of weir; make one with `weir train`", origin);
  }
  if (text("format") != fmt::format("{} {}", format_name, format_version)) {
    return bad_input("{}: is of format '{}', this program reads '{} {}'; train it again", origin, text("format"), format_name,
                     format_version);
  }
  Model model;
  auto catalogue = catalogue_from_json(text("catalogue"), origin);
  if (!catalogue) return std::unexpected(catalogue.error());
  model.catalogue = std::move(*catalogue);
  if (model.catalogue.size() == 0) return bad_input("{}: its catalogue holds no sensor", origin);
  auto graph = graph_from_json(text("topology"), model.catalogue.size(), origin);
  if (!graph) return std::unexpected(graph.error());
  model.topology = std::move(*graph);
  const auto step = text("step_s"), seed = text("seed");
  if (!reads_as(step, model.step_s) || !(model.step_s > 0 && model.step_s < 1e9)) {
    return bad_input("{}: its sampling step '{}' makes no sense", origin, step);
  }
  model.rows_numbered = text("clock") == numbered_clock;
  if (!reads_as(seed, model.provenance.seed)) return bad_input("{}: its seed '{}' is no number", origin, seed);
  const auto policy = file.tensors.get("alarm_policy", {TensorSet::any});
  if (!policy) return bad_input("{}: {}", origin, policy.error().message);
  auto alarm_policy = AlarmPolicy::from_numbers(*policy);
  if (!alarm_policy) return bad_input("{}: {}", origin, alarm_policy.error().message);
  model.policy = *alarm_policy;
  model.provenance.program = text("program");
  model.provenance.config = text("config");
  if (auto ok = read_data_provenance(text("data"), model.provenance, origin); !ok) return std::unexpected(ok.error());
  model.report_card = text("report_card");
  if (const auto own = text("patterns"); !own.empty()) {
    auto patterns = PatternLibrary::parse(own, fmt::format("{}: its patterns", origin));
    if (!patterns) return std::unexpected(patterns.error());
    model.patterns = std::move(*patterns);
  }
  model.detector = file.tensors.part("detector.");
  return model;
}

Result<Model> load_model(const std::filesystem::path& path) {
  const auto file = load_model_file(path);
  if (!file) return std::unexpected(file.error());
  return model_from_file(*file, path.string());
}

Result<Scorer> make_scorer(const Model& model, const DetectorFactory& ensemble, std::span<const DetectorFactory> members) {
  const DetectorContext context{.catalogue = model.catalogue,
                                .topology = model.topology,
                                .step_s = model.step_s,
                                .seed = model.provenance.seed,
                                .members = members,
                                .progress = {}};
  auto detector = ensemble.make(model.detector, context);
  if (!detector) return std::unexpected(detector.error());
  auto decider = make_calibrated_decider(model.policy, model.catalogue, model.topology);
  if (!decider) return std::unexpected(decider.error());
  auto naming = make_attack_patterns_decider(std::move(*decider), model.patterns, model.catalogue, model.topology);
  if (!naming) return std::unexpected(naming.error());
  return Scorer{std::move(*detector), std::move(*naming)};
}

}  // namespace weir
