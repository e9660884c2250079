// An alarm read, named and placed: 127 sensors, a full window, eight culprits.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "patterns/alarm_history.h"
#include "patterns/episode_reader.h"
#include "patterns/recognition.h"

namespace weir {
namespace {

constexpr std::size_t sensors = 127, rows = 1024;

Timestamp at(std::size_t row) { return Timestamp(std::chrono::seconds(10 * row + 1)); }

struct Setting {
  Catalogue catalogue;
  Graph graph;
  RecentWindow window{sensors, rows};
  Alarm alarm;

  Setting() {
    std::vector<Sensor> list(sensors);
    for (std::size_t i = 0; i < sensors; ++i) {
      list[i] = {.name = "s" + std::to_string(i),
                 .unit = "",
                 .kind = SensorKind::continuous,
                 .low = -4,
                 .high = 4,
                 .resolution = 1e-5,
                 .stage = ""};
      list[i].stage = "P" + std::to_string(i / 20);
    }
    catalogue = Catalogue(std::move(list));
    std::vector<Edge> edges;
    for (SensorIndex i = 0; i < sensors; ++i) {
      for (SensorIndex k = 1; k <= 8; ++k) edges.push_back({i, static_cast<SensorIndex>((i + k) % sensors), 0.5F, k < 3});
    }
    graph = Graph(sensors, std::move(edges));
    Random random(1);
    const std::vector<float> expected(sensors, 0), spread(sensors, 1);
    const std::vector<Quality> quality(sensors, Quality::good);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<float> values(sensors), strange(sensors);
      for (std::size_t i = 0; i < sensors; ++i) {
        values[i] = static_cast<float>(random.normal());
        strange[i] = i < 8 && row > 600 ? 6 : 0.3F;
      }
      window.append({at(row), values, quality, {}, false}, {5, strange, {}, expected, spread});
    }
    alarm.id = 1;
    alarm.onset = at(610);
    alarm.last = alarm.at = at(1020);
    for (std::size_t k = 0; k < Alarm::culprits_max; ++k) alarm.culprits[k] = {static_cast<SensorIndex>(k), 0.125F, 6, 0, 1};
    alarm.culprit_count = Alarm::culprits_max;
  }
};

void reading_an_alarm(benchmark::State& state) {
  const Setting setting;
  EpisodeReader reader(setting.catalogue, setting.graph, rows);
  Recogniser recogniser(PatternLibrary::builtin(), setting.catalogue);
  AlarmHistory history(setting.catalogue, setting.graph);
  std::uint64_t id = 0;
  for (auto _ : state) {
    Alarm alarm = setting.alarm;
    alarm.id = ++id;
    Signature signature;
    benchmark::DoNotOptimize(reader.read(setting.window, alarm, signature));
    recogniser.name(signature, alarm);
    history.place(alarm);
    benchmark::DoNotOptimize(alarm);
  }
}
BENCHMARK(reading_an_alarm)->Unit(benchmark::kMillisecond);

void keeping_a_step(benchmark::State& state) {
  const std::vector<float> cells(sensors, 0.5F);
  const std::vector<Quality> quality(sensors, Quality::good);
  RecentWindow window(sensors, rows);
  std::size_t row = 0;
  for (auto _ : state) window.append({at(row++), cells, quality, {}, false}, {1, cells, {}, cells, cells});
}
BENCHMARK(keeping_a_step)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weir
