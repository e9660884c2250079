// An alarm for programs: one JSON object, stable field names, the same everywhere an alarm leaves the house as JSON.
#pragma once

#include <string>
#include <vector>

#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"
#include "telemetry/notice.h"

namespace weir {

class AlarmJson {
 public:
  explicit AlarmJson(const Catalogue& catalogue);
  /// {"type":"alarm","id":..,"phase":..,"at":..,"onset":..,"peak":..,"last":..,"score":..,"p_value":..,"sensors":[..],"edges":[..],
  ///  "verdict":..,"patterns":[..],"campaign":{..} or null,"similar":[..],"counterfactual":{..} or null}
  /// An unknown number is null.
  std::string object(const Alarm& alarm) const;
  /// {"type":"notice","kind":..,"at":..,"sensor":..,"before":..,"after":..}; sensor only where it is about one.
  std::string object(const Notice& notice) const;

 private:
  std::string meaning(const Alarm& alarm) const;

  std::vector<std::string> names_, units_;  // [N] as JSON strings
};

}  // namespace weir
