// A finned coil between water and air, in counterflow: rows of well-mixed water, the air passing them in reverse order.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace weir::building {

template <std::size_t rows>
class Coil {
 public:
  /// `ua_w_k` from water to air of the whole coil, `capacity_j_k` of its water and metal.
  Coil(double ua_w_k, double capacity_j_k, double water_c) : row_ua_w_k_(ua_w_k / rows), row_capacity_j_k_(capacity_j_k / rows) {
    water_c_.fill(water_c);
  }

  /// One second. Streams are heat capacity rates; both may be 0 (still air takes 20 W/K by itself). Returns the heat given to
  /// the air in W, negative when it cools; `into_water_w` comes from elsewhere (condensation). The water that left this second
  /// had the temperature that leaving_c() gave before.
  double step(double water_w_k, double water_in_c, double air_w_k, double air_in_c, double into_water_w = 0) {
    const double air = std::max(air_w_k, 20.0);
    // Exchange with a stream of air along one row at water temperature; forced convection grows with the flow.
    const double taken = air * (1 - std::exp(-row_ua_w_k_ / air));
    double heat_w = 0, air_c = air_in_c;
    std::array<double, rows> given{};
    for (std::size_t i = rows; i-- > 0;) {
      given[i] = taken * (water_c_[i] - air_c);
      air_c += given[i] / air;
      heat_w += given[i];
    }
    double entering_c = water_in_c;
    for (std::size_t i = 0; i < rows; ++i) {
      const double leaving_c = water_c_[i];
      water_c_[i] += (water_w_k * (entering_c - leaving_c) - given[i] + into_water_w / rows) / row_capacity_j_k_;
      entering_c = leaving_c;
    }
    return heat_w;
  }
  double leaving_c() const { return water_c_[rows - 1]; }
  double mean_c() const {
    double sum = 0;
    for (const double t : water_c_) sum += t;
    return sum / rows;
  }
  /// Above 0 degrees.
  double stored_j() const { return mean_c() * rows * row_capacity_j_k_; }

 private:
  double row_ua_w_k_, row_capacity_j_k_;
  std::array<double, rows> water_c_{};
};

}  // namespace weir::building
