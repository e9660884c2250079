// Attacks whose truth is known to the second and the sensor: how strong must one be to be found, and is the right sensor named?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/outlet.h"
#include "telemetry/alarm.h"
#include "telemetry/catalogue.h"

namespace weir {

/// What an episode is, for counting it where it belongs.
enum class EpisodeClass {
  single,        // one manipulation
  staged,        // several steps of one plan over time
  coordinated,   // several sensors or actuators at once
  fault,         // nobody's doing
  undetectable,  // in theory, for a perfect attacker
};
const char* name_of(EpisodeClass kind);

struct Episode {
  Timestamp first{}, end{};  // half-open
  std::string family;
  EpisodeClass kind = EpisodeClass::single;
  std::optional<double> size;  // normal deviations; none where the family has no size
  std::vector<std::string> sensors;
};

/// Alarms of one run, as they opened and as they ended.
class AlarmLog final : public Outlet<Alarm> {
 public:
  bool push(std::span<const Alarm> alarms) override;
  std::vector<Alarm> openings, endings;
};

struct PowerPoint {
  double size = 0;  // normal deviations
  std::size_t episodes = 0, found = 0;
};

struct FamilyPower {
  std::string family;
  EpisodeClass kind = EpisodeClass::single;
  std::size_t episodes = 0, found = 0;
  std::size_t already_on = 0;                          // of those not found: an alarm from before was still on, so nothing can be told
  std::size_t named_first = 0, named_among_three = 0;  // of the found: a touched sensor
  std::optional<double> median_delay_s;                // of the found
  std::vector<PowerPoint> power;                       // by size, smallest first
};

/// Families by class, within it in the order in which they first come. An episode is found by an alarm that opens within it.
std::vector<FamilyPower> power_of(const std::vector<Episode>& episodes, const AlarmLog& log, const Catalogue& catalogue);

}  // namespace weir
