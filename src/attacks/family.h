// The families of attacks and faults: what each is called, where in the loop it acts, which techniques of MITRE ATT&CK for
// ICS it stands for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace weir {

enum class AttackFamily : std::uint8_t {
  bias,      // reading = measured + value
  ramp,      // reading = measured + value * seconds since the start
  freeze,    // reading = its value at the start, held
  replay,    // reading = what it was `back` earlier, looped where the attack lasts longer than that
  force,     // an actuator takes the state `value`, whatever its controller commands
  setpoint,  // a controller's limit becomes `value`
  staged,    // 1: record a sensor for `back`. 2: the controller reads the constant `value` for it while the historian sees
             //    the recording, and `lag` later an actuator is forced
  // Faults: nobody's intent, and not to be called attacks.
  leak,      // a stock loses `value`, unit of the site
  stiction,  // a valve loses the share `value` of its speed
  fouling,   // a resistance grows by `value` an hour, unit of the site
};
inline constexpr std::size_t attack_family_count = 10;

/// Where in the loop a family acts.
enum class Place : std::uint8_t {
  reading,   // between sensor and controller or historian
  command,   // between controller and actuator
  setpoint,  // in the controller
  process,   // in the plant itself
  staged,    // a reading and a command
};

struct FamilyInfo {
  AttackFamily family;
  std::string_view name;
  Place place;
  bool takes_value;                              // each point carries one
  bool records;                                  // listens for `back` before it acts
  bool fault;                                    // and no attack
  std::span<const std::string_view> techniques;  // "T0856", the most telling first; none for faults
};

std::span<const FamilyInfo> family_infos();  // in the order of AttackFamily
const FamilyInfo& info_of(AttackFamily family);
const char* name_of(AttackFamily family);
/// MITRE ATT&CK for ICS techniques of a family, the most telling first.
std::span<const std::string_view> techniques_of(AttackFamily family);

}  // namespace weir
