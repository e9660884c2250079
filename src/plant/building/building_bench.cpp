#include "plant/building/building.h"

#include <benchmark/benchmark.h>

namespace weir {
namespace {

void step(benchmark::State& state) {
  Building house(1);
  for (auto _ : state) {
    house.step();
    benchmark::DoNotOptimize(house.reported().data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(step);

}  // namespace
}  // namespace weir
