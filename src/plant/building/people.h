// Who is in which zone: offices fill in the morning, empty for lunch and in the evening, less on some weekdays; meeting
// rooms are booked by the half hour. The house is a service centre that works at the week-end too, with half its people.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"
#include "plant/building/tags.h"

namespace weir::building {

class People {
 public:
  /// `clock_s`: seconds since the midnight of a Monday; may be negative.
  People(Random random, std::int64_t clock_s) : random_(random), clock_s_(clock_s) {}
  void step();  // one second
  int in_zone(std::size_t zone) const { return heads_[zone]; }
  /// What the presence detector of the zone says: somebody within the last quarter of an hour.
  bool present(std::size_t zone) const { return unseen_s_[zone] < 900; }

 private:
  void plan();  // once a minute: what the hour makes likely

  Random random_;
  std::int64_t clock_s_;
  double presence_ = 0;       // probability that an office worker is at his desk
  double day_factor_ = 0.85;  // of today
  int booked_ = 0;            // heads that the meeting rooms expect
  std::array<int, zone_count> heads_{};
  std::array<int, zone_count> unseen_s_{900, 900, 900, 900, 900, 900};
};

}  // namespace weir::building
