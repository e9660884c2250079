#include "attacks/family.h"

#include <array>

namespace weir {
namespace {

// ATT&CK for ICS v18: T0856 Spoof Reporting Message, T0830 Adversary-in-the-Middle, T0832 Manipulation of View,
// T0804 Block Reporting Message, T0815 Denial of View, T0855 Unauthorized Command Message, T0831 Manipulation of Control,
// T0836 Modify Parameter, T0801 Monitor Process State.
constexpr std::string_view spoof[] = {"T0856", "T0832"}, hold[] = {"T0804", "T0815"}, again[] = {"T0856", "T0830"};
constexpr std::string_view command[] = {"T0855", "T0831"}, parameter[] = {"T0836"};
constexpr std::string_view stages[] = {"T0855", "T0856", "T0801", "T0831", "T0832"};

using enum AttackFamily;
constexpr std::array<FamilyInfo, attack_family_count> infos = {{
    {bias, "bias", Place::reading, true, false, false, spoof},
    {ramp, "ramp", Place::reading, true, false, false, spoof},
    {freeze, "freeze", Place::reading, false, false, false, hold},
    {replay, "replay", Place::reading, false, true, false, again},
    {force, "force", Place::command, true, false, false, command},
    {setpoint, "setpoint", Place::setpoint, true, false, false, parameter},
    {staged, "staged", Place::staged, true, true, false, stages},
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
