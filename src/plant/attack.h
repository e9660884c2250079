// Attacks on the plant, acting inside the control loop: what the controller reads, what the historian sees, what the
// actuators do. Families after Cardenas et al. 2011 and the attack list of the SWaT description.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plant/tags.h"
#include "telemetry/timestamp.h"

namespace weir {

enum class AttackFamily : std::uint8_t {
  bias,      // reading = measured + value
  ramp,      // reading = measured + value * seconds since the start
  freeze,    // reading = its value at the start, held
  replay,    // reading = what it was `back` earlier, looped where the attack lasts longer than that
  force,     // an actuator takes the state `value` (1 off or closed, 2 on or open), whatever its PLC commands
  setpoint,  // a PLC's limit becomes `value`
  staged,    // 1: record a sensor for `back`. 2: the PLC reads the constant `value` for it while the historian sees the
             //    recording, and `lag` later an actuator is forced
};
inline constexpr std::size_t attack_family_count = 7;
const char* name_of(AttackFamily family);

/// Whom a spoofed reading reaches (bias, ramp, freeze, replay).
enum class AttackView : std::uint8_t {
  both,        // spoofed between sensor and PLC; the historian reads the PLC
  controller,  // the PLC alone is deceived
  historian,   // operators and recorders alone are deceived
};
const char* name_of(AttackView view);

/// One touched sensor or actuator.
struct AttackPoint {
  Tag tag{};
  double value = 0;  // unit: the tag's (bias, setpoint, staged), the tag's per second (ramp), a state (force), unused (freeze, replay)
  bool operator==(const AttackPoint&) const = default;
};

struct Attack {
  std::string name;  // for people, not empty, without ":"; parse_attack() names it "ramp on LIT301"
  AttackFamily family = AttackFamily::bias;
  Duration start{};     // since the plant's start; whole seconds, > 0
  Duration duration{};  // whole seconds, > 0
  std::vector<AttackPoint> points;
  std::string setpoint;  // family setpoint: "LIT101.H"
  Duration back{};       // replay, staged; the recording is passive and isn't part of [start, start + duration)
  Duration lag{};        // staged
  AttackView view = AttackView::both;
  bool operator==(const Attack&) const = default;
};

/// Ground truth for localisation: the manipulated tags; for a set-point its sensor and the actuators that it switches.
std::vector<Tag> targets_of(const Attack& attack);
/// MITRE ATT&CK for ICS techniques of a family, the most telling first: "T0856", ...
std::span<const std::string_view> techniques_of(AttackFamily family);

/// Everything add() would say except what depends on the plant's present.
Status check(const Attack& attack);

/// One line:  family:what:key=value:...
///   bias:AIT202:-0.4:at=3h:for=20min           ramp:LIT301:+1.0:at=6h:for=20min:view=controller
///   freeze:LIT401:at=9h:for=20min              replay:LIT101:at=12h:for=25min:back=50min
///   force:MV304:2:at=15h:for=15min             setpoint:AIT402.H:195:at=18h:for=20min
///   staged:LIT301=700+MV201=2:at=21h:for=25min:back=40min:lag=1min
/// at and for are required (units s, min, h, d; parts may be joined: 1h30min); back defaults to `for` in replay and to
/// 40min in staged, lag to 0s; name=... names it. bias, ramp, freeze, replay and force take several points joined by "+":
/// bias:LIT101=30+LIT301=-20. Every error names the part, and the choices where there are some.
Result<Attack> parse_attack(std::string_view text);
/// Parses back to an equal attack.
std::string format_attack(const Attack& attack);

/// Names a set-point attack may use: "LIT101.LL", ...
std::span<const std::string_view> setpoint_names();

/// The built-in attacked day, beginning `after` the plant's start: one attack of each family, three hours apart, so that the
/// plant recovers in between.
std::vector<Attack> demo_attacks(Duration after = {});

}  // namespace weir
