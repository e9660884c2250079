#include "plant/building/people.h"

#include <cmath>

namespace weir::building {
namespace {

constexpr std::size_t meeting_rooms = 5;
constexpr int desks[zone_count] = {15, 16, 18, 16, 20, 0};
constexpr double weekday_factor[7] = {0.84, 0.88, 0.9, 0.87, 0.78, 0.5, 0.45};
constexpr double stay_s = 1500;  // how soon desks follow the hour: people come and go around it

double rise(double hour, double at, double width) { return 1 / (1 + std::exp(-(hour - at) / width)); }

}  // namespace

void People::plan() {
  const std::int64_t second = ((clock_s_ % 604800) + 604800) % 604800;
  const double hour = static_cast<double>(second % 86400) / 3600;
  if (second % 86400 < 60) day_factor_ = weekday_factor[second / 86400] * random_.uniform(0.95, 1.05);
  const double lunch = 0.4 * rise(hour, 12.1, 0.12) * (1 - rise(hour, 13.1, 0.12));
  presence_ = day_factor_ * rise(hour, 8.4, 0.28) * (1 - rise(hour, 17.3, 0.3)) * (1 - lunch);
  if (hour < 7.2 || hour > 18.6) presence_ = 0;
  const bool slot = (second % 1800) < 60;
  if (hour < 8.5 || hour > 17.5) booked_ = 0;
  else if (slot) booked_ = random_.chance(0.72 * day_factor_) ? 4 + static_cast<int>(random_.index(10)) : 0;
}

void People::step() {
  ++clock_s_;
  if (clock_s_ % 60 == 0) plan();
  for (std::size_t z = 0; z < zone_count; ++z) {
    double come, go;  // probabilities within this second
    if (z == meeting_rooms) {
      come = booked_ > heads_[z] ? 0.02 : 0;
      go = booked_ < heads_[z] ? 0.03 : 0;
    } else {
      come = (desks[z] - heads_[z]) * presence_ / stay_s;
      go = heads_[z] * (1 - presence_) / stay_s;
    }
    const double draw = random_.uniform();
    if (draw < come) ++heads_[z];
    else if (draw < come + go) --heads_[z];
    unseen_s_[z] = heads_[z] > 0 ? 0 : unseen_s_[z] + 1;
  }
}

}  // namespace weir::building
