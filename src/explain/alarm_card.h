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
  /// What it looks like: "Looks like an attack, replay (84 %): LIT101 repeats its own past. T0856 T0830". Empty: nothing is known.
  std::string pattern(const Alarm& alarm) const;
  /// "Third alarm of a campaign that began 2015-12-28T10:00:00Z in P1 and has reached P3." Empty: it is on its own.
  std::string campaign(const Alarm& alarm) const;
  /// "Had LIT301 read 1001 mm instead of 812 mm there would have been no alarm." Empty: not known.
  std::string counterfactual(const Alarm& alarm) const;
  /// The lines below it, indented: pattern, times, sensors with seen against expected and where it began, broken relations,
  /// campaign, similar alarms, counterfactual.
  std::vector<std::string> card(const Alarm& alarm) const;

 private:
  std::string sensor_line(const Culprit& culprit, std::size_t name_width) const;

  std::vector<std::string> names_;  // [N] fit for a terminal
  std::vector<std::string> units_;  // [N]
  CardStyle style_;
};

}  // namespace weir
