// Counts of octaves in fine bins: quantiles of many values from little memory, and of sums over folds.
#pragma once

#include <array>
#include <cstdint>

namespace weir {

/// Bins of 1/8 octave from -6 to 20; what lies outside counts in the outermost ones.
class OctaveCounts {
 public:
  static constexpr float lowest = -6, highest = 20, bins_per_octave = 8;
  static constexpr std::size_t bins = static_cast<std::size_t>((highest - lowest) * bins_per_octave);

  void add(float octaves, std::uint32_t times = 1) {
    const float at = (octaves - lowest) * bins_per_octave;
    count_[at <= 0 ? 0 : at >= bins - 1 ? bins - 1 : static_cast<std::size_t>(at)] += times;
    total_ += times;
  }
  void add(const OctaveCounts& other) {
    for (std::size_t b = 0; b < bins; ++b) count_[b] += other.count_[b];
    total_ += other.total_;
  }
  std::uint64_t total() const { return total_; }
  std::uint32_t operator[](std::size_t bin) const { return count_[bin]; }
  static float upper_edge(std::size_t bin) { return lowest + static_cast<float>(bin + 1) / bins_per_octave; }
  /// Linear within its bin; the highest of nothing.
  float quantile(double q) const {
    const double wanted = q * static_cast<double>(total_);
    double below = 0;
    for (std::size_t b = 0; b < bins && total_ > 0; ++b) {
      if (count_[b] == 0) continue;
      if (below + count_[b] >= wanted) return upper_edge(b) - static_cast<float>(1 - (wanted - below) / count_[b]) / bins_per_octave;
      below += count_[b];
    }
    return highest;
  }

 private:
  std::array<std::uint32_t, bins> count_{};
  std::uint64_t total_ = 0;
};

}  // namespace weir
