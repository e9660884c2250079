#include "detectors/flatline/stillness.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "detectors/delivered.h"

namespace weir {
namespace {

constexpr std::array<float, Stillness::averages> rate = {1.0F / 8, 1.0F / 40, 1.0F / 8, 1.0F / 40, 1.0F / 30};
constexpr float largest_change = 1e6F;

float octaves_of(float average) { return -std::log2(std::max(average, std::exp2(-Stillness::stillest))); }

}  // namespace

Stillness::Stillness(Normaliser normaliser, std::span<const float> usual, std::vector<std::uint8_t> watched)
    : normaliser_(std::move(normaliser)), watched_(std::move(watched)) {
  const std::size_t n = normaliser_.sensors();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t a = 0; a < averages; ++a) start_.push_back(std::exp2(-usual[i * aspects + periods + a]));
  }
  average_.resize(n * averages);
  octaves_.resize(n * aspects);
  side_.resize(n);
  past_.resize(n * periods);
  run_.resize(n * periods);
  at_.resize(n);
  change_.resize(n);
  judged_.resize(n);
  reset();
}

void Stillness::reset() {
  average_ = start_;
  std::fill(past_.begin(), past_.end(), NAN);
  std::fill(change_.begin(), change_.end(), NAN);
  std::fill(run_.begin(), run_.end(), 0);
  std::fill(at_.begin(), at_.end(), 0);
  std::fill(octaves_.begin(), octaves_.end(), 0.0F);
  std::fill(judged_.begin(), judged_.end(), 0);
}

void Stillness::step(const FrameView& frame) {
  if (frame.after_gap) reset();
  for (std::size_t i = 0; i < judged_.size(); ++i) {
    judged_[i] = watched_[i] && delivered(frame, i);
    if (!judged_[i]) continue;
    const float now = frame.values[i];
    float* octaves = octaves_.data() + i * aspects;
    float* past = past_.data() + i * periods;
    float* average = average_.data() + i * averages;
    const float before = past[at_[i]];
    for (std::size_t p = 0; p < periods; ++p) {
      auto& run = run_[i * periods + p];
      const bool repeats = now == past[(at_[i] + periods - p) % periods];
      run = repeats ? std::min(run + 1, std::numeric_limits<std::uint32_t>::max() - 1) : 0;
      octaves[p] = run == 0 ? 0 : std::log2(1.0F + static_cast<float>(run));
    }
    at_[i] = (at_[i] + 1) % periods;
    past[at_[i]] = now;
    side_[i] = now >= normaliser_.to_units(i, 0, std::isnan(before) ? now : before) ? 1.0F : -1.0F;
    if (std::isnan(before)) {
      for (std::size_t a = 0; a < averages; ++a) octaves[periods + a] = octaves_of(average[a]);
      continue;
    }
    const float change = std::clamp((now - before) / normaliser_.scale(i), -largest_change, largest_change);
    const float bend = std::isnan(change_[i]) ? change : change - change_[i];
    change_[i] = change;
    const std::array<float, averages> seen = {std::abs(change), std::abs(change), std::abs(bend), std::abs(bend),
                                              now == before ? 0.0F : 1.0F};
    for (std::size_t a = 0; a < averages; ++a) {
      average[a] += rate[a] * (seen[a] - average[a]);
      octaves[periods + a] = octaves_of(average[a]);
    }
  }
}

}  // namespace weir
