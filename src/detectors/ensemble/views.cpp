#include "detectors/ensemble/views.h"

#include <algorithm>
#include <cmath>

#include "topology/communities.h"

namespace weir {
namespace {

constexpr float mean_cap = 8, largest_cap = 50;

struct Preset {
  const char* member;
  Pool pool;
  Group group;
  float rate;
  Habit habit;
};

// One set for every plant; why these, see docs/decisions/0004-views-and-fusion.md.
constexpr Preset presets[] = {
    {"var_ridge", Pool::largest, Group::onset, 0.3F, Habit::fast}, {"conditional", Pool::mean, Group::onset, 0.3F, Habit::fast},
    {"excursion", Pool::rms, Group::onset, 0.3F, Habit::fast},     {"var_ridge", Pool::largest, Group::state, 0.07F, Habit::none},
    {"conditional", Pool::mean, Group::state, 0.1F, Habit::none},  {"lstm_gnn", Pool::mean, Group::learned, 1, Habit::none},
    {"attention", Pool::mean, Group::learned, 1, Habit::none},     {"lstm_gnn", Pool::largest, Group::single, 1, Habit::fast},
    {"lstm_gnn", Pool::largest, Group::single, 1, Habit::slow},    {"attention", Pool::largest, Group::single, 1, Habit::fast},
    {"attention", Pool::largest, Group::single, 1, Habit::slow},   {"flatline", Pool::largest, Group::single, 1, Habit::fast},
    {"flatline", Pool::largest, Group::single, 1, Habit::slow},
};

constexpr std::pair<const char*, Pool> pools[] = {
    {"mean", Pool::mean}, {"rms", Pool::rms}, {"largest", Pool::largest}, {"stage", Pool::stage}};
constexpr std::pair<const char*, Habit> habits[] = {{"none", Habit::none}, {"slow", Habit::slow}, {"fast", Habit::fast}};
constexpr std::pair<const char*, Group> groups[] = {
    {"onset", Group::onset}, {"state", Group::state}, {"learned", Group::learned}, {"single", Group::single}};

template <class Value, std::size_t count>
Value chosen(ConfigTable& table, const char* key, const char* fallback, const std::pair<const char*, Value> (&known)[count]) {
  std::vector<std::string> names;
  for (const auto& [name, value] : known) names.emplace_back(name);
  const auto name = table.choice(key, fallback, names);
  return std::ranges::find(known, name, [](const auto& pair) { return std::string(pair.first); })->second;
}

template <class Value, std::size_t count>
const char* name_in(const std::pair<const char*, Value> (&known)[count], Value value) {
  const auto found = std::ranges::find(known, value, &std::pair<const char*, Value>::second);
  return found == std::end(known) ? "?" : found->first;
}

}  // namespace

const char* name_of(Pool pool) { return name_in(pools, pool); }
const char* name_of(Group group) { return name_in(groups, group); }
const char* name_of(Habit habit) { return name_in(habits, habit); }

std::vector<int> stages_of(const Catalogue& catalogue, const Graph& topology) {
  std::vector<int> stages;
  std::vector<std::string> names;
  for (const auto& sensor : catalogue) {
    const auto found = std::ranges::find(names, sensor.stage);
    stages.push_back(static_cast<int>(found - names.begin()));
    if (found == names.end()) names.push_back(sensor.stage);
  }
  const bool all_named = names.size() > 1 && std::ranges::find(names, "") == names.end();
  if (all_named || topology.sensors() == 0) return stages;
  stages = communities(topology);
  stages.resize(catalogue.size(), 0);
  return stages;
}

Pooling::Pooling(std::vector<int> stage_of) : stage_of_(std::move(stage_of)) {
  for (const int stage : stage_of_) {
    size_.resize(std::max(size_.size(), static_cast<std::size_t>(stage) + 1), 0);
    size_[static_cast<std::size_t>(stage)] += 1;
  }
  sum_.resize(size_.size());
}

float Pooling::operator()(Pool pool, std::span<const float> s) {
  float value = 0;
  switch (pool) {
    case Pool::mean:
      for (const float x : s) value += std::min(std::abs(x), mean_cap);
      return s.empty() ? 0 : value / static_cast<float>(s.size());
    case Pool::rms:
      for (const float x : s) {
        const float capped = std::min(std::abs(x), mean_cap);
        value += capped * capped;
      }
      return s.empty() ? 0 : std::sqrt(value / static_cast<float>(s.size()));
    case Pool::largest:
      for (const float x : s) value = std::max(value, std::abs(x));
      return std::min(value, largest_cap);
    case Pool::stage:
      std::fill(sum_.begin(), sum_.end(), 0.0F);
      for (std::size_t i = 0; i < std::min(s.size(), stage_of_.size()); ++i) {
        sum_[static_cast<std::size_t>(stage_of_[i])] += std::min(std::abs(s[i]), mean_cap);
      }
      for (std::size_t k = 0; k < sum_.size(); ++k) value = std::max(value, size_[k] > 0 ? sum_[k] / std::sqrt(size_[k]) : 0);
      return value;
  }
  return 0;
}

std::vector<std::string> default_members(const std::vector<std::string>& known) {
  std::vector<std::string> members;
  for (const auto& name : known) {
    if (std::ranges::any_of(presets, [&](const Preset& preset) { return preset.member == name; })) members.push_back(name);
  }
  return members.empty() ? known : members;
}

Result<std::vector<View>> read_views(ConfigTable& config, const std::vector<std::string>& members) {
  std::vector<View> views;
  auto add = [&](const std::string& member, Pool pool, Group group, double rate, Habit habit) {
    const auto found = std::find(members.begin(), members.end(), member);
    if (found == members.end()) return;
    views.push_back({static_cast<std::size_t>(found - members.begin()), pool, group, static_cast<float>(rate), habit});
  };
  if (!config.has("views")) {
    for (const auto& preset : presets) add(preset.member, preset.pool, preset.group, preset.rate, preset.habit);
    // A member without a preset still has its say.
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (std::none_of(views.begin(), views.end(), [&](const View& v) { return v.member == m; }))
        add(members[m], Pool::rms, Group::state, 0.1, Habit::none);
    }
    return views;
  }
  for (auto& table : config.tables("views")) {
    const auto member = table.choice("member", members.front(), members);
    const auto pool = chosen(table, "pool", "mean", pools);
    const auto group = chosen(table, "group", "onset", groups);
    const double rate = table.number("rate", 1, 1e-4, 1);
    const auto habit = chosen(table, "habit", group == Group::onset || group == Group::single ? "fast" : "none", habits);
    if (auto ok = table.finish(); !ok) return std::unexpected(ok.error());
    add(member, pool, group, rate, habit);
  }
  if (views.empty()) config.complain("views", "is empty; leave it out for the default views");
  return views;
}

std::span<const float> Habituation::step(std::span<const float> per_sensor) {
  for (std::size_t i = 0; i < level_.size(); ++i) {
    out_[i] = std::clamp(per_sensor[i], -2 * mean_cap, 2 * mean_cap) / std::max(1.0F, 2 * level_[i]);
    level_[i] += rate_ * (std::min(std::abs(per_sensor[i]), mean_cap) - level_[i]);
  }
  return out_;
}

void Habituation::reset() { std::fill(level_.begin(), level_.end(), 0.0F); }

}  // namespace weir
