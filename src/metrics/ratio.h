// The two small formulas that every metric shares, with the house's answer to 0/0: a rate without a base is 0.
#pragma once

#include <cstddef>

namespace weir {

inline double ratio(double part, double whole) { return whole == 0 ? 0.0 : part / whole; }
inline double ratio(std::size_t part, std::size_t whole) { return ratio(static_cast<double>(part), static_cast<double>(whole)); }
inline double harmonic_mean(double a, double b) { return a + b == 0 ? 0.0 : 2 * a * b / (a + b); }

}  // namespace weir
