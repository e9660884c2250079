#include "config_file.h"

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "base/random.h"
#include "builtins/registry.h"
#include "config/config_table.h"
#include "decisions/attack_patterns/attack_patterns_decider.h"
#include "decisions/calibrated/alarm_policy.h"
#include "detectors/ensemble/views.h"
#include "detectors/linear_for.h"
#include "sources/csv/csv_source.h"

namespace weir {
namespace {

constexpr std::size_t config_bytes_max = 4 << 20;
constexpr std::size_t sample_rows = 240, sample_sensors = 3, sample_folds = 5;

std::string_view trimmed_left(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return first == line.npos ? std::string_view{} : line.substr(first);
}

/// "data" of "[data]", "a.b" of "[[a.b]]  # note"; empty: no table's header. Elements of a list that stand on a line of
/// their own end with a comma or hold quotes, so they don't look like one.
std::string_view table_name(std::string_view line) {
  line = trimmed_left(line);
  if (!line.starts_with('[')) return {};
  line.remove_prefix(line.starts_with("[[") ? 2 : 1);
  const auto end = line.find(']');
  if (end == line.npos) return {};
  const auto rest =
      trimmed_left(line.substr(line.find_first_not_of(']', end) == line.npos ? line.size() : line.find_first_not_of(']', end)));
  if (!rest.empty() && rest[0] != '#' && rest[0] != '\r') return {};
  auto name = trimmed_left(line.substr(0, end));
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  return name.find_first_of("\"',") == name.npos ? name : std::string_view{};
}

/// Slow waves and noise of a few sensors: something to fit, nothing to learn.
FrameTable sample_frames() {
  std::vector<Sensor> sensors(sample_sensors);
  for (std::size_t i = 0; i < sample_sensors; ++i) {
    sensors[i].name = fmt::format("s{}", i + 1);
    sensors[i].low = -2;
    sensors[i].high = 2;
  }
  FrameTable frames{Catalogue(std::move(sensors))};
  Random random(1);
  std::vector<float> values(sample_sensors);
  const std::vector<Quality> quality(sample_sensors, Quality::good);
  for (std::size_t row = 0; row < sample_rows; ++row) {
    for (std::size_t i = 0; i < sample_sensors; ++i) {
      values[i] = static_cast<float>(std::sin(0.07 * static_cast<double>(row * (i + 1))) + 0.1 * random.normal());
    }
    frames.append({Timestamp(std::chrono::seconds(row)), values, quality, {}, row == 0});
  }
  return frames;
}

/// Config errors come before any work; a job that gets as far as reporting progress has accepted its options.
template <class T>
Status accepted(const Result<T>& result) {
  if (result || result.error().code == ErrorCode::cancelled) return {};
  return std::unexpected(result.error());
}

}  // namespace

std::string without_data_table(std::string_view toml) {
  std::string kept;
  bool in_data = false;
  while (!toml.empty()) {
    const auto end = std::min(toml.find('\n'), toml.size());
    const auto line = toml.substr(0, end);
    if (const auto name = table_name(line); !name.empty()) in_data = name == "data" || name.starts_with("data.");
    if (!in_data) kept += line;
    if (end < toml.size()) kept += '\n';
    toml.remove_prefix(std::min(end + 1, toml.size()));
  }
  return kept;
}

Result<WeirConfig> parse_weir_config(std::string_view text, std::string_view origin) {
  auto root = ConfigTable::parse(text, origin);
  if (!root) return std::unexpected(root.error());
  auto data = root->table("data");
  WeirConfig config{csv_options(data), without_data_table(text), std::string(origin)};
  if (auto ok = data.finish(); !ok) return std::unexpected(ok.error());
  return config;
}

Result<WeirConfig> read_weir_config(const std::filesystem::path& path) {
  const auto text = read_file(path, config_bytes_max);
  if (!text) return std::unexpected(text.error());
  return parse_weir_config(*text, path.string());
}

Status check_model_config(const std::string& text, const std::string& origin, const std::string& budget) {
  auto root = ConfigTable::parse(text, origin);
  if (!root) return std::unexpected(root.error());
  auto detectors = root->table("detectors");
  auto ensemble = detectors.table("ensemble");
  const auto frames = sample_frames();
  TrainingSet data{frames, make_folds(frames, sample_folds), nullptr};
  const auto linear_options = read_linear_options(ensemble.table("linear"));
  if (!linear_options) return std::unexpected(linear_options.error());
  const auto linear = fit_linear_base(data, *linear_options, 1);
  if (!linear) return std::unexpected(linear.error());
  data.linear = *linear;
  const auto members = builtin_detectors();
  const Graph topology;
  const DetectorContext context{
      .catalogue = frames.catalogue(), .topology = topology, .members = members, .progress = [](auto, auto) { return false; }};
  if (auto ok = accepted(builtin_ensemble().train(ensemble, data, context)); !ok) return ok;
  // The ensemble stopped at the first member that takes its time; so each that takes part is asked for itself.
  std::vector<std::string> known;
  for (const auto& member : members) known.emplace_back(member.name);
  const auto taking_part = ensemble.texts("members", default_members(known));
  for (const auto& member : members) {
    if (std::ranges::find(taking_part, member.name) == taking_part.end()) continue;
    if (auto ok = accepted(member.train(ensemble.table(member.name), data, context)); !ok) return ok;
  }
  CalibrationTrace trace;
  Random random(2);
  for (std::size_t row = 0; row < sample_rows; ++row) {
    trace.scores.push_back(static_cast<float>(-std::log10(1 - random.uniform())));
    trace.starts.push_back(row == 0);
  }
  if (auto ok = accepted(calibrate_alarms(root->table("decider"), trace, budget)); !ok) return ok;
  if (auto patterns = read_patterns(root->table("patterns")); !patterns) return std::unexpected(patterns.error());
  root->has("data");  // blanked out, but a name that may stand here
  return root->finish();
}

}  // namespace weir
