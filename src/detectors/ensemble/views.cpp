#include "detectors/ensemble/views.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float mean_cap = 8, largest_cap = 50;

struct Preset {
  const char* member;
  Pool pool;
  Group group;
  float rate;
};

// One set for every plant; why these, see docs/decisions/0004-views-and-fusion.md.
constexpr Preset presets[] = {
    {"var_ridge", Pool::largest, Group::onset, 0.3F}, {"conditional", Pool::mean, Group::onset, 0.3F},
    {"excursion", Pool::rms, Group::onset, 0.3F},     {"var_ridge", Pool::largest, Group::state, 0.07F},
    {"conditional", Pool::mean, Group::state, 0.1F},  {"lstm_gnn", Pool::mean, Group::learned, 1},
};

}  // namespace

float pooled(Pool pool, std::span<const float> s) {
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
  auto add = [&](const std::string& member, Pool pool, Group group, double rate) {
    const auto found = std::find(members.begin(), members.end(), member);
    if (found == members.end()) return;
    views.push_back({static_cast<std::size_t>(found - members.begin()), pool, group, static_cast<float>(rate)});
  };
  if (!config.has("views")) {
    for (const auto& preset : presets) add(preset.member, preset.pool, preset.group, preset.rate);
    // A member without a preset still has its say.
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (std::none_of(views.begin(), views.end(), [&](const View& v) { return v.member == m; }))
        add(members[m], Pool::rms, Group::state, 0.1);
    }
    return views;
  }
  for (auto& table : config.tables("views")) {
    const auto member = table.choice("member", members.front(), members);
    const auto pool = table.choice("pool", "mean", {"mean", "rms", "largest"});
    const auto group = table.choice("group", "onset", {"onset", "state", "learned"});
    const double rate = table.number("rate", 1, 1e-4, 1);
    if (auto ok = table.finish(); !ok) return std::unexpected(ok.error());
    add(member,
        pool == "mean"  ? Pool::mean
        : pool == "rms" ? Pool::rms
                        : Pool::largest,
        group == "onset"   ? Group::onset
        : group == "state" ? Group::state
                           : Group::learned,
        rate);
  }
  if (views.empty()) config.complain("views", "is empty; leave it out for the default views");
  return views;
}

std::span<const float> Habituation::step(std::span<const float> per_sensor) {
  for (std::size_t i = 0; i < level_.size(); ++i) {
    out_[i] = per_sensor[i] / std::max(1.0F, 2 * level_[i]);
    level_[i] += rate_ * (std::min(std::abs(per_sensor[i]), mean_cap) - level_[i]);
  }
  return out_;
}

void Habituation::reset() { std::fill(level_.begin(), level_.end(), 0.0F); }

}  // namespace weir
