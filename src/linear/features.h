// The recursive past of every sensor: what it was one to `lags` steps ago, and its slow averages.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace weir {

/// Which features a sensor has. Slot 0 is the value now, then lag 1 .. lags, then one average per span.
struct FeatureLayout {
  std::size_t lags = 3;
  std::vector<float> spans = {5, 20, 100};  // rows; an average forgets by 1 / span a row
  std::size_t past() const { return lags + spans.size(); }
  std::size_t width() const { return 1 + past(); }
};

/// O(N x width) a step, no window kept. Slow averages hold rows up to the one before now.
class FeatureState {
 public:
  FeatureState(std::size_t sensors, FeatureLayout layout);
  /// Takes the next z [N]. The first one after reset() fills the whole past with itself.
  void advance(std::span<const float> z);
  void reset() { fresh_ = true; }
  /// [N, width], sensor-major.
  std::span<const float> values() const { return values_; }
  const FeatureLayout& layout() const { return layout_; }

 private:
  FeatureLayout layout_;
  std::size_t sensors_;
  std::vector<float> values_;
  std::vector<float> rate_;
  bool fresh_ = true;
};

}  // namespace weir
