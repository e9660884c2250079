#include "attacks/expand.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "attacks/adversary.h"
#include "base/random.h"

namespace weir {
namespace {

/// A sensor, actuator, set-point or site that a step may touch.
struct Candidate {
  SensorIndex sensor = 0;
  std::string_view name;
  const Setpoint* setpoint = nullptr;
  const FaultSite* site = nullptr;
};

/// "*" stands for any text.
bool fits(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() != '*') return !name.empty() && name.front() == pattern.front() && fits(pattern.substr(1), name.substr(1));
  const auto rest = pattern.find_first_not_of('*');
  if (rest == std::string_view::npos) return true;
  for (std::size_t skip = 0; skip < name.size(); ++skip)
    if (fits(pattern.substr(rest), name.substr(skip))) return true;
  return false;
}

double range_of(const LoopLayout& layout, SensorIndex sensor) {
  const auto& info = (*layout.catalogue)[sensor];
  return info.high - info.low;
}

bool measures(const LoopLayout& layout, SensorIndex sensor) {
  const auto kind = (*layout.catalogue)[sensor].kind;
  return !layout.points[sensor].actuator && range_of(layout, sensor) > 0 && (kind == SensorKind::continuous || kind == SensorKind::level);
}

std::vector<Candidate> candidates_of(const ScenarioStep& step, const LoopLayout& layout) {
  std::vector<Candidate> all;
  const Place place = info_of(step.family).place;
  if (place == Place::covert && !layout.twin) return all;
  if (place == Place::setpoint || place == Place::staged) {
    for (const auto& setpoint : layout.setpoints)
      if (place == Place::setpoint || !setpoint.acts_on.empty()) all.push_back({setpoint.sensor, setpoint.name, &setpoint, nullptr});
  } else if (place == Place::process) {
    for (const auto& site : layout.faults)
      if (site.kind == fault_kind_of(step.family)) all.push_back({site.sensor, layout.name(site.sensor), nullptr, &site});
  } else {
    const bool actuators = place == Place::command || place == Place::covert;
    for (std::size_t i = 0; i < layout.size(); ++i) {
      const auto sensor = static_cast<SensorIndex>(i);
      const bool fitting =
          actuators ? layout.points[i].actuator
                    : measures(layout, sensor) && (step.on != TargetRole::level || (*layout.catalogue)[sensor].kind == SensorKind::level);
      if (fitting) all.push_back({sensor, layout.name(sensor), nullptr, nullptr});
    }
  }
  if (step.names.empty()) return all;
  auto named = all;
  std::erase_if(named,
                [&](const Candidate& c) { return std::ranges::none_of(step.names, [&](auto& name) { return fits(name, c.name); }); });
  return named.empty() && !step.strict ? all : named;
}

void shuffle(std::vector<Candidate>& list, Random& random) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.index(i)]);
}

/// Chooses other targets for each case, until all have had their turn.
class Chooser {
 public:
  Chooser(const ScenarioStep& step, const LoopLayout& layout, Random random)
      : step_(&step), layout_(&layout), all_(candidates_of(step, layout)) {
    shuffle(all_, random);
  }
  std::size_t size() const { return all_.size(); }
  std::vector<Candidate> next() {
    std::vector<Candidate> chosen;
    const auto first = all_[next_++ % all_.size()];
    chosen.push_back(first);
    for (std::size_t k = 0; k < all_.size() && chosen.size() < step_->points; ++k) {
      const auto& other = all_[(next_ + k) % all_.size()];
      if (std::ranges::find(chosen, other.sensor, &Candidate::sensor) != chosen.end()) continue;
      if (step_->same_stage && (*layout_->catalogue)[other.sensor].stage != (*layout_->catalogue)[first.sensor].stage) continue;
      chosen.push_back(other);
    }
    return chosen;
  }

 private:
  const ScenarioStep* step_;
  const LoopLayout* layout_;
  std::vector<Candidate> all_;
  std::size_t next_ = 0;
};

double position(double low, double high, double share) { return low + share * (high - low); }

/// A state of an actuator, a level to show: the place `size` within its range.
double set_value(const LoopLayout& layout, SensorIndex sensor, Size size) {
  const auto& point = layout.points[sensor];
  if (!point.states.empty()) return size.amount >= 0.5 ? point.states.back() : point.states.front();
  const auto& info = (*layout.catalogue)[sensor];
  double value = size.amount;
  if (size.unit == SizeUnit::range) value = position(info.low, info.high, size.amount);
  if (size.unit == SizeUnit::span) value = position(point.low, point.high, size.amount);
  return std::clamp(value, point.low, point.high);
}

/// A change in the sensor's unit.
double change(const LoopLayout& layout, const Candidate& on, Size size, const SensorSpread* spread) {
  const auto& point = layout.points[on.sensor];
  switch (size.unit) {
    case SizeUnit::plain: return size.amount;
    case SizeUnit::range: return size.amount * range_of(layout, on.sensor);
    case SizeUnit::span: return size.amount * (point.high - point.low);
    case SizeUnit::strong: return on.site ? size.amount * on.site->strong : size.amount * range_of(layout, on.sensor);
    case SizeUnit::sigma:
      return size.amount * (spread ? static_cast<double>(spread->deviation[on.sensor]) : range_of(layout, on.sensor) / 6);
  }
  return size.amount;
}

double value_for(const LoopLayout& layout, const ScenarioStep& step, const Candidate& on, Size size, Duration length,
                 const SensorSpread* spread) {
  switch (step.family) {
    case AttackFamily::force:
    case AttackFamily::concealed:
    case AttackFamily::covert:
    case AttackFamily::fixed:
    case AttackFamily::staged: return set_value(layout, on.sensor, size);
    case AttackFamily::setpoint: {
      const auto& point = layout.points[on.sensor];
      return std::clamp(on.setpoint->value + change(layout, on, size, spread), point.low, point.high);
    }
    case AttackFamily::ramp: return change(layout, on, size, spread) / seconds(length);
    case AttackFamily::drift: return change(layout, on, size, spread) / seconds(length) * 3600;
    case AttackFamily::noise:
    case AttackFamily::quantise: return std::abs(change(layout, on, size, spread));
    default: return info_of(step.family).takes_value ? change(layout, on, size, spread) : 0;
  }
}

Duration whole_steps(Duration d, const LoopLayout& layout) {
  const Duration step = std::chrono::seconds(layout.step_s);
  return d / step * step;
}

std::string size_text(Size size) {
  constexpr const char* units[] = {"", " range", " span", " strong", " sigma"};
  return fmt::format("{:g}{}", size.amount, units[static_cast<std::size_t>(size.unit)]);
}

Attack attack_of(const ScenarioStep& step, const std::vector<Candidate>& on, Size size, Duration duration, const LoopLayout& layout,
                 const SensorSpread* spread) {
  Attack attack;
  attack.family = step.family;
  const Duration one_step = std::chrono::seconds(layout.step_s);
  attack.start = whole_steps(Duration(static_cast<std::int64_t>(step.from * static_cast<double>(duration.count()))), layout);
  const Duration end = whole_steps(Duration(static_cast<std::int64_t>(step.to * static_cast<double>(duration.count()))), layout);
  attack.duration = std::max(one_step, end - attack.start);
  attack.lag = on.size() > 1 || step.family == AttackFamily::staged ? whole_steps(step.lag, layout) : Duration{};
  const auto points = static_cast<std::int64_t>(std::max<std::size_t>(on.size(), 2));
  if (attack.lag * (points - 1) >= attack.duration) attack.lag = whole_steps(attack.duration / points, layout);
  if (info_of(step.family).records) attack.back = std::max(one_step, whole_steps(step.back, layout));
  attack.view = step.view;
  attack.error = step.error;
  for (const auto& each : on) attack.points.push_back({each.sensor, value_for(layout, step, each, size, attack.duration, spread)});
  if (step.family == AttackFamily::setpoint) attack.setpoint = on[0].setpoint->name;
  if (step.family == AttackFamily::staged) {
    // Told low, the controller would fill; the actuator is driven the same way, so that command and reading agree.
    const auto actuator = on[0].setpoint->acts_on[0];
    attack.points.push_back({actuator, set_value(layout, actuator, {size.amount < 0.5 ? 1.0 : 0.0, SizeUnit::span})});
  }
  return attack;
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

ScenarioCase ScenarioCase::at(Duration start) const {
  ScenarioCase moved = *this;
  for (auto& attack : moved.attacks) attack.start += start;
  return moved;
}

std::vector<ScenarioCase> expand(const Scenario& scenario, const LoopLayout& layout, std::uint64_t seed, const SensorSpread* spread) {
  Random random(seed ^ hash_of(scenario.name));
  std::vector<Chooser> choosers;
  for (std::size_t k = 0; k < scenario.steps.size(); ++k) {
    choosers.emplace_back(scenario.steps[k], layout, random.fork(k));
    if (scenario.steps[k].on != TargetRole::same && choosers.back().size() == 0) return {};
  }
  std::vector<ScenarioCase> cases;
  for (std::size_t turn = 0; turn < scenario.repeat; ++turn)
    for (const auto& size : scenario.sizes)
      for (const auto& duration : scenario.durations) {
        ScenarioCase one{scenario.name, {}, scenario.fault, scenario.detectable, scenario.techniques, {}, {}, {}};
        std::vector<Candidate> on;
        std::vector<std::string_view> touched;
        Adversary rehearsal(layout);  // knows what cannot go together
        bool possible = true;
        for (std::size_t k = 0; k < scenario.steps.size() && possible; ++k) {
          const auto& step = scenario.steps[k];
          Attack attack;
          possible = false;
          for (std::size_t tries = 0; tries < std::max<std::size_t>(1, choosers[k].size()) && !possible; ++tries) {
            if (step.on != TargetRole::same) on = choosers[k].next();
            attack = attack_of(step, on, step.size.value_or(size), duration, layout, spread);
            Attack tried = attack;
            tried.name = scenario.name;
            tried.start += std::chrono::days(14);
            possible = rehearsal.add(tried, 0).has_value();
          }
          one.length = std::max(one.length, attack.start + attack.duration);
          one.lead = std::max(one.lead, attack.back - attack.start);
          for (const auto& each : on)
            if (std::ranges::find(touched, each.name) == touched.end()) touched.push_back(each.name);
          one.attacks.push_back(std::move(attack));
        }
        if (!possible) continue;
        one.name = fmt::format("{} {}, {}, on {}", scenario.name, size_text(size), format_duration(duration), fmt::join(touched, " and "));
        for (std::size_t k = 0; k < one.attacks.size(); ++k)
          one.attacks[k].name = one.attacks.size() == 1 ? one.name : fmt::format("{}, part {}", one.name, k + 1);
        cases.push_back(std::move(one));
      }
  return cases;
}

}  // namespace weir
