// Engineering units to comparable numbers: z = (x - mean) / scale, and back.
#pragma once

#include <span>
#include <vector>

#include "base/error.h"
#include "model_file/model_file.h"
#include "telemetry/frame.h"

namespace weir {

/// The scale is the larger of the standard deviation and `scale_floor_of_range` of the range seen: a sensor that hardly
/// moves must not turn its noise into evidence. The range is cut at half its width beyond the .1 and 99.9 % quantiles, so
/// that a single spike doesn't set it. A constant sensor gets its own value as scale (1 where that is 0).
/// Counters are modelled by their increments: z is then of the step's increase.
class Normaliser {
 public:
  static constexpr double scale_floor_of_range = 0.3;
  static constexpr float clip = 8;

  Normaliser() = default;
  /// From the rows given; a value that isn't usable (bad, missing, NaN) is left out.
  static Normaliser fit(const FrameTable& frames, std::span<const RowRange> rows);

  std::size_t sensors() const { return mean_.size(); }
  bool constant(std::size_t i) const { return constant_[i] != 0; }
  float scale(std::size_t i) const { return scale_[i]; }
  /// z [N] of one frame. `previous` [N] is the caller's memory of the last raw values (for counters), NaN at first; it is
  /// updated. Values never seen give 0, the middle.
  void apply(std::span<const float> values, std::span<float> previous, std::span<float> z) const;
  /// The engineering value whose z would be `z`; for counters relative to `previous`.
  float to_units(std::size_t i, float z, float previous) const { return mean_[i] + scale_[i] * z + (counter_[i] ? previous : 0.0F); }

  void save(TensorSet& tensors) const;
  static Result<Normaliser> load(const TensorSet& tensors, std::size_t sensors);

 private:
  std::vector<float> mean_, scale_;
  std::vector<std::uint8_t> constant_, counter_;
};

}  // namespace weir
