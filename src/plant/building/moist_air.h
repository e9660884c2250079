// Properties of air that the building needs. Magnus' formula after Sonntag 1990; pressure 1013 hPa.
#pragma once

#include <cmath>

namespace weir::building {

inline constexpr double air_j_m3_k = 1206;         // heat capacity of a cubic metre
inline constexpr double air_kg_m3 = 1.2;           // density
inline constexpr double evaporation_j_kg = 2.5e6;  // of water

inline double saturation_hpa(double temperature_c) { return 6.112 * std::exp(17.62 * temperature_c / (243.12 + temperature_c)); }
/// kg water per kg dry air.
inline double humidity_ratio(double vapour_hpa) { return 0.622 * vapour_hpa / (1013 - vapour_hpa); }

}  // namespace weir::building
