#include "detectors/self_supervised/inputs.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float stillness_rate = 0.1F;
constexpr float input_cap = 4;

}  // namespace

NetworkInputs::NetworkInputs(std::shared_ptr<const LinearModel> model, std::span<const float> habitual)
    : tracker_(std::move(model), {}), habitual_(habitual.begin(), habitual.end()) {
  const std::size_t n = habitual_.size();
  stillness_ = habitual_;
  z_before_.assign(n, 0);
  values_.assign(n * per_sensor, 0);
}

void NetworkInputs::reset() {
  tracker_.reset();
  fresh_ = true;
  stillness_ = habitual_;
}

std::span<const float> NetworkInputs::step(const FrameView& frame) {
  if (frame.after_gap) reset();
  tracker_.step(frame);
  const auto z = tracker_.z();
  const auto& unit = tracker_.model().forecast_unit;
  for (std::size_t i = 0; i < z.size(); ++i) {
    float* x = values_.data() + i * per_sensor;
    const float change = fresh_ ? 0 : z[i] - z_before_[i];
    // What was not delivered did not stand still: absence is not a frozen reading.
    if (!fresh_ && tracker_.judged(i)) stillness_[i] += stillness_rate * ((change == 0 ? 1.0F : 0.0F) - stillness_[i]);
    x[0] = std::clamp(change / unit[i], -input_cap, input_cap);
    x[1] = stillness_[i] - habitual_[i];
    x[2] = std::clamp(tracker_.forecast()[i], -input_cap, input_cap);
    x[3] = std::clamp(tracker_.conditional()[i], -input_cap, input_cap);
    z_before_[i] = z[i];
  }
  fresh_ = false;
  return values_;
}

std::vector<float> habitual_stillness(const FrameTable& frames, std::span<const RowRange> folds) {
  std::vector<double> still(frames.sensors(), 0), steps(frames.sensors(), 0);
  for (const auto& fold : folds) {
    for (std::size_t row = fold.first + 1; row < fold.last; ++row) {
      if (frames.after_gap(row)) continue;
      const auto now = frames.values(row), before = frames.values(row - 1);
      const auto quality = frames.quality(row);
      const bool two_steps = row >= fold.first + 2 && !frames.after_gap(row - 1);
      for (std::size_t i = 0; i < now.size(); ++i) {
        if (quality[i] != Quality::good && quality[i] != Quality::uncertain) continue;
        const bool counter = frames.catalogue()[i].kind == SensorKind::counter;  // its z is the increment
        if (counter && !two_steps) continue;
        steps[i] += 1;
        still[i] += (counter ? now[i] - before[i] == before[i] - frames.values(row - 2)[i] : now[i] == before[i]) ? 1 : 0;
      }
    }
  }
  std::vector<float> share(still.size());
  for (std::size_t i = 0; i < share.size(); ++i) share[i] = steps[i] > 0 ? static_cast<float>(still[i] / steps[i]) : 0;
  return share;
}

}  // namespace weir
