// What normal data say of discrete sensors: how long, after what, with what.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/discrete_logic/state_runs.h"
#include "linear/normaliser.h"
#include "model_file/model_file.h"

namespace weir {

/// The usual range of another sensor, in z.
struct UsualRange {
  static constexpr float unused = -1;
  float sensor = unused, low = 0, high = 0;
};

struct StateRules {
  static constexpr std::size_t in_state_terms = 3, at_switch_terms = 2;
  StateSet set;
  std::array<float, states_max> shortest{}, longest{};                        // steps a state lasts
  std::array<float, states_max * states_max> rarity{};                        // [from, to] -log10 p, what is rarer than one in ten
  float chatter = 0;                                                          // share of recent steps with a switch, a high quantile
  float unknown = 0;                                                          // digits of a value never seen
  std::array<std::array<UsualRange, in_state_terms>, states_max> in_state{};  // others while it rests in a state
  std::array<std::array<UsualRange, at_switch_terms>, states_max * states_max> at_switch{};  // others when it switches
};

/// Joint states of all discrete sensors that occurred, as sums of hashes, rising; empty where there are too many to know.
struct JointStates {
  static constexpr std::size_t known_max = 512;
  std::vector<std::uint64_t> known;
  float novelty = 0;  // digits of one that didn't occur
  bool contains(std::uint64_t joint) const;
};
/// Of one sensor's state; 44 bits, so that two floats hold a sum of them.
std::uint64_t hash_of(std::size_t sensor, int state);
constexpr std::uint64_t joint_mask = (std::uint64_t{1} << 44) - 1;

struct Logic {
  std::vector<StateRules> rules;
  JointStates joint;
};

void save(const Logic& logic, TensorSet& tensors);
Result<Logic> load_logic(const TensorSet& tensors, std::size_t sensors);

/// What is strange about each discrete sensor now, by aspect.
class LogicState {
 public:
  enum Aspect : std::size_t { transition, dwell, chatter, in_state, at_switch, joint, aspects };
  using Strange = std::array<float, aspects>;

  LogicState(Normaliser normaliser, Logic logic);
  void reset();
  void step(const FrameView& frame);
  std::size_t size() const { return logic_.rules.size(); }
  SensorIndex sensor(std::size_t d) const { return logic_.rules[d].set.sensor; }
  const Strange& of(std::size_t d) const { return strange_[d]; }  // all 0 where not judged
  bool judged(std::size_t d) const { return runs_[d].judged; }
  /// +1 where the reading is at or above its mean in normal data, else -1.
  float side(std::size_t d) const { return z_[sensor(d)] >= 0 ? 1.0F : -1.0F; }

 private:
  struct Memory {  // of what has just happened; fades
    float transition = 0, too_short = 0, at_switch = 0, chatter = 0;
  };
  float beyond(std::span<const UsualRange> ranges) const;
  void judge(std::size_t d);
  void judge_joint();

  Normaliser normaliser_;
  Logic logic_;
  StateRuns runs_;
  std::vector<Memory> memory_;
  std::vector<Strange> strange_;
  std::vector<float> previous_, z_;
  std::vector<std::uint8_t> candidate_;
};

constexpr float chatter_rate = 1.0F / 30;
constexpr std::uint32_t settled_run = 3;  // steps after a switch before the others are held to the state

}  // namespace weir
