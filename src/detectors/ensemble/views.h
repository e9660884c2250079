// A view is one way to look at one member: how its sensors are pooled into a number, how long that number remembers, and
// whether sensors that have been strange for long are believed less.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/config_table.h"

namespace weir {

enum class Pool {
  mean,     // mean of |s|, each capped at 8: many sensors a little out
  rms,      // root mean square of the same
  largest,  // the strangest sensor, capped at 50
};

/// Views of one group are averaged; groups answer different questions and are joined afterwards.
enum class Group {
  onset,    // has something just begun? habituated, quick
  state,    // is the plant where it doesn't belong? unforgiving, slower
  learned,  // what the taught members say
};
inline constexpr std::size_t group_count = 3;

struct View {
  std::size_t member = 0;  // index into the ensemble's members
  Pool pool = Pool::mean;
  Group group = Group::onset;
  float rate = 1;  // of the exponential average over steps; 1: no memory
  bool habituated() const { return group == Group::onset; }
};

float pooled(Pool pool, std::span<const float> per_sensor);

/// Those of `known` that the default views look at, in their order; all of `known` if none is.
std::vector<std::string> default_members(const std::vector<std::string>& known);

/// [[views]] of the ensemble's table, or the default ones for the members at hand.
Result<std::vector<View>> read_views(ConfigTable& config, const std::vector<std::string>& members);

/// A sensor that has been strange for long counts less: s / max(1, 2 L), L the slow average of min(|s|, 8).
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
