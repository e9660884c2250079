#include "detectors/discrete_logic/facts.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "stats/robust.h"
#include "telemetry/folds.h"

namespace weir {
namespace {

constexpr std::size_t switches_kept = 1000, values_max = 1000;
constexpr double often = 0.01;  // share of rows that makes a value a state; the two most frequent are states always
constexpr std::size_t dwells_for_quantile = 50, dwells_least = 5, rows_for_range = 30, switches_for_range = 8;
constexpr double range_outside = 0.005;   // on each side
constexpr float narrow_in_state = 0.85F;  // a range this share of the sensor's own, or less, says something of a state
constexpr float narrow_at_switch = 0.5F;  // few switches are narrow by chance
constexpr float forever = 1e9F;
constexpr double common_digits = 1;  // one in ten is nothing rare

/// The narrowest first; ties by sensor.
struct Narrow {
  float share = 0;
  UsualRange range;
};

template <std::size_t terms>
void keep_narrowest(std::vector<Narrow>& found, std::array<UsualRange, terms>& into) {
  std::ranges::stable_sort(found, {}, &Narrow::share);
  for (std::size_t t = 0; t < std::min(terms, found.size()); ++t) into[t] = found[t].range;
}

void learn_dwells(std::span<const FoldFacts> folds, std::size_t without, std::size_t d, StateRules& rules) {
  for (std::size_t s = 0; s < states_max; ++s) {
    std::vector<float> dwells;
    float longest = 0;
    for (std::size_t k = 0; k < folds.size(); ++k) {
      if (k == without) continue;
      const auto& facts = folds[k].sensors[d];
      dwells.insert(dwells.end(), facts.dwells[s].begin(), facts.dwells[s].end());
      longest = std::max(longest, facts.longest[s]);
    }
    const bool many = dwells.size() >= dwells_for_quantile, some = dwells.size() >= dwells_least;
    rules.shortest[s] = some ? static_cast<float>(quantile(dwells, 0.01)) : 1;
    rules.longest[s] = many ? static_cast<float>(quantile(dwells, 0.99)) : some ? longest : forever;
  }
}

void learn_ways(std::span<const FoldFacts> folds, std::size_t without, std::size_t d, StateRules& rules) {
  double rows = 0;
  std::array<double, states_max * states_max> ways{};
  std::vector<float> chatter;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k == without) continue;
    const auto& facts = folds[k].sensors[d];
    rows += folds[k].rows;
    for (std::size_t w = 0; w < ways.size(); ++w) ways[w] += facts.ways[w];
    chatter.insert(chatter.end(), facts.chatter.begin(), facts.chatter.end());
  }
  rules.chatter = chatter.empty() ? 1 : static_cast<float>(quantile(chatter, 0.995));
  rules.unknown = static_cast<float>(std::log10(rows + 1));
  const std::size_t states = rules.set.count;
  for (std::size_t from = 0; from < states; ++from) {
    double left = 0;
    for (std::size_t to = 0; to < states; ++to) left += ways[from * states_max + to];
    for (std::size_t to = 0; to < states; ++to) {
      const double share = (ways[from * states_max + to] + 0.5) / (left + 0.5 * static_cast<double>(states));
      rules.rarity[from * states_max + to] = static_cast<float>(std::max(0.0, -std::log10(share) - common_digits));
    }
  }
}

void learn_ranges(std::span<const FoldFacts> folds, std::size_t without, std::size_t d, std::span<const SensorIndex> moving,
                  StateRules& rules) {
  std::array<std::vector<Narrow>, states_max> in_state;
  std::vector<float> width(moving.size(), 0);
  for (std::size_t m = 0; m < moving.size(); ++m) {
    std::array<ZCounts, states_max> with;
    ZCounts all;
    for (std::size_t k = 0; k < folds.size(); ++k) {
      if (k == without) continue;
      for (std::size_t s = 0; s < rules.set.count; ++s) {
        with[s].add(folds[k].sensors[d].with[m][s]);
        all.add(folds[k].sensors[d].with[m][s]);
      }
    }
    width[m] = all.quantile(1 - range_outside) - all.quantile(range_outside);
    if (!(width[m] > 0)) continue;
    for (std::size_t s = 0; s < rules.set.count; ++s) {
      if (with[s].total() < rows_for_range) continue;
      const float low = with[s].quantile(range_outside), high = with[s].quantile(1 - range_outside), share = (high - low) / width[m];
      if (share <= narrow_in_state) in_state[s].push_back({share, {static_cast<float>(moving[m]), low, high}});
    }
  }
  for (std::size_t s = 0; s < rules.set.count; ++s) keep_narrowest(in_state[s], rules.in_state[s]);

  struct Seen {
    float low = INFINITY, high = -INFINITY;
    std::size_t times = 0;
  };
  std::vector<Seen> at_switch(states_max * states_max * moving.size());
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k == without) continue;
    for (const auto& one : folds[k].sensors[d].switches) {
      for (std::size_t m = 0; m < moving.size(); ++m) {
        auto& seen = at_switch[(one.from * states_max + one.to) * moving.size() + m];
        if (std::isnan(one.z[m])) continue;
        seen = {std::min(seen.low, one.z[m]), std::max(seen.high, one.z[m]), seen.times + 1};
      }
    }
  }
  for (std::size_t way = 0; way < states_max * states_max; ++way) {
    std::vector<Narrow> found;
    for (std::size_t m = 0; m < moving.size(); ++m) {
      const auto& [low, high, times] = at_switch[way * moving.size() + m];
      if (times < switches_for_range || !(width[m] > 0)) continue;
      const float margin = (0.1F + 2 / static_cast<float>(times)) * (high - low), share = (high - low + 2 * margin) / width[m];
      if (share <= narrow_at_switch) found.push_back({share, {static_cast<float>(moving[m]), low - margin, high + margin}});
    }
    keep_narrowest(found, rules.at_switch[way]);
  }
}

}  // namespace

void ZCounts::add(float z) {
  const float at = (z + 8) * 16;
  ++count_[at <= 0 ? 0 : at >= bins - 1 ? bins - 1 : static_cast<std::size_t>(at)];
  ++total_;
}

void ZCounts::add(const ZCounts& other) {
  for (std::size_t b = 0; b < bins; ++b) count_[b] = static_cast<std::uint16_t>(count_[b] + other.count_[b]);
  total_ += other.total_;
}

float ZCounts::quantile(double q) const {
  const double wanted = q * total_;
  double below = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    if (count_[b] == 0) continue;
    if (below + count_[b] >= wanted) return -8 + (static_cast<float>(b) + static_cast<float>((wanted - below) / count_[b])) / 16;
    below += count_[b];
  }
  return 0;
}

std::vector<StateSet> state_sets(const FrameTable& frames, std::span<const RowRange> folds) {
  std::vector<StateSet> sets;
  for (std::size_t i = 0; i < frames.sensors(); ++i) {
    if (frames.catalogue()[i].kind != SensorKind::discrete) continue;
    std::map<float, std::size_t> times;
    std::size_t rows = 0;
    for (const auto& fold : folds) {
      for (std::size_t row = fold.first; row < fold.last && times.size() <= values_max; ++row) {
        if (!delivered(frames.frame(row), i)) continue;
        ++times[frames.values(row)[i]];
        ++rows;
      }
    }
    if (times.size() > values_max) continue;
    std::vector<std::pair<std::size_t, float>> by_times;
    for (const auto& [value, count] : times) by_times.emplace_back(count, value);
    std::ranges::stable_sort(by_times, std::greater{}, &std::pair<std::size_t, float>::first);
    std::size_t count = 0;
    while (count < by_times.size() && (count < 2 || static_cast<double>(by_times[count].first) >= often * static_cast<double>(rows)))
      ++count;
    if (count < 2 || count > states_max) continue;
    StateSet set{.sensor = static_cast<SensorIndex>(i), .count = count};
    for (std::size_t s = 0; s < count; ++s) set.value[s] = by_times[s].second;
    std::sort(set.value.begin(), set.value.begin() + static_cast<std::ptrdiff_t>(count));
    sets.push_back(set);
  }
  return sets;
}

std::vector<SensorIndex> moving_sensors(const Catalogue& catalogue) {
  std::vector<SensorIndex> moving;
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    if (catalogue[i].kind == SensorKind::continuous || catalogue[i].kind == SensorKind::level)
      moving.push_back(static_cast<SensorIndex>(i));
  }
  return moving;
}

FoldFacts facts_of(const FrameTable& frames, RowRange fold, std::span<const StateSet> sets, std::span<const SensorIndex> moving,
                   const Normaliser& normaliser, std::size_t every) {
  FoldFacts facts;
  facts.sensors.resize(sets.size());
  for (auto& sensor : facts.sensors) sensor.with.resize(moving.size());
  StateRuns runs(sets);
  std::vector<float> previous(frames.sensors(), NAN), z(frames.sensors()), recent(sets.size(), 0);
  std::vector<std::uint8_t> there(moving.size());
  run_through_fold(frames, fold, [&](std::size_t row, bool counts) {
    const auto frame = frames.frame(row);
    if (frame.after_gap) {
      runs.reset();
      std::ranges::fill(previous, NAN);
      std::ranges::fill(recent, 0.0F);
    }
    normaliser.apply(frame.values, previous, z);
    runs.step(frame);
    const bool taken = row % every == 0;
    for (std::size_t m = 0; m < moving.size(); ++m) there[m] = delivered(frame, moving[m]);
    std::uint64_t joint = 0;
    bool complete = !sets.empty();
    for (std::size_t d = 0; d < sets.size(); ++d) {
      const auto& run = runs[d];
      complete = complete && run.judged && run.state >= 0;
      if (!run.judged || run.state < 0) continue;
      joint = (joint + hash_of(sets[d].sensor, run.state)) & joint_mask;
      recent[d] += chatter_rate * ((run.switched ? 1.0F : 0.0F) - recent[d]);
      if (!counts) continue;
      auto& of = facts.sensors[d];
      const auto state = static_cast<std::size_t>(run.state);
      of.longest[state] = std::max(of.longest[state], static_cast<float>(run.run));
      if (run.switched) {
        const auto from = static_cast<std::size_t>(run.from);
        if (run.whole_before) of.dwells[from].push_back(static_cast<float>(run.run_before));
        of.ways[from * states_max + state] += 1;
        if (of.switches.size() < switches_kept) {
          auto& one = of.switches.emplace_back(from, state, std::vector<float>(moving.size(), NAN));
          for (std::size_t m = 0; m < moving.size(); ++m) one.z[m] = there[m] ? z[moving[m]] : NAN;
        }
      }
      if (!taken) continue;
      of.chatter.push_back(recent[d]);
      if (run.run < settled_run) continue;
      for (std::size_t m = 0; m < moving.size(); ++m) {
        if (there[m]) of.with[m][state].add(z[moving[m]]);
      }
    }
    if (!counts) return;
    facts.rows += 1;
    if (!complete) return;
    facts.joint_rows += 1;
    if (facts.joint.size() <= JointStates::known_max || facts.joint.contains(joint)) ++facts.joint[joint];
  });
  return facts;
}

Logic logic_of(std::span<const FoldFacts> folds, std::size_t without, std::span<const StateSet> sets, std::span<const SensorIndex> moving) {
  Logic logic;
  for (std::size_t d = 0; d < sets.size(); ++d) {
    StateRules rules;
    rules.set = sets[d];
    learn_dwells(folds, without, d, rules);
    learn_ways(folds, without, d, rules);
    learn_ranges(folds, without, d, moving, rules);
    logic.rules.push_back(rules);
  }
  std::set<std::uint64_t> joint;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k == without) continue;
    for (const auto& [one, rows] : folds[k].joint) joint.insert(one);
  }
  if (joint.size() <= JointStates::known_max) logic.joint.known.assign(joint.begin(), joint.end());
  return logic;
}

float novelty_of(std::span<const FoldFacts> folds, std::span<const Logic> without) {
  double rows = 0, unseen = 0;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    rows += folds[k].joint_rows;
    if (without[k].joint.known.empty()) continue;
    for (const auto& [one, count] : folds[k].joint) unseen += without[k].joint.contains(one) ? 0 : count;
  }
  return rows > 0 ? static_cast<float>(std::max(0.0, -std::log10((unseen + 1) / (rows + 1)))) : 0;
}

}  // namespace weir
