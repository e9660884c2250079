// What the network reads of a sensor at a step: how it moved and how the linear members judge it. No raw value, no name.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "linear/linear_base.h"

namespace weir {

/// Four numbers a sensor, each within +-4:
///   0  change of z since the step before, in units of the forecast residual
///   1  share of recent steps on which the reading stood exactly still (average over ten), less its habitual share
///   2  forecast residual, 3 conditional residual, in their units
class NetworkInputs {
 public:
  static constexpr std::size_t per_sensor = 4;
  /// `habitual_stillness` [N]: share of steps of normal data on which a sensor stands still.
  NetworkInputs(std::shared_ptr<const LinearModel> model, std::span<const float> habitual_stillness);
  void reset();
  std::span<const float> step(const FrameView& frame);  // [N, 4]
  const LinearTracker& linear() const { return tracker_; }

 private:
  LinearTracker tracker_;
  std::vector<float> habitual_, stillness_, z_before_, values_;
  bool fresh_ = true;
};

/// Share of steps on which each sensor repeats its z exactly, over all rows of the folds.
std::vector<float> habitual_stillness(const FrameTable& frames, std::span<const RowRange> folds);

}  // namespace weir
