// Location and scale that a few bad rows can't move.
#pragma once

#include <span>
#include <vector>

namespace weir {

/// Linear interpolation between order statistics, q in [0, 1]; NaN of an empty span. Reorders `values`.
double quantile(std::vector<float>& values, double q);
double median(std::vector<float>& values);
/// 1.4826 median |x - median|: the standard deviation of a normal distribution with the same middle half.
double mad_scale(std::vector<float>& values);

}  // namespace weir
