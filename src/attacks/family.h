// The families of attacks and faults: what each is called, where in the loop it acts, which techniques of MITRE ATT&CK for
// ICS it stands for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace weir {

/// t: seconds since the start, T: `for`. Literature: Cardenas et al. 2011 and Huang et al. 2009 (bias, scale, fixed, geometric,
/// surge, freeze), Mo and Sinopoli 2009 (replay), Smith 2011 (covert), the attack lists of SWaT and BATADAL (the others).
enum class AttackFamily : std::uint8_t {
  // Readings.
  bias,       // measured + value
  scale,      // measured * value
  fixed,      // value
  ramp,       // measured + value * t
  geometric,  // measured + value * exp(-5 (1 - t / T)): small for long, as a CUSUM allows
  surge,      // measured + value for the first tenth of T, then measured + value / 10: a CUSUM driven to its limit and held
  noise,      // measured + a bounded normal number of deviation value
  quantise,   // measured, in steps of value
  freeze,     // its value at the start, held
  jitter,     // each value held for `value` seconds on average: messages come late and irregularly
  dropout,    // the share `value` of the messages is lost: nothing for the historian, the last value for the controller
  deny,       // all messages are lost
  replay,     // what it was `back` earlier, looped where the attack lasts longer than that
  delay,      // what it was `back` before now, all the time
  // Commands.
  force,      // an actuator takes the state `value`, whatever its controller commands
  stuck,      // it keeps the state commanded at the start
  chatter,    // it goes from end to end every `value` seconds
  concealed,  // forced to `value`, while its reported state is the one commanded: without a sensor nearby nothing shows
  // Controllers.
  setpoint,  // a controller's limit becomes `value`
  // Several places.
  staged,  // 1: record a sensor for `back`. 2: the controller reads the constant `value` for it while the historian sees
           //    the recording, and `lag` later an actuator is forced
  covert,  // an actuator is forced to `value`, and every reading is what it would be without: a simulation of the plant is
           // subtracted. The share `error` of the effect escapes the attacker's model
  // Faults of sensors: nobody's intent, and not to be called attacks.
  drift,         // measured + value * hours
  stuck_sensor,  // its value at the start, held
  intermittent,  // the share `value` of the readings is lost or anything within the span
  // Faults of the process, with sizes in the unit of their site.
  leak,      // a stock loses `value`
  stiction,  // a valve loses the share `value` of its speed
  fouling,   // a resistance grows by `value` an hour
};
inline constexpr std::size_t attack_family_count = 27;

/// Where in the loop a family acts.
enum class Place : std::uint8_t {
  reading,   // between sensor and controller or historian
  command,   // between controller and actuator
  setpoint,  // in the controller
  process,   // in the plant itself
  staged,    // a reading and a command
  covert,    // a command and every reading
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
