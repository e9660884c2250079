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

bool is_covert(const ScenarioCase& one) {
  return std::ranges::any_of(one.attacks, [](const Attack& a) { return a.family == AttackFamily::covert; });
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

std::vector<ScenarioDay> library_days(const LoopLayout& layout, std::uint64_t seed, const TimelineOptions& options) {
  std::vector<ScenarioCase> cases, covert;
  for (const auto& scenario : builtin_scenarios())
    for (auto& one : expand(scenario, layout, seed)) (is_covert(one) ? covert : cases).push_back(std::move(one));
  Random random(seed ^ 0x6C696272617279ULL);
  for (std::size_t i = cases.size(); i > 1; --i) std::swap(cases[i - 1], cases[random.index(i)]);

  std::vector<ScenarioDay> days;
  Duration end{};
  const auto place = [&](ScenarioCase& one) {
    const bool fits = !days.empty() && !(days.back().cases.empty()) && !is_covert(days.back().cases.back()) &&
                      start_after(end, false, one, layout, options) + one.length < options.day;
    if (!fits) days.push_back({random.next() >> 11, {}}), end = {};
    const Duration start = start_after(end, days.back().cases.empty(), one, layout, options);
    days.back().cases.push_back(one.at(start));
    end = start + one.length;
  };
  std::size_t next_covert = 0;
  for (auto& one : cases) {
    const std::size_t before = days.size();
    // A covert case goes to the end of the day that is about to be full.
    const bool full = before > 0 && start_after(end, false, one, layout, options) + one.length >= options.day;
    if (full && next_covert < covert.size() && !is_covert(days.back().cases.back())) place(covert[next_covert++]);
    place(one);
  }
  while (next_covert < covert.size()) place(covert[next_covert++]);
  return days;
}

}  // namespace weir
