// The directions along which chosen features of a plant vary most, from moments alone.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "linear/moments.h"

namespace weir {

/// Of u [S N], the chosen slots of every sensor's features, slot after slot (all sensors' first slot, then all sensors' second).
struct PrincipalComponents {
  std::vector<float> mean;       // [S N]
  std::vector<float> direction;  // [R, S N], orthonormal rows, the largest variance first
  std::vector<float> variance;   // [R] along them

  /// As many components as carry `share` of the variance, at most components_max; none of a plant that never moves. Signs are fixed:
  /// the largest entry of each direction is positive.
  static PrincipalComponents fit(const Moments& moments, std::size_t width, std::span<const std::size_t> slots, double share,
                                 std::size_t components_max);
};

}  // namespace weir
