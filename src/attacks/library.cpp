#include "attacks/library.h"

#include <algorithm>

#include "base/random.h"

namespace weir {
namespace {

Duration whole_steps_up(Duration d, const LoopLayout& layout) {
  const Duration step = std::chrono::seconds(layout.step_s);
  return (d + step - Duration(1)) / step * step;
}

/// Where a case may start when the one before ended at `end`.
Duration start_after(Duration end, bool is_first, const ScenarioCase& next, const LoopLayout& layout, const TimelineOptions& options) {
  const Duration calm = is_first ? options.first : end + options.recovery;
  // The recording may reach into the recovery's later half, where the plant is back in its cycle.
  const Duration heard_from = is_first ? std::chrono::seconds(layout.step_s) : end + options.recovery / 2;
  return whole_steps_up(std::max(calm, heard_from + next.lead), layout);
}

}  // namespace

std::vector<ScenarioCase> one_after_the_other(std::span<const ScenarioCase> cases, const LoopLayout& layout,
                                              const TimelineOptions& options) {
  std::vector<ScenarioCase> placed;
  Duration end{};
  for (const auto& each : cases) {
    const Duration start = start_after(end, placed.empty(), each, layout, options);
    placed.push_back(each.at(start));
    end = start + each.length;
  }
  return placed;
}

std::vector<ScenarioDay> days_of(std::span<const ScenarioCase> all, const LoopLayout& layout, std::uint64_t seed,
                                 const TimelineOptions& options) {
  std::vector<ScenarioCase> cases, lasting;
  for (const auto& one : all) (one.lasting ? lasting : cases).push_back(one);
  Random random(seed ^ 0x6C696272617279ULL);
  const auto mix = [&](std::vector<ScenarioCase>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.index(i)]);
  };
  mix(cases), mix(lasting);

  std::vector<ScenarioDay> days;
  Duration end{};
  const auto fits = [&](const ScenarioCase& one) {
    return !days.empty() && !days.back().cases.back().lasting && start_after(end, false, one, layout, options) + one.length <= options.day;
  };
  const auto place = [&](const ScenarioCase& one) {
    if (!fits(one)) days.push_back({random.next() >> 11, {}, {}});
    auto& day = days.back();
    const Duration start = start_after(end, day.cases.empty(), one, layout, options);
    day.cases.push_back(one.at(start));
    end = start + one.length;
    day.length = one.lasting ? end : std::min(end + options.recovery, std::max(end, options.day));
  };
  auto last = lasting.begin();
  for (const auto& one : cases) {
    // The day is about to be full: a lasting case may close it.
    if (!days.empty() && !fits(one) && last != lasting.end() && fits(*last)) place(*last++);
    place(one);
  }
  while (last != lasting.end()) place(*last++);
  return days;
}

std::vector<ScenarioDay> library_days(const LoopLayout& layout, std::uint64_t seed, const TimelineOptions& options) {
  std::vector<ScenarioCase> cases;
  for (const auto& scenario : builtin_scenarios()) {
    auto some = expand(scenario, layout, seed);
    cases.insert(cases.end(), std::move_iterator(some.begin()), std::move_iterator(some.end()));
  }
  return days_of(cases, layout, seed, options);
}

}  // namespace weir
