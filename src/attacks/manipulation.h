// Manipulations of recorded normal data, open loop: what an attacker or a fault does to reported values. They teach the
// detectors that learn from examples, and measure what a trained model would find. In closed loop see plant/.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/random.h"
#include "telemetry/frame.h"

namespace weir {

enum class ManipulationKind : std::uint8_t {
  bias,    // y + size
  ramp,    // y + size x elapsed / length
  freeze,  // the value at onset, held
  replay,  // the sensor's own values of another time
  swap,    // another sensor's course, brought to this one's mean and deviation
  noise,   // y + N(0, size)
};
inline constexpr std::array manipulation_kinds = {ManipulationKind::bias,   ManipulationKind::ramp, ManipulationKind::freeze,
                                                  ManipulationKind::replay, ManipulationKind::swap, ManipulationKind::noise};
const char* name_of(ManipulationKind kind);

/// One episode on one to three sensors of a stretch of frames.
struct Manipulation {
  ManipulationKind kind = ManipulationKind::bias;
  RowRange rows;  // within the stretch
  std::vector<SensorIndex> sensors;
  std::vector<float> size;   // a sensor each, in its normal deviations, signed
  std::size_t from_row = 0;  // replay: first row taken, in the table that donates
  SensorIndex donor = 0;     // swap: whose course
};

struct ManipulationOptions {
  std::size_t length_min = 5, length_max = 80;  // steps, log-uniform
  std::size_t gap_min = 20, gap_max = 90;       // steps between episodes
  double single_sensor = 0.7;                   // share of episodes on one sensor; else two or three
  double size_min = 0.3, size_max = 6;          // deviations, log-uniform, either sign
};

/// Mean and normal deviation of each sensor, engineering units: what sizes are counted in.
struct SensorSpread {
  std::vector<float> mean, deviation;
};
/// Of the good readings in these rows; deviation 0 for what never moves.
SensorSpread spread_of(const FrameTable& frames, std::span<const RowRange> folds);

/// Episodes one after the other over a stretch of `rows` steps. Only sensors with deviation > 0 are taken.
std::vector<Manipulation> draw_manipulations(Random& random, std::size_t rows, const SensorSpread& spread, std::size_t donor_rows,
                                             const ManipulationOptions& options);

/// Changes the reported values of `stretch` in place. Discrete sensors are forced to another of their values (taken from
/// the donor table) where a kind would give them one that they can't have. `donor` is normal data of the same plant.
void apply(const Manipulation& manipulation, FrameTable& stretch, const FrameTable& donor, const SensorSpread& spread, Random& random);

}  // namespace weir
