#include "plant/library_run.h"

#include <cmath>
#include <utility>

namespace weir {
namespace {

constexpr double least_share = 0.01;  // of the normal range

Result<std::unique_ptr<Plant>> plant_with(std::string_view name, std::uint64_t seed, std::span<const ScenarioCase> cases) {
  auto plant = make_plant(name, seed);
  if (!plant) return plant;
  for (const auto& one : cases)
    for (const auto& attack : one.attacks)
      if (auto ok = (*plant)->add(attack); !ok) return std::unexpected(ok.error());
  return plant;
}

bool differ(const Plant& a, const Plant& b) {
  const auto x = a.reported(), y = b.reported();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) != std::isnan(y[i])) return true;
    const auto& info = a.catalogue()[i];
    const double least = info.kind == SensorKind::discrete ? 0 : least_share * (info.high - info.low);
    if (std::abs(x[i] - y[i]) > least) return true;
  }
  return false;
}

void run_to(Plant& plant, Duration since_start) {
  while (plant.now() - plant.start() < since_start) plant.step();
}

/// Runs both to the case's end; whether they part within it.
bool shows(Plant& with, Plant& without, const ScenarioCase& one) {
  const Duration start = one.attacks.front().start, step = std::chrono::seconds(with.layout().step_s);
  bool seen = false;
  for (Duration at = start; at < start + one.length; at += step) {
    run_to(with, at), run_to(without, at);
    seen = seen || differ(with, without);
  }
  return seen;
}

}  // namespace

Result<std::unique_ptr<Plant>> plant_of(const LibraryRun& run, const ScenarioDay& day) {
  return plant_with(run.plant, day.seed, day.cases);
}

Result<LibraryRun> library_run(std::string_view plant, std::uint64_t seed, const TimelineOptions& options, const Progress& progress) {
  auto any = make_plant(plant, seed);
  if (!any) return std::unexpected(any.error());
  LibraryRun run{std::string(plant), {}, {}};
  const auto days = library_days((*any)->layout(), seed, options);
  for (const auto& planned : days) {
    if (!report(progress, "trying the attack library", static_cast<double>(run.days.size()) / static_cast<double>(days.size())))
      return std::unexpected(Error{ErrorCode::cancelled, "stopped while trying the attack library"});
    ScenarioDay day{planned.seed, {}};
    auto without = plant_with(plant, day.seed, {});
    if (!without) return std::unexpected(without.error());
    for (const auto& one : planned.cases) {
      day.cases.push_back(one);
      auto with = plant_with(plant, day.seed, day.cases);
      if (!with) return std::unexpected(with.error());
      if (shows(**with, **without, one) || !one.detectable) {
        without = std::move(with);
      } else {
        run.inert.push_back(one.name);
        day.cases.pop_back();
      }
    }
    run.days.push_back(std::move(day));
  }
  return run;
}

}  // namespace weir
