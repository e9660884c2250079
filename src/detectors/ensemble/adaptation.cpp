#include "detectors/ensemble/adaptation.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr float learned_cap = 8;    // one wild step must not move what is usual
constexpr float settled_at = 0.7F;  // of the bound

}  // namespace

Adaptation::Adaptation(std::size_t members, std::size_t sensors, Pace pace) : members_(members), sensors_(sensors), pace_(pace) {
  for (auto* v : {&seen_, &bias_, &size_, &lag_, &out_}) v->assign(members * sensors, 0);
  told_.assign(sensors, 0);
}

std::span<const float> Adaptation::adjusted(std::size_t member, std::span<const float> s) {
  if (pace_.rate <= 0) return s;
  const std::size_t first = member * sensors_;
  for (std::size_t i = 0; i < s.size(); ++i) {
    seen_[first + i] = s[i];
    const std::size_t k = first + i;
    const float scatter = size_[k] - std::abs(lag_[k]);  // what goes one way only, a ramp, isn't scatter
    out_[k] = (s[i] - bias_[k]) / std::max(1.0F, 2 * scatter);
  }
  return {out_.data() + first, s.size()};
}

void Adaptation::learn(Timestamp at, Outlet<Notice>& notices) {
  if (pace_.rate <= 0 || bias_.empty()) return;
  float sum = 0;
  for (std::size_t k = 0; k < bias_.size(); ++k) {
    const float s = std::clamp(seen_[k], -learned_cap, learned_cap);
    const float away = s - bias_[k];
    size_[k] += pace_.rate * (std::abs(away) - size_[k]);
    lag_[k] += pace_.rate * (away - lag_[k]);
    bias_[k] += pace_.rate * away;
    sum += std::abs(bias_[k]);
  }
  drift_ = sum / static_cast<float>(bias_.size());
  tell(at, notices);
}

void Adaptation::tell(Timestamp at, Outlet<Notice>& notices) {
  for (std::size_t i = 0; i < sensors_; ++i) {
    float mean = 0;
    for (std::size_t m = 0; m < members_; ++m) mean += bias_[m * sensors_ + i];
    mean /= static_cast<float>(members_);
    if (std::abs(mean - told_[i]) < told_change) continue;
    const Notice notice{Notice::Kind::adapted, at, static_cast<SensorIndex>(i), told_[i], mean};
    told_[i] = mean;
    notices.push(std::span(&notice, 1));
  }
  if (pace_.bound <= 0) return;
  const bool changed = drift_ > (changed_ ? settled_at : 1) * pace_.bound;
  if (changed == changed_) return;
  changed_ = changed;
  const Notice notice{changed ? Notice::Kind::plant_changed : Notice::Kind::plant_settled, at, 0, pace_.bound, drift_};
  notices.push(std::span(&notice, 1));
}

void Adaptation::reset() {
  for (auto* v : {&seen_, &bias_, &size_, &lag_, &told_}) std::fill(v->begin(), v->end(), 0.0F);
  drift_ = 0;
  changed_ = false;
}

}  // namespace weir
