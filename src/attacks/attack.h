// Attacks on a plant, acting inside the control loop: what the controller reads, what the historian sees, what the
// actuators do. Families after Cardenas et al. 2011 and the attack list of the SWaT description. Faults are planned alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attacks/family.h"
#include "attacks/loop_layout.h"
#include "base/error.h"
#include "telemetry/timestamp.h"

namespace weir {

/// Whom a spoofed reading reaches (families that act on readings).
enum class AttackView : std::uint8_t {
  both,        // spoofed between sensor and controller; the historian reads the controller
  controller,  // the controller alone is deceived
  historian,   // operators and recorders alone are deceived
};
const char* name_of(AttackView view);

/// One touched sensor or actuator.
struct AttackPoint {
  SensorIndex sensor = 0;
  double value = 0;  // see AttackFamily; unused where a family takes none
  bool operator==(const AttackPoint&) const = default;
};

struct Attack {
  std::string name;  // for people, not empty, without ":"; parse_attack() names it "ramp on LIT301"
  AttackFamily family = AttackFamily::bias;
  Duration start{};     // since the plant's start; whole steps, > 0
  Duration duration{};  // whole steps, > 0
  std::vector<AttackPoint> points;
  std::string setpoint;  // family setpoint: "LIT101.H"
  Duration back{};       // families that record; the recording is passive and isn't part of [start, start + duration)
  Duration lag{};        // several points begin one `lag` after the other
  double error = 0;      // covert: share of the effect that stays visible, 0 to 1
  AttackView view = AttackView::both;
  bool operator==(const Attack&) const = default;
};

/// Nothing for families that don't act in the process itself.
std::optional<FaultKind> fault_kind_of(AttackFamily family);

/// Ground truth for localisation: the manipulated sensors; for a set-point its sensor and the actuators that it moves.
std::vector<SensorIndex> targets_of(const Attack& attack, const LoopLayout& layout);

/// Everything add() would say except what depends on the plant's present.
Status check(const Attack& attack, const LoopLayout& layout);

/// One line:  family:what:key=value:...
///   bias:AIT202:-0.4:at=3h:for=20min           ramp:LIT301:+1.0:at=6h:for=20min:view=controller
///   freeze:LIT401:at=9h:for=20min              replay:LIT101:at=12h:for=25min:back=50min
///   force:MV304:2:at=15h:for=15min             setpoint:AIT402.H:195:at=18h:for=20min
///   staged:LIT301=700+MV201=2:at=21h:for=25min:back=40min:lag=1min
///   leak:LIT101:0.4:at=3h:for=1h               covert:P101:1:at=3h:for=1h:error=0.05
/// at and for are required (units s, min, h, d; parts may be joined: 1h30min); back defaults to `for` in replay, to 40min in
/// staged and to 1min in delay, lag to 0s, error to 0; name=... names it. All but setpoint and staged take any number of
/// points joined by "+": bias:LIT101=30+LIT301=-20. Every error names the part, and the choices where there are some.
Result<Attack> parse_attack(std::string_view text, const LoopLayout& layout);
/// Parses back to an equal attack.
std::string format_attack(const Attack& attack, const LoopLayout& layout);

}  // namespace weir
