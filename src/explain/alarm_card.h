// How an alarm is told to a person. Pure text: no file, no terminal, no clock.
#pragma once

#include <string>
#include <vector>

#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "telemetry/notice.h"

namespace weir {

struct CardStyle {
  bool colour = false;
  std::size_t sensors_max = 5;  // in the card; the line names at most three
};

class AlarmCard {
 public:
  AlarmCard(const Catalogue& catalogue, CardStyle style);

  /// "2015-12-28T10:03:20Z  ALARM 3 opened   LIT101 61 %, MV101 22 %   p = 8e-08"
  std::string line(const Alarm& alarm) const;
  /// "2015-12-28T10:03:20Z  NOTICE  the plant has changed: ..."
  std::string line(const Notice& notice) const;
  /// One plain sentence: what is strange, how far off, since when, and which relations broke.
  std::string sentence(const Alarm& alarm) const;
  /// The lines below it, indented: times, sensors with seen against expected, broken relations.
  std::vector<std::string> card(const Alarm& alarm) const;

 private:
  std::string sensor_line(const Culprit& culprit, std::size_t name_width) const;

  std::vector<std::string> names_;  // [N] fit for a terminal
  std::vector<std::string> units_;  // [N]
  CardStyle style_;
};

}  // namespace weir
