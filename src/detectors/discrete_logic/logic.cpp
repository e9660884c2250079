#include "detectors/discrete_logic/logic.h"

#include <cmath>

namespace weir {
namespace {

constexpr float keep_event = 0.9F, keep_switch = 0.95F;  // a step: what happened is remembered for ten or twenty
constexpr std::size_t range_numbers = 3;
constexpr std::size_t row_numbers =
    2 + states_max + 2 * states_max + states_max * states_max + 2 +
    range_numbers * (states_max * StateRules::in_state_terms + states_max * states_max * StateRules::at_switch_terms);
constexpr std::uint64_t half_bits = 22;

/// Calls take(float&) for every number of the rules, in the order of the file.
template <class Take>
void each_number(StateRules& r, float& sensor, float& count, Take&& take) {
  take(sensor);
  take(count);
  for (auto* array : {&r.set.value, &r.shortest, &r.longest}) {
    for (auto& v : *array) take(v);
  }
  for (auto& v : r.rarity) take(v);
  take(r.chatter);
  take(r.unknown);
  auto ranges = [&](auto& table) {
    for (auto& row : table) {
      for (auto& range : row) {
        take(range.sensor);
        take(range.low);
        take(range.high);
      }
    }
  };
  ranges(r.in_state);
  ranges(r.at_switch);
}

/// Down to nothing, not to the smallest numbers there are: those are slow.
float faded(float value, float keep) { return value < 1e-6F ? 0 : value * keep; }

bool whole_below(float value, std::size_t limit) { return value >= 0 && value < static_cast<float>(limit) && value == std::floor(value); }

bool sane(const StateRules& r, float sensor, float count, std::size_t sensors) {
  if (!whole_below(sensor, sensors) || !whole_below(count, states_max + 1)) return false;
  auto known = [&](const auto& table) {
    for (const auto& row : table) {
      for (const auto& range : row) {
        if (range.sensor != UsualRange::unused && !whole_below(range.sensor, sensors)) return false;
      }
    }
    return true;
  };
  auto positive = [](float v) { return v > 0; };
  return std::ranges::all_of(r.shortest, positive) && std::ranges::all_of(r.longest, positive) && known(r.in_state) && known(r.at_switch);
}

}  // namespace

bool JointStates::contains(std::uint64_t joint) const { return std::binary_search(known.begin(), known.end(), joint); }

std::uint64_t hash_of(std::size_t sensor, int state) {
  std::uint64_t x = (static_cast<std::uint64_t>(sensor) * 16 + static_cast<std::uint64_t>(state + 1) + 1) * 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return (x ^ (x >> 31)) & joint_mask;
}

void save(const Logic& logic, TensorSet& tensors) {
  std::vector<float> numbers, joint;
  for (auto rules : logic.rules) {
    auto sensor = static_cast<float>(rules.set.sensor), count = static_cast<float>(rules.set.count);
    each_number(rules, sensor, count, [&](float& v) { numbers.push_back(v); });
  }
  for (const auto one : logic.joint.known) {
    joint.push_back(static_cast<float>(one >> half_bits));
    joint.push_back(static_cast<float>(one & ((std::uint64_t{1} << half_bits) - 1)));
  }
  tensors.put("rules", {logic.rules.size(), row_numbers}, numbers);
  tensors.put("joint", {logic.joint.known.size(), 2}, joint);
  tensors.put_number("novelty", logic.joint.novelty);
}

Result<Logic> load_logic(const TensorSet& tensors, std::size_t sensors) {
  const auto numbers = tensors.get("rules", {TensorSet::any, row_numbers});
  if (!numbers) return std::unexpected(numbers.error());
  const auto joint = tensors.get("joint", {TensorSet::any, 2});
  if (!joint) return std::unexpected(joint.error());
  const auto novelty = tensors.number("novelty");
  if (!novelty) return std::unexpected(novelty.error());
  auto finite = [](float v) { return std::isfinite(v); };
  if (!std::ranges::all_of(*numbers, finite) || !(*novelty >= 0 && std::isfinite(*novelty)))
    return bad_input("the rules of discrete_logic hold a number that isn't finite");
  Logic logic;
  for (std::size_t at = 0; at < numbers->size(); at += row_numbers) {
    StateRules rules;
    float sensor = 0, count = 0;
    std::size_t next = at;
    each_number(rules, sensor, count, [&](float& v) { v = (*numbers)[next++]; });
    if (!sane(rules, sensor, count, sensors)) return bad_input("rule {} of discrete_logic makes no sense", at / row_numbers);
    rules.set.sensor = static_cast<SensorIndex>(sensor);
    rules.set.count = static_cast<std::size_t>(count);
    logic.rules.push_back(rules);
  }
  for (std::size_t at = 0; at < joint->size(); at += 2) {
    const float high = (*joint)[at], low = (*joint)[at + 1];
    constexpr std::size_t half = std::size_t{1} << half_bits;
    if (!whole_below(high, half) || !whole_below(low, half)) return bad_input("joint state {} of discrete_logic makes no sense", at / 2);
    logic.joint.known.push_back(static_cast<std::uint64_t>(high) << half_bits | static_cast<std::uint64_t>(low));
  }
  if (!std::ranges::is_sorted(logic.joint.known)) return bad_input("the joint states of discrete_logic aren't in order");
  logic.joint.novelty = *novelty;
  return logic;
}

namespace {

std::vector<StateSet> sets_of(const Logic& logic) {
  std::vector<StateSet> sets;
  for (const auto& rules : logic.rules) sets.push_back(rules.set);
  return sets;
}

}  // namespace

LogicState::LogicState(Normaliser normaliser, Logic logic)
    : normaliser_(std::move(normaliser)), logic_(std::move(logic)), runs_(sets_of(logic_)) {
  memory_.resize(size());
  strange_.resize(size());
  candidate_.resize(size());
  previous_.resize(normaliser_.sensors());
  z_.resize(normaliser_.sensors());
  reset();
}

void LogicState::reset() {
  runs_.reset();
  std::fill(memory_.begin(), memory_.end(), Memory{});
  std::fill(strange_.begin(), strange_.end(), Strange{});
  std::fill(previous_.begin(), previous_.end(), NAN);
}

void LogicState::step(const FrameView& frame) {
  if (frame.after_gap) reset();
  normaliser_.apply(frame.values, previous_, z_);
  for (std::size_t i = 0; i < z_.size(); ++i) {
    if (!delivered(frame, i)) z_[i] = NAN;
  }
  runs_.step(frame);
  for (std::size_t d = 0; d < size(); ++d) judge(d);
  if (!logic_.joint.known.empty()) judge_joint();
}

float LogicState::beyond(std::span<const UsualRange> ranges) const {
  float farthest = 0;
  for (const auto& range : ranges) {
    if (range.sensor == UsualRange::unused) continue;
    const float z = z_[static_cast<std::size_t>(range.sensor)];
    if (!std::isnan(z)) farthest = std::max({farthest, z - range.high, range.low - z});
  }
  return farthest;
}

void LogicState::judge(std::size_t d) {
  const auto& rules = logic_.rules[d];
  const auto& run = runs_[d];
  auto& memory = memory_[d];
  strange_[d] = {};
  if (!run.judged) return;
  memory.transition = faded(memory.transition, keep_event);
  memory.too_short = faded(memory.too_short, keep_event);
  memory.at_switch = faded(memory.at_switch, keep_switch);
  memory.chatter = faded(memory.chatter, 1 - chatter_rate) + (run.switched ? chatter_rate : 0.0F);
  const auto state = static_cast<std::size_t>(std::max(run.state, 0));
  if (run.switched) {
    const auto from = static_cast<std::size_t>(run.from), way = from * states_max + state;
    memory.transition = std::max(memory.transition, rules.rarity[way]);
    memory.at_switch = std::max(memory.at_switch, beyond(rules.at_switch[way]));
    if (run.whole_before)
      memory.too_short = std::max(memory.too_short, std::log2(rules.shortest[from] / static_cast<float>(run.run_before)));
  }
  auto& strange = strange_[d];
  strange[transition] = run.state < 0 ? rules.unknown : memory.transition;
  strange[at_switch] = memory.at_switch;
  strange[chatter] = std::max(0.0F, std::log2((memory.chatter + chatter_rate) / (rules.chatter + chatter_rate)));
  strange[dwell] = memory.too_short;
  if (run.state < 0) return;
  strange[dwell] = std::max(memory.too_short, std::log2(static_cast<float>(run.run) / rules.longest[state]));
  if (run.run >= settled_run) strange[in_state] = beyond(rules.in_state[state]);
}

/// An unseen joint state is laid on those sensors whose other state would make it a known one, the latest to switch first.
void LogicState::judge_joint() {
  std::uint64_t joint_now = 0;
  for (std::size_t d = 0; d < size(); ++d) {
    if (!runs_[d].judged || runs_[d].state < 0) return;
    joint_now = (joint_now + hash_of(sensor(d), runs_[d].state)) & joint_mask;
  }
  if (logic_.joint.contains(joint_now)) return;
  bool any = false;
  for (std::size_t d = 0; d < size(); ++d) {
    candidate_[d] = 0;
    const std::uint64_t rest = joint_now - hash_of(sensor(d), runs_[d].state);
    for (int other = 0; other < static_cast<int>(logic_.rules[d].set.count); ++other) {
      if (other != runs_[d].state) candidate_[d] |= logic_.joint.contains((rest + hash_of(sensor(d), other)) & joint_mask);
    }
    any |= candidate_[d] != 0;
  }
  std::uint32_t latest = static_cast<std::uint32_t>(-1);
  for (std::size_t d = 0; d < size(); ++d) {
    if (candidate_[d] || !any) latest = std::min(latest, runs_[d].run);
  }
  for (std::size_t d = 0; d < size(); ++d) {
    if ((candidate_[d] || !any) && runs_[d].run == latest) strange_[d][joint] = logic_.joint.novelty;
  }
}

}  // namespace weir
