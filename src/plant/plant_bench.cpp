#include <benchmark/benchmark.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

void step(benchmark::State& state) {
  WaterTreatment plant(1);
  for (auto _ : state) {
    plant.step();
    benchmark::DoNotOptimize(plant.reported().data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(step);

}  // namespace
}  // namespace weir
