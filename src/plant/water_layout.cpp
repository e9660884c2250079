#include "plant/instruments.h"
#include "plant/setpoints.h"
#include "plant/water_treatment.h"

namespace weir {
namespace {

constexpr double off_and_on[] = {1, 2};
constexpr FaultSite fault_sites[] = {
    {FaultKind::leak, LIT101, 0.6, "m3/h"},     {FaultKind::leak, LIT301, 0.6, "m3/h"},
    {FaultKind::leak, LIT401, 0.6, "m3/h"},     {FaultKind::stiction, MV101, 0.9, "share"},
    {FaultKind::stiction, MV201, 0.9, "share"}, {FaultKind::stiction, MV302, 0.9, "share"},
    {FaultKind::stiction, MV301, 0.9, "share"}, {FaultKind::stiction, MV303, 0.9, "share"},
    {FaultKind::stiction, MV304, 0.9, "share"}, {FaultKind::fouling, DPIT301, 12, "kPa an hour"},
};

}  // namespace

const LoopLayout& water_layout() {
  static const auto points = [] {
    std::array<LoopPoint, tag_count> list{};
    for (std::size_t i = 0; i < tag_count; ++i) {
      const auto& info = sensor_infos[i];
      list[i] = {is_actuator(static_cast<Tag>(i)), info.span_low, info.span_high, info.resolution, {}, {}};
      if (list[i].actuator) list[i].states = off_and_on, list[i].states_in_words = "1 (off, closed) or 2 (on, open)";
    }
    return list;
  }();
  static const LoopLayout layout{&WaterTreatment::plant_catalogue(), points, limit_infos, fault_sites, 1, true};
  return layout;
}

}  // namespace weir
