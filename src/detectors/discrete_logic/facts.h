// What one fold of normal data shows of its discrete sensors, and the rules that follow from some folds.
#pragma once

#include <map>
#include <vector>

#include "detectors/discrete_logic/logic.h"
#include "linear/normaliser.h"
#include "telemetry/frame.h"

namespace weir {

/// How often a z fell where, in steps of 1/16 from -8 to 8.
class ZCounts {
 public:
  void add(float z);
  void add(const ZCounts& other);
  std::uint32_t total() const { return total_; }
  float quantile(double q) const;  // linear within a bin; 0 of nothing

 private:
  static constexpr std::size_t bins = 256;
  std::array<std::uint16_t, bins> count_{};  // rows are taken so sparsely that they fit
  std::uint32_t total_ = 0;
};

/// The discrete sensors with two to states_max frequent values in the folds, by sensor.
std::vector<StateSet> state_sets(const FrameTable& frames, std::span<const RowRange> folds);
/// The sensors whose ranges may go with a state.
std::vector<SensorIndex> moving_sensors(const Catalogue& catalogue);

struct Switch {
  std::size_t from = 0, to = 0;
  std::vector<float> z;  // [moving]; NaN: not delivered
};

struct StateFacts {
  std::array<std::vector<float>, states_max> dwells;   // whole runs, steps
  std::array<float, states_max> longest{};             // of any run
  std::vector<Switch> switches;                        // the first thousand with values, all counted below
  std::array<double, states_max * states_max> ways{};  // how often from .. to ..
  std::vector<float> chatter;                          // share of recent steps with a switch, every k-th row
  std::vector<std::array<ZCounts, states_max>> with;   // [moving], every k-th row
};

struct FoldFacts {
  std::vector<StateFacts> sensors;               // a set each
  std::map<std::uint64_t, std::uint32_t> joint;  // rows in each joint state
  double rows = 0, joint_rows = 0;
};

FoldFacts facts_of(const FrameTable& frames, RowRange fold, std::span<const StateSet> sets, std::span<const SensorIndex> moving,
                   const Normaliser& normaliser, std::size_t every);

/// Of all folds but `without`. The novelty of joint states is left 0: it takes another fold to tell.
Logic logic_of(std::span<const FoldFacts> folds, std::size_t without, std::span<const StateSet> sets, std::span<const SensorIndex> moving);

/// Digits of a joint state that the other folds didn't have, over all folds.
float novelty_of(std::span<const FoldFacts> folds, std::span<const Logic> without);

}  // namespace weir
