#include "benchmark/set_reading.h"

#include <optional>

namespace weir {
namespace {

Result<Recordings> read_parts(const std::filesystem::path& data, const BenchmarkSet& set, const std::vector<SetPart>& parts,
                              RecordingOptions options) {
  if (!set.label_column.empty()) options.csv.label_column = set.label_column;
  if (!set.profile.empty()) options.csv.profile = set.profile;
  std::optional<Recordings> all;
  for (const auto& part : parts) {
    if (options.csv.columns.empty() && all) options.csv.columns = all->files.front().decisions.sensors;
    options.rows = part.rows;
    const auto file = data / part.file;
    auto one = read_recordings(std::span(&file, 1), options);
    if (!one) return std::unexpected(one.error());
    if (!all) {
      all = std::move(*one);
      continue;
    }
    for (std::size_t row = 0; row < one->frames.rows(); ++row) all->frames.append(one->frames.frame(row));
    all->labels.insert(all->labels.end(), one->labels.begin(), one->labels.end());
  }
  if (!all) return bad_input("set '{}': names no file", set.name);
  return std::move(*all);
}

}  // namespace

Result<Recordings> read_training_parts(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit) {
  return read_parts(data, set, unit.train, {.csv = {}, .normal_only = true, .progress = {}});
}

Result<Recordings> read_test_parts(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit,
                                   const Recordings& training) {
  RecordingOptions options{.csv = {}, .step_s = training.step_s, .progress = {}};
  options.csv.columns = training.files.front().decisions.sensors;
  if (training.rows_numbered) options.csv.time_column = "none";
  return read_parts(data, set, unit.test, options);
}

}  // namespace weir
