// A mild spring without seasons: days differ by a few degrees and by their clouds, and every day asks for heat in the
// morning and for cooling in the afternoon.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "plant/noise.h"

namespace weir::building {

enum Facade : std::size_t { north, east, south, west, no_facade };

class Weather {
 public:
  /// `clock_s`: seconds since some midnight.
  Weather(Random random, std::int64_t clock_s);
  void step();  // one second

  double temperature_c() const { return temperature_c_; }
  double relative_humidity() const { return relative_humidity_; }  // %
  double humidity_ratio() const { return humidity_ratio_; }        // kg/kg
  double co2_ppm() const { return co2_ppm_; }
  /// Through a vertical window, W/m2.
  double sun_w_m2(Facade facade) const { return sun_[facade]; }

 private:
  void course();  // what follows the hour

  Random random_;
  std::int64_t clock_s_;
  double daily_c_ = 0, direct_w_m2_ = 0, diffuse_w_m2_ = 0;
  std::array<double, 5> facing_{};  // share of the direct light that a facade gets now
  double temperature_c_ = 0, relative_humidity_ = 0, humidity_ratio_ = 0, co2_ppm_ = 420;
  std::array<double, 5> sun_{};
  // Days, hours, gusts.
  Wander front_{1.1, 100000}, hour_{0.35, 4000}, gust_{0.12, 240};
  Wander dew_point_{1.0, 50000}, sky_{0.13, 60000}, cloud_{0.16, 900}, town_{6, 5000};
};

}  // namespace weir::building
