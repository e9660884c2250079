#include "plant/building/weather.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "plant/building/moist_air.h"

namespace weir::building {

Weather::Weather(Random random, std::int64_t clock_s) : random_(random), clock_s_(clock_s) {
  for (Wander* w : {&front_, &hour_, &gust_, &dew_point_, &sky_, &cloud_, &town_}) w->settle(random_);
  course();
  step();
}

void Weather::course() {
  const double hour = static_cast<double>(((clock_s_ % 86400) + 86400) % 86400) / 3600;
  daily_c_ = 5.5 * std::cos(2 * std::numbers::pi * (hour - 15) / 24);  // warmest at three
  const double height = std::max(0.0, std::sin(std::numbers::pi * (hour - 6.3) / 12.4));
  direct_w_m2_ = 620 * std::sqrt(height) * (height > 0 ? 1 : 0);
  diffuse_w_m2_ = 110 * height;
  const auto bell = [hour](double at, double width) { return std::exp(-(hour - at) * (hour - at) / (2 * width * width)); };
  facing_ = {0, 0.8 * bell(8.8, 1.9), 0.75 * bell(12.4, 2.4), 0.8 * bell(16.0, 1.9), 0};
}

void Weather::step() {
  ++clock_s_;
  for (Wander* w : {&front_, &hour_, &gust_, &dew_point_, &sky_, &cloud_, &town_}) w->step(random_);
  if (clock_s_ % 20 == 0) course();
  temperature_c_ = 12.5 + daily_c_ + front_.value + hour_.value + gust_.value;
  const double dew_point_c = std::min(temperature_c_ - 0.2, 6.5 + 0.1 * daily_c_ + dew_point_.value);
  const double vapour_hpa = saturation_hpa(dew_point_c);
  relative_humidity_ = 100 * vapour_hpa / saturation_hpa(temperature_c_);
  humidity_ratio_ = building::humidity_ratio(vapour_hpa);
  co2_ppm_ = 420 + town_.value;
  const double clear = std::clamp(0.6 + sky_.value + cloud_.value, 0.12, 1.0);
  for (std::size_t f = north; f <= west; ++f) sun_[f] = clear * direct_w_m2_ * facing_[f] + (0.6 + 0.4 * clear) * diffuse_w_m2_;
}

}  // namespace weir::building
