// How still each sensor is just now, in octaves: what a stuck, repeating, coarsened or smoothed reading has too much of.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "linear/normaliser.h"
#include "telemetry/frame.h"

namespace weir {

/// O(N x aspects) a step. Larger is stiller, whichever the aspect:
///   0 .. 7   log2(1 + steps in a row that repeated the reading 1 .. 8 steps before): stuck; a short pattern played again
///   8, 9     -log2 of the average |change| over 8 and 40 steps, in the normaliser's scale: fine variation lost
///   10, 11   the same of the change of the change: what moves along a drawn line
///   12       -log2 of the share of the last 30 steps on which the reading moved at all: resolution lost
/// An average starts from what is usual, so that a fresh start is neither still nor lively.
class Stillness {
 public:
  static constexpr std::size_t periods = 8, averages = 5, aspects = periods + averages;
  static constexpr float stillest = 20;  // of the averages; runs end where floats do

  /// `usual` [N, aspects] of the averages. Only sensors that are `watched` [N] are followed.
  Stillness(Normaliser normaliser, std::span<const float> usual, std::vector<std::uint8_t> watched);
  void reset();
  void step(const FrameView& frame);

  std::size_t sensors() const { return normaliser_.sensors(); }
  bool judged(std::size_t i) const { return judged_[i] != 0; }
  std::span<const float> of(std::size_t i) const { return std::span(octaves_).subspan(i * aspects, aspects); }
  /// +1 where the reading is at or above its middle in normal data, else -1.
  float side(std::size_t i) const { return side_[i]; }

 private:
  Normaliser normaliser_;
  std::vector<float> start_;                     // [N, averages]
  std::vector<float> average_, octaves_, side_;  // [N, averages], [N, aspects], [N]
  std::vector<float> past_;                      // [N, periods], a ring of readings; NaN: none
  std::vector<std::uint32_t> run_, at_;          // [N, periods], [N] newest in the ring
  std::vector<float> change_;                    // [N] last one; NaN: none
  std::vector<std::uint8_t> watched_, judged_;
};

}  // namespace weir
