// Every metric on a series of SWaT's size: 450,000 steps of 1 s, 32 events, one of them of ten hours.
#include <functional>
#include <map>
#include <string>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "metrics/affiliation/affiliation.h"
#include "metrics/batadal/batadal.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/nab/nab.h"
#include "metrics/point/point.h"
#include "metrics/point_adjusted/point_adjusted.h"
#include "metrics/range_pr/range_pr.h"
#include "metrics/ranking/ranking.h"
#include "metrics/skab_nab/skab_nab.h"
#include "metrics/tsb_ad/tsb_ad.h"
#include "metrics/vus/vus.h"

namespace weir {
namespace {

const Series& swat_sized() {
  static const Series series = [] {
    constexpr std::size_t n = 450'000;
    Random random(1);
    std::vector<std::uint8_t> labels(n, 0);
    for (std::size_t event = 0; event < 35; ++event) {
      const std::size_t first = 5'000 + event * 12'000;
      const std::size_t length = event == 17 ? 35'900 : 100 + random.index(1'500);
      std::fill_n(labels.begin() + static_cast<std::ptrdiff_t>(first), length, 1);
    }
    std::vector<double> scores(n);
    for (std::size_t i = 0; i < n; ++i) scores[i] = random.normal() + (labels[i] != 0 ? 1.5 : 0.0);
    return *Series::make({.labels = labels, .alarms = alarms_at(scores, 3), .scores = scores});  // thousands of alarm runs
  }();
  return series;
}

void register_all() {
  using Run = std::function<double(const Series&)>;
  static const std::map<std::string, Run> runs{
      {"point", [](const Series& s) { return f1(point_counts(s)); }},
      {"auroc", [](const Series& s) { return *auroc(s); }},
      {"average_precision", [](const Series& s) { return *average_precision(s); }},
      {"best_f1", [](const Series& s) { return best_f1(s)->f1; }},
      {"composite_f1", [](const Series& s) { return composite_f1(composite_counts(s)); }},
      {"best_composite_f1", [](const Series& s) { return best_composite_f1(s)->f1; }},
      {"event_view", [](const Series& s) { return event_view(s).penalty_s; }},
      {"delay", [](const Series& s) { return *delay_mean_s(delays(s)); }},
      {"batadal", [](const Series& s) { return *batadal(s).s; }},
      {"etapr", [](const Series& s) { return etapr(s, {.theta_p = 0.5, .theta_r = 0.1, .delta = 1}).f1; }},
      {"affiliation", [](const Series& s) { return *affiliation(s).f1; }},
      {"vus_100_250", [](const Series& s) { return vus(s)->pr; }},
      {"vus_of_alarms_100", [](const Series& s) { return vus_of_alarms(s)->f1; }},
      {"range_pr", [](const Series& s) { return range_pr(s).f1; }},
      {"nab", [](const Series& s) { return *nab_normalised(nab(s)); }},
      {"skab_nab", [](const Series& s) { return *skab_nab_normalised(skab_nab(s, 60)); }},
      {"pak_f1_area", [](const Series& s) { return pak_f1_area(s); }},
      {"tsb_ad_affiliation",
       [](const Series& s) { return *best_of_100_linear_thresholds(s, [](const Series& t) { return affiliation(t).f1; }); }},
      {"tsb_ad_pa_f1", [](const Series& s) { return *best_of_100_linear_thresholds(s, tsb_ad_pa_f1); }},
  };
  for (const auto& [name, run] : runs) {
    benchmark::RegisterBenchmark(name.c_str(), [&run](benchmark::State& state) {
      for (auto _ : state) benchmark::DoNotOptimize(run(swat_sized()));
    })->Unit(benchmark::kMillisecond);
  }
}

const bool registered = (register_all(), true);

}  // namespace
}  // namespace weir
