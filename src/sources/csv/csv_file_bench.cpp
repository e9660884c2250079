// Reading speed in bytes of text per second: 50 sensors of 10 characters, SWaT's kind of time.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "sources/csv/csv_file.h"

namespace {

std::string wide_table(int rows) {
  weir::Random random(1);
  std::string text = "Timestamp";
  for (int k = 0; k < 50; ++k) text += fmt::format(",T{}", k);
  text += ",label\n";
  for (int i = 0; i < rows; ++i) {
    text += fmt::format("28/12/2015 {:02}:{:02}:{:02}", i / 3600 % 24, i / 60 % 60, i % 60);
    for (int k = 0; k < 50; ++k) text += fmt::format(",{:.6f}", random.uniform(0, 1000));
    text += ",0\n";
  }
  return text;
}

void read_plain(benchmark::State& state) {
  const std::string text = wide_table(50'000);
  for (auto _ : state) {
    auto file = weir::CsvFile::open_bytes(text);
    weir::CsvRow row;
    double sum = 0;
    while (file && file->next(row).value_or(false)) sum += row.values[0];
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(read_plain)->Unit(benchmark::kMillisecond);

}  // namespace
