#include "plant/building/building.h"
#include "plant/building/instruments.h"
#include "plant/building/setpoints.h"

namespace weir {

using namespace building;

namespace {

constexpr double off_and_on[] = {0, 1};

constexpr bool is_pump(std::size_t tag) { return tag == HW_PUMP1 || tag == CHW_PUMP1; }
/// Valves, dampers, fans, pumps, fire and load: what a command moves. Modes are the controllers' own.
bool moves(std::size_t tag) { return is_pump(tag) || (sensor_infos[tag].unit == "%" && tag != OAH && tag != HW_EXPL); }

constexpr FaultSite fault_sites[] = {
    {FaultKind::leak, AHU1_DSP, 0.25, "share of all boxes open"},
    {FaultKind::leak, HW_EXPL, 12, "l/h"},
    {FaultKind::fouling, AHU1_FDP, 150, "Pa at full flow an hour"},
    {FaultKind::stiction, AHU1_OAD, 0.95, "share"},
    {FaultKind::stiction, AHU1_HCV, 0.95, "share"},
    {FaultKind::stiction, AHU1_CCV, 0.95, "share"},
    {FaultKind::stiction, Z1_DMP, 0.95, "share"},
    {FaultKind::stiction, Z2_DMP, 0.95, "share"},
    {FaultKind::stiction, Z3_DMP, 0.95, "share"},
    {FaultKind::stiction, Z4_DMP, 0.95, "share"},
    {FaultKind::stiction, Z5_DMP, 0.95, "share"},
    {FaultKind::stiction, Z6_DMP, 0.95, "share"},
};

}  // namespace

const LoopLayout& building_layout() {
  static const auto points = [] {
    std::array<LoopPoint, tag_count> list{};
    for (std::size_t i = 0; i < tag_count; ++i) {
      const auto& info = sensor_infos[i];
      list[i] = {moves(i), info.span_low, info.span_high, info.resolution, {}, {}};
      if (is_pump(i)) list[i].states = off_and_on, list[i].states_in_words = "0 (off) or 1 (on)";
    }
    return list;
  }();
  static const LoopLayout layout{&Building::plant_catalogue(), points, target_infos, fault_sites, 1, true};
  return layout;
}

}  // namespace weir
