// A view is one way to look at one member: how its sensors are pooled into a number, how long that number remembers, and
// whether sensors that have been strange for long are believed less.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/config_table.h"
#include "telemetry/catalogue.h"
#include "topology/graph.h"

namespace weir {

enum class Pool {
  mean,     // mean of |s|, each capped at 8: many sensors a little out
  rms,      // root mean square of the same
  largest,  // the strangest sensor, capped at 50
  stage,    // the strangest stage: sum of |s| over it, each capped at 8, over the root of its number of sensors
};

/// Views of one group are averaged; groups answer different questions and are joined afterwards.
enum class Group {
  onset,    // has something just begun? quickly habituated
  state,    // is the plant where it doesn't belong? unforgiving, slower
  learned,  // what the taught members say of the plant as a whole
  single,   // is any one sensor manipulated? habituated, the taught members' and flatline's strangest sensor
};
inline constexpr std::size_t group_count = 4;

/// How soon lasting strangeness is habit: see Habituation.
enum class Habit {
  none,
  slow,  // a thousand steps, at least four hours
  fast,  // two hundred, at least one hour
};
inline constexpr std::size_t habit_count = 3;

const char* name_of(Pool pool);
const char* name_of(Group group);
const char* name_of(Habit habit);

struct View {
  std::size_t member = 0;  // index into the ensemble's members
  Pool pool = Pool::mean;
  Group group = Group::onset;
  float rate = 1;  // of the exponential average over steps; 1: no memory
  Habit habit = Habit::none;
};

/// Which stage each sensor belongs to: the catalogue's where it names one for every sensor and more than one in all, else the
/// communities of the topology.
std::vector<int> stages_of(const Catalogue& catalogue, const Graph& topology);

/// Pools the sensors of one frame. Owned by one detector: stages need room to be summed in.
class Pooling {
 public:
  explicit Pooling(std::vector<int> stage_of);
  float operator()(Pool pool, std::span<const float> per_sensor);

 private:
  std::vector<int> stage_of_;      // [N]
  std::vector<float> sum_, size_;  // [stages]
};

/// Those of `known` that the default views look at, in their order; all of `known` if none is.
std::vector<std::string> default_members(const std::vector<std::string>& known);

/// [[views]] of the ensemble's table, or the default ones for the members at hand.
Result<std::vector<View>> read_views(ConfigTable& config, const std::vector<std::string>& members);

/// A sensor that has been strange for long counts less: s / max(1, 2 L), L the slow average of min(|s|, 8), s at most 16, so that
/// however strange a sensor is, as a habit it counts 1.
class Habituation {
 public:
  /// `rate` a step: 1 / rate steps until a lasting strangeness is habit.
  Habituation(std::size_t sensors, float rate) : rate_(rate), level_(sensors, 0), out_(sensors, 0) {}
  std::span<const float> step(std::span<const float> per_sensor);
  void reset();

 private:
  float rate_;
  std::vector<float> level_, out_;
};

}  // namespace weir
