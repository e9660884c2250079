#include "patterns/recent_window.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float deviation_cap = 1000;  // keeps sums finite; beyond it nothing is told apart

}  // namespace

RecentWindow::RecentWindow(std::size_t sensors, std::size_t rows) : sensors_(sensors), capacity_(std::max<std::size_t>(1, rows)) {
  at_.resize(capacity_);
  for (auto* cells : {&value_, &deviation_, &strangeness_}) cells->resize(capacity_ * sensors_);
  usable_.resize(capacity_ * sensors_);
}

void RecentWindow::append(const FrameView& frame, const ScoreView& score) noexcept {
  at_[next_] = frame.step_at;
  const std::size_t first = next_ * sensors_;
  const bool expects = score.expected.size() == sensors_ && score.spread.size() == sensors_;
  const bool strange = score.per_sensor.size() == sensors_;
  for (std::size_t i = 0; i < sensors_; ++i) {
    const float seen = frame.values[i];
    value_[first + i] = seen;
    const float off = expects && score.spread[i] > 0 ? (seen - score.expected[i]) / score.spread[i] : NAN;
    deviation_[first + i] = std::isfinite(off) ? std::clamp(off, -deviation_cap, deviation_cap) : NAN;
    strangeness_[first + i] = strange && std::isfinite(score.per_sensor[i]) ? score.per_sensor[i] : 0;
    const auto quality = frame.quality[i];
    usable_[first + i] = (quality == Quality::good || quality == Quality::uncertain) && std::isfinite(seen);
  }
  next_ = next_ + 1 < capacity_ ? next_ + 1 : 0;
  filled_ = std::min(filled_ + 1, capacity_);
}

std::size_t RecentWindow::row_of(Timestamp at) const {
  std::size_t low = 0, high = filled_;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (at_[place(middle)] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

}  // namespace weir
