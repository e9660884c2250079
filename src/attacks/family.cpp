#include "attacks/family.h"

#include <array>

namespace weir {
namespace {

// ATT&CK for ICS v18: T0801 Monitor Process State, T0803 Block Command Message, T0804 Block Reporting Message, T0806 Brute
// Force I/O, T0814 Denial of Service, T0815 Denial of View, T0830 Adversary-in-the-Middle, T0831 Manipulation of Control,
// T0832 Manipulation of View, T0836 Modify Parameter, T0851 Rootkit, T0855 Unauthorized Command Message, T0856 Spoof
// Reporting Message.
constexpr std::string_view spoof[] = {"T0856", "T0832"}, hold[] = {"T0804", "T0815"}, again[] = {"T0856", "T0830"};
constexpr std::string_view late[] = {"T0830", "T0814"}, lossy[] = {"T0814", "T0804"}, blind[] = {"T0815", "T0804", "T0814"};
constexpr std::string_view command[] = {"T0855", "T0831"}, blocked[] = {"T0803", "T0831"}, brute[] = {"T0806", "T0855", "T0831"};
constexpr std::string_view hidden[] = {"T0855", "T0856", "T0851"}, parameter[] = {"T0836"};
constexpr std::string_view stages[] = {"T0855", "T0856", "T0801", "T0831", "T0832"};
constexpr std::string_view perfect[] = {"T0851", "T0855", "T0856", "T0830"};

using enum AttackFamily;
constexpr std::array<FamilyInfo, attack_family_count> infos = {{
    {bias, "bias", Place::reading, true, false, false, spoof},
    {scale, "scale", Place::reading, true, false, false, spoof},
    {fixed, "fixed", Place::reading, true, false, false, spoof},
    {ramp, "ramp", Place::reading, true, false, false, spoof},
    {geometric, "geometric", Place::reading, true, false, false, spoof},
    {surge, "surge", Place::reading, true, false, false, spoof},
    {noise, "noise", Place::reading, true, false, false, spoof},
    {quantise, "quantise", Place::reading, true, false, false, spoof},
    {freeze, "freeze", Place::reading, false, false, false, hold},
    {jitter, "jitter", Place::reading, true, false, false, late},
    {dropout, "dropout", Place::reading, true, false, false, lossy},
    {deny, "deny", Place::reading, false, false, false, blind},
    {replay, "replay", Place::reading, false, true, false, again},
    {delay, "delay", Place::reading, false, true, false, late},
    {force, "force", Place::command, true, false, false, command},
    {stuck, "stuck", Place::command, false, false, false, blocked},
    {chatter, "chatter", Place::command, true, false, false, brute},
    {concealed, "concealed", Place::command, true, false, false, hidden},
    {setpoint, "setpoint", Place::setpoint, true, false, false, parameter},
    {staged, "staged", Place::staged, true, true, false, stages},
    {covert, "covert", Place::covert, true, false, false, perfect},
    {drift, "drift", Place::reading, true, false, true, {}},
    {stuck_sensor, "stuck_sensor", Place::reading, false, false, true, {}},
    {intermittent, "intermittent", Place::reading, true, false, true, {}},
    {leak, "leak", Place::process, true, false, true, {}},
    {stiction, "stiction", Place::process, true, false, true, {}},
    {fouling, "fouling", Place::process, true, false, true, {}},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (static_cast<std::size_t>(infos[i].family) != i) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const FamilyInfo> family_infos() { return infos; }

const FamilyInfo& info_of(AttackFamily family) { return infos[static_cast<std::size_t>(family)]; }

const char* name_of(AttackFamily family) {
  return static_cast<std::size_t>(family) < infos.size() ? info_of(family).name.data() : "unknown";
}

std::span<const std::string_view> techniques_of(AttackFamily family) { return info_of(family).techniques; }

}  // namespace weir
