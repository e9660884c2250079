#include "linear/normaliser.h"

#include <algorithm>
#include <cmath>

#include "stats/robust.h"

namespace weir {
namespace {

constexpr std::size_t quantile_rows_max = 50000;

struct SensorMoments {
  double count = 0, mean = 0, m2 = 0;
  double low = 0, high = 0;
  void add(double x) {
    if (count == 0) low = high = x;
    low = std::min(low, x);
    high = std::max(high, x);
    count += 1;
    const double delta = x - mean;
    mean += delta / count;
    m2 += delta * (x - mean);
  }
};

bool usable(Quality quality) { return quality == Quality::good || quality == Quality::uncertain; }

}  // namespace

Normaliser Normaliser::fit(const FrameTable& frames, std::span<const RowRange> rows) {
  const std::size_t n = frames.sensors();
  std::vector<SensorMoments> moments(n);
  std::vector<std::vector<float>> sample(n);  // every k-th usable value, for quantiles
  std::size_t all_rows = 0;
  for (const auto& range : rows) all_rows += range.size();
  const std::size_t every = std::max<std::size_t>(1, all_rows / quantile_rows_max);
  std::vector<float> previous(n, NAN);
  Normaliser result;
  result.counter_.resize(n);
  for (std::size_t i = 0; i < n; ++i) result.counter_[i] = frames.catalogue()[i].kind == SensorKind::counter;
  for (const auto& range : rows) {
    std::fill(previous.begin(), previous.end(), NAN);
    for (std::size_t row = range.first; row < range.last; ++row) {
      if (frames.after_gap(row)) std::fill(previous.begin(), previous.end(), NAN);
      const auto values = frames.values(row);
      const auto quality = frames.quality(row);
      for (std::size_t i = 0; i < n; ++i) {
        if (!usable(quality[i]) || !std::isfinite(values[i])) continue;
        const bool rising = !std::isnan(previous[i]) && values[i] >= previous[i];
        const float level = result.counter_[i] ? values[i] - previous[i] : values[i];
        previous[i] = values[i];
        if (result.counter_[i] && !rising) continue;
        moments[i].add(level);
        if (row % every == 0) sample[i].push_back(level);
      }
    }
  }
  result.mean_.resize(n);
  result.scale_.resize(n);
  result.constant_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto& m = moments[i];
    const double sd = m.count > 0 ? std::sqrt(m.m2 / m.count) : 0;
    const bool constant = m.count == 0 || m.high - m.low <= 1e-7 * std::abs(m.mean);
    const double low = quantile(sample[i], 0.001), high = quantile(sample[i], 0.999), width = high - low;
    const bool wide = width > 0;  // rare switches only: then the whole range
    const double range = wide ? std::min(m.high, high + 0.5 * width) - std::max(m.low, low - 0.5 * width) : m.high - m.low;
    double scale = constant ? std::abs(m.mean) : std::max(sd, scale_floor_of_range * range);
    if (!(scale > 1e-30)) scale = 1;
    result.mean_[i] = static_cast<float>(m.mean);
    result.scale_[i] = static_cast<float>(scale);
    result.constant_[i] = constant;
  }
  return result;
}

void Normaliser::apply(std::span<const float> values, std::span<float> previous, std::span<float> z) const {
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    const float value = values[i];
    if (std::isnan(value) || (counter_[i] && std::isinf(value))) {
      z[i] = 0;
      continue;
    }
    float level = value;
    if (counter_[i]) {
      // A counter's first value and its resets say nothing about its rate.
      const bool rising = !std::isnan(previous[i]) && value >= previous[i];
      level = rising ? value - previous[i] : mean_[i];
    }
    previous[i] = value;
    z[i] = std::clamp((level - mean_[i]) / scale_[i], -clip, clip);
  }
}

void Normaliser::save(TensorSet& tensors) const {
  const std::size_t n = mean_.size();
  tensors.put("normaliser.mean", {n}, mean_);
  tensors.put("normaliser.scale", {n}, scale_);
  tensors.put("normaliser.constant", {n}, std::vector<float>(constant_.begin(), constant_.end()));
  tensors.put("normaliser.counter", {n}, std::vector<float>(counter_.begin(), counter_.end()));
}

Result<Normaliser> Normaliser::load(const TensorSet& tensors, std::size_t sensors) {
  Normaliser result;
  auto read = [&](const char* name, auto& into) -> Status {
    auto values = tensors.get(name, {sensors});
    if (!values) return std::unexpected(values.error());
    constexpr bool flags = std::is_same_v<decltype(into), std::vector<std::uint8_t>&>;
    for (const float v : *values) {
      if (!std::isfinite(v)) return bad_input("tensor {} holds a number that is not finite", name);
      if (flags && v != 0 && v != 1) return bad_input("tensor {} holds {}, which is neither 0 nor 1", name, v);
    }
    into.assign(values->begin(), values->end());
    return {};
  };
  for (auto ok : {read("normaliser.mean", result.mean_), read("normaliser.scale", result.scale_),
                  read("normaliser.constant", result.constant_), read("normaliser.counter", result.counter_)}) {
    if (!ok) return std::unexpected(ok.error());
  }
  for (const float scale : result.scale_) {
    if (!(scale > 0)) return bad_input("tensor normaliser.scale holds {}, which is no scale", scale);
  }
  return result;
}

}  // namespace weir
