#include "plant/instruments.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr auto level = SensorKind::level;
constexpr auto flow = SensorKind::continuous;
constexpr auto any = SensorKind::continuous;

constexpr SensorInfo valve(Tag tag, std::string_view stage, std::string_view description) {
  return {tag, "", stage, description, SensorKind::discrete, 0, 2, 0, 2, 1, 0, 0, 0, 0};
}
constexpr SensorInfo pump(Tag tag, std::string_view stage, std::string_view description, double normal_high = 2) {
  return {tag, "", stage, description, SensorKind::discrete, 1, normal_high, 1, 2, 1, 0, 0, 0, 0};
}

}  // namespace

const std::array<std::string_view, tag_count> tag_names = {
    "FIT101", "LIT101", "MV101",  "P101",    "P102",   "AIT201", "AIT202", "AIT203", "FIT201", "MV201",  "P201",   "P202",   "P203",
    "P204",   "P205",   "P206",   "DPIT301", "FIT301", "LIT301", "MV301",  "MV302",  "MV303",  "MV304",  "P301",   "P302",   "AIT401",
    "AIT402", "FIT401", "LIT401", "P401",    "P402",   "P403",   "P404",   "UV401",  "AIT501", "AIT502", "AIT503", "AIT504", "FIT501",
    "FIT502", "FIT503", "FIT504", "P501",    "P502",   "PIT501", "PIT502", "PIT503", "FIT601", "P601",   "P602",   "P603"};

std::optional<Tag> find_tag(std::string_view name) {
  const auto found = std::ranges::find(tag_names, name);
  if (found == tag_names.end()) return std::nullopt;
  return static_cast<Tag>(found - tag_names.begin());
}

// Columns: tag, unit, stage, description, kind, normal low and high, span, resolution, noise, noise share, drift share,
// smoothing. Resolutions are spans over 2^15 or the analyser's last digit; noise is what such transmitters show.
const std::array<SensorInfo, tag_count> sensor_infos = {{
    {FIT101, "m3/h", "P1", "raw water inflow", flow, 0, 2.8, 0, 4, 0.000641, 0, 0.004, 0.002, 0.3},
    {LIT101, "mm", "P1", "raw water tank level", level, 480, 830, 0, 1500, 0.0393, 0.35, 0, 0.0006, 0.3},
    valve(MV101, "P1", "raw water inlet valve"),
    pump(P101, "P1", "raw water pump, duty"),
    pump(P102, "P1", "raw water pump, standby", 1),
    {AIT201, "uS/cm", "P2", "conductivity after dosing", any, 244, 276, 0, 1000, 0.032, 0.12, 0, 0.001, 0.7},
    {AIT202, "pH", "P2", "pH after dosing", any, 8.25, 8.65, 0, 14, 0.000321, 0.004, 0, 0.0005, 0.7},
    {AIT203, "mV", "P2", "oxidation-reduction potential after dosing", any, 310, 370, -500, 1000, 0.0257, 0.3, 0, 0.001, 0.7},
    {FIT201, "m3/h", "P2", "flow from raw water tank to ultrafiltration tank", flow, 0, 2.6, 0, 4, 0.000128, 0, 0.0025, 0.002, 0.3},
    valve(MV201, "P2", "valve to ultrafiltration tank"),
    pump(P201, "P2", "NaCl dosing pump, duty"),
    pump(P202, "P2", "NaCl dosing pump, standby", 1),
    pump(P203, "P2", "HCl dosing pump, duty"),
    pump(P204, "P2", "HCl dosing pump, standby", 1),
    pump(P205, "P2", "NaOCl dosing pump, duty"),
    pump(P206, "P2", "NaOCl dosing pump, standby", 1),
    {DPIT301, "kPa", "P3", "differential pressure over the ultrafiltration membranes", any, 1.8, 25, 0, 100, 0.0128, 0.03, 0.003, 0.002,
     0.3},
    {FIT301, "m3/h", "P3", "ultrafiltration feed flow", flow, 0, 2.4, 0, 4, 0.000128, 0, 0.003, 0.002, 0.3},
    {LIT301, "mm", "P3", "ultrafiltration feed tank level", level, 770, 1030, 0, 1500, 0.04, 0.35, 0, 0.0006, 0.3},
    valve(MV301, "P3", "backwash inlet valve"),
    valve(MV302, "P3", "ultrafiltration product valve to RO feed tank"),
    valve(MV303, "P3", "backwash drain valve"),
    valve(MV304, "P3", "ultrafiltration drain valve"),
    pump(P301, "P3", "ultrafiltration feed pump, standby", 1),
    pump(P302, "P3", "ultrafiltration feed pump, duty"),
    {AIT401, "ppm", "P4", "hardness of RO feed", any, 140, 156, 0, 500, 0.0128, 0.3, 0, 0.0005, 0.8},
    {AIT402, "mV", "P4", "oxidation-reduction potential after dechlorination", any, 138, 178, -500, 1000, 0.0257, 0.3, 0, 0.001, 0.7},
    {FIT401, "m3/h", "P4", "RO feed flow before UV", flow, 1.66, 1.76, 0, 4, 0.000256, 0, 0.0015, 0.0015, 0.3},
    {LIT401, "mm", "P4", "RO feed tank level", level, 740, 1030, 0, 1500, 0.0385, 0.3, 0, 0.0006, 0.3},
    pump(P401, "P4", "RO feed pump, standby", 1),
    pump(P402, "P4", "RO feed pump, duty"),
    pump(P403, "P4", "NaHSO3 dosing pump, duty"),
    pump(P404, "P4", "NaHSO3 dosing pump, standby", 1),
    pump(UV401, "P4", "UV dechlorinator"),
    {AIT501, "pH", "P5", "pH of RO feed", any, 7.75, 8.15, 0, 14, 0.000321, 0.003, 0, 0.0005, 0.7},
    {AIT502, "mV", "P5", "oxidation-reduction potential of RO feed", any, 132, 170, -500, 1000, 0.0257, 0.25, 0, 0.001, 0.7},
    {AIT503, "uS/cm", "P5", "conductivity of RO feed", any, 252, 276, 0, 1000, 0.032, 0.25, 0, 0.001, 0.7},
    {AIT504, "uS/cm", "P5", "conductivity of RO permeate", any, 11, 13.5, 0, 1000, 0.0128, 0.03, 0, 0.002, 0.7},
    {FIT501, "m3/h", "P5", "RO membrane inlet flow", flow, 1.66, 1.76, 0, 4, 0.000256, 0, 0.0015, 0.0015, 0.3},
    {FIT502, "m3/h", "P5", "RO permeate flow", flow, 1.22, 1.34, 0, 4, 0.000128, 0, 0.003, 0.0015, 0.3},
    {FIT503, "m3/h", "P5", "RO reject flow", flow, 0.68, 0.8, 0, 4, 0.000128, 0, 0.002, 0.0015, 0.3},
    {FIT504, "m3/h", "P5", "RO recirculation flow", flow, 0.29, 0.33, 0, 4, 0.000128, 0, 0.003, 0.0015, 0.3},
    pump(P501, "P5", "RO high-pressure pump, duty"),
    pump(P502, "P5", "RO high-pressure pump, standby", 1),
    {PIT501, "kPa", "P5", "RO feed pressure", any, 232, 268, 0, 1000, 0.016, 0.25, 0.0008, 0.0008, 0.3},
    {PIT502, "kPa", "P5", "RO permeate pressure", any, 1, 1.8, 0, 100, 0.016, 0.03, 0, 0.002, 0.3},
    {PIT503, "kPa", "P5", "RO reject pressure", any, 170, 210, 0, 1000, 0.016, 0.25, 0.0008, 0.0008, 0.3},
    {FIT601, "m3/h", "P6", "backwash flow", flow, 0, 1.9, 0, 4, 0.000128, 0, 0.005, 0.002, 0.3},
    pump(P601, "P6", "permeate pump to raw water tank", 1),
    pump(P602, "P6", "backwash pump"),
    pump(P603, "P6", "membrane cleaning pump", 1),
}};

double digitise(Tag tag, double value) {
  const auto& info = sensor_infos[tag];
  return std::clamp(std::round(value / info.resolution) * info.resolution, info.span_low, info.span_high);
}

// Transmitters calibrated lately drift by this part of their data sheet's share.
constexpr double drift_of_share = 0.25;

Instruments::Instruments(Random random) : random_(random) {
  for (std::size_t i = 0; i < tag_count; ++i) gain_[i] = drift_of_share * sensor_infos[i].drift_share * bounded_normal(random_);
}

void Instruments::measure(const TagValues& truth, TagValues& measured) {
  // Gains wander with a time constant of one day; a step per minute is enough.
  if (until_drift_ == 0) {
    constexpr double pull = 60.0 / 86400.0;
    for (std::size_t i = 0; i < tag_count; ++i) {
      if (sensor_infos[i].drift_share > 0)
        gain_[i] += -gain_[i] * pull + drift_of_share * sensor_infos[i].drift_share * std::sqrt(2 * pull) * bounded_normal(random_);
    }
    until_drift_ = 60;
  }
  --until_drift_;
  for (std::size_t i = 0; i < tag_count; ++i) {
    const auto& info = sensor_infos[i];
    if (info.kind == SensorKind::discrete) {
      measured[i] = truth[i];
      continue;
    }
    noise_[i] = info.smoothing * noise_[i] + std::sqrt(1 - info.smoothing * info.smoothing) * bounded_normal(random_);
    const double deviation = info.noise + info.noise_share * truth[i];
    measured[i] = digitise(static_cast<Tag>(i), truth[i] * (1 + gain_[i]) + deviation * noise_[i]);
  }
}

}  // namespace weir
