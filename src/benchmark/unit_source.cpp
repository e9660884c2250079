#include "benchmark/unit_source.h"

#include "benchmark/set_reading.h"

namespace weir {

UnitSource unit_source(const std::filesystem::path& data, const BenchmarkSet& set, const SetUnit& unit) {
  UnitSource source;
  source.name = unit.name;
  source.same_training = fmt::format("{}|{}|{}", set.budget, set.label_column, set.profile);
  for (const auto& part : unit.train) source.same_training += fmt::format("|{}[{}..{}]", part.file, part.rows.first, part.rows.last);
  // The test is read on the training's grid, with its sensors.
  auto training = std::make_shared<std::optional<Recordings>>();
  auto read_training = [=]() -> Status {
    if (*training) return {};
    auto read = read_training_parts(data, set, unit);
    if (!read) return std::unexpected(read.error());
    training->emplace(std::move(*read));
    return {};
  };
  source.normal = [=]() -> Result<NormalRows> {
    if (auto ok = read_training(); !ok) return std::unexpected(ok.error());
    return NormalRows{(*training)->frames, (*training)->step_s};
  };
  source.test = [=]() -> Result<TestRows> {
    if (auto ok = read_training(); !ok) return std::unexpected(ok.error());
    auto read = read_test_parts(data, set, unit, **training);
    training->reset();
    if (!read) return std::unexpected(read.error());
    TestRows rows{std::move(read->frames), {}, unit.warm_up, {}, {}};
    for (const auto label : read->labels) rows.labels.push_back(label == 1);
    return rows;
  };
  return source;
}

}  // namespace weir
