#include "plant/building/instruments.h"

namespace weir::building {
namespace {

constexpr auto any = SensorKind::continuous;

/// Feedback of a valve, damper or drive in %.
constexpr SensorInfo drive(Tag tag, std::string_view name, std::string_view stage, std::string_view description, double low = 0,
                           double high = 100) {
  return {tag, name, "%", stage, description, any, low, high, 0, 100, 0.1, 0.05, 0, 0.1, 0.3, 1};
}
constexpr SensorInfo state(Tag tag, std::string_view name, std::string_view stage, std::string_view description, double high = 1) {
  return {tag, name, "", stage, description, SensorKind::discrete, 0, high, 0, high, 1, 0, 0, 0, 0, 0};
}
constexpr SensorInfo target(Tag tag, std::string_view name, std::string_view unit, std::string_view stage, std::string_view description,
                            double low, double high, double span_high, double resolution) {
  return {tag, name, unit, stage, description, any, low, high, 0, span_high, resolution, 0, 0, 0, 0, 0};
}
constexpr SensorInfo counter(Tag tag, std::string_view name, std::string_view stage, std::string_view description) {
  return {tag, name, "kWh", stage, description, SensorKind::counter, 0, 1e6, 0, 9999999, 0.1, 0, 0, 0, 0, 0};
}
/// Water or air in pipes and ducts: Pt1000 in a pocket.
constexpr SensorInfo temperature(Tag tag, std::string_view name, std::string_view stage, std::string_view description, double low,
                                 double high, double noise, double lag_s) {
  return {tag, name, "degC", stage, description, any, low, high, -20, 120, 0.02, noise, 0, 0.04, 0.5, lag_s};
}
constexpr SensorInfo room(Tag tag, std::string_view name, std::string_view stage, std::string_view description) {
  return {tag, name, "degC", stage, description, any, 17, 26, 0, 50, 0.02, 0.02, 0, 0.05, 0.8, 90};
}
constexpr SensorInfo co2(Tag tag, std::string_view name, std::string_view stage, std::string_view description) {
  return {tag, name, "ppm", stage, description, any, 385, 1500, 0, 2000, 1, 2, 0.004, 6, 0.8, 60};
}

}  // namespace

// Columns of the rows in full: tag, name, unit, stage, description, kind, normal low and high, span, resolution, noise, noise
// share, drift, smoothing, lag. Classes of accuracy are those of building automation's usual transmitters.
const std::array<SensorInfo, tag_count> sensor_infos = {{
    temperature(OAT, "OAT", "AHU", "outside air temperature", 2, 27, 0.04, 60),
    {OAH, "OAH", "%", "AHU", "outside air relative humidity", any, 20, 100, 0, 100, 0.1, 0.4, 0, 0.8, 0.8, 60},
    state(AHU1_MODE, "AHU1_MODE", "AHU", "air handling unit: 0 off, 1 warm-up, 2 occupied", 2),
    state(AHU1_ECON, "AHU1_ECON", "AHU", "economiser: outside air may cool"),
    drive(AHU1_OAD, "AHU1_OAD", "AHU", "outside air damper"),
    drive(AHU1_RAD, "AHU1_RAD", "AHU", "return air damper"),
    temperature(AHU1_MAT, "AHU1_MAT", "AHU", "mixed air temperature", 8, 27, 0.08, 25),
    temperature(AHU1_RAT, "AHU1_RAT", "AHU", "return air temperature", 16, 27, 0.03, 30),
    co2(AHU1_RCO2, "AHU1_RCO2", "AHU", "CO2 of the return air"),
    {AHU1_FDP, "AHU1_FDP", "Pa", "AHU", "differential pressure over the filter", any, 0, 160, 0, 500, 0.1, 0.15, 0.01, 0.4, 0.3, 2},
    drive(AHU1_HCV, "AHU1_HCV", "AHU", "heating coil valve"),
    drive(AHU1_CCV, "AHU1_CCV", "AHU", "cooling coil valve"),
    temperature(AHU1_HWLT, "AHU1_HWLT", "AHU", "water leaving the heating coil", 8, 62, 0.04, 15),
    temperature(AHU1_CWLT, "AHU1_CWLT", "AHU", "water leaving the cooling coil", 6, 40, 0.04, 15),
    temperature(AHU1_SAT, "AHU1_SAT", "AHU", "supply air temperature", 8, 38, 0.05, 20),
    target(AHU1_SATSP, "AHU1_SATSP", "degC", "AHU", "set-point of the supply air temperature", 12, 30, 50, 0.1),
    drive(AHU1_SFS, "AHU1_SFS", "AHU", "supply fan speed"),
    drive(AHU1_RFS, "AHU1_RFS", "AHU", "return fan speed"),
    {AHU1_DSP, "AHU1_DSP", "Pa", "AHU", "static pressure in the supply duct", any, 0, 300, 0, 500, 0.1, 0.6, 0.004, 0.6, 0.3, 2},
    target(AHU1_DSPSP, "AHU1_DSPSP", "Pa", "AHU", "set-point of the duct's static pressure", 90, 240, 500, 1),
    {AHU1_SAF, "AHU1_SAF", "m3/h", "AHU", "supply air flow", any, 0, 13500, 0, 18000, 1, 2, 0.006, 15, 0.5, 3},
    drive(BLR1_FIRE, "BLR1_FIRE", "HEATING", "boiler firing rate"),
    temperature(HW_ST, "HW_ST", "HEATING", "hot water supply temperature", 17, 66, 0.04, 15),
    target(HW_STSP, "HW_STSP", "degC", "HEATING", "set-point of the hot water supply", 45, 60, 90, 0.1),
    temperature(HW_RT, "HW_RT", "HEATING", "hot water return temperature", 17, 62, 0.04, 15),
    state(HW_PUMP1, "HW_PUMP1", "HEATING", "hot water pump runs"),
    drive(HW_SPD, "HW_SPD", "HEATING", "hot water pump speed"),
    {HW_FLOW, "HW_FLOW", "m3/h", "HEATING", "hot water flow", any, 0, 6, 0, 10, 0.002, 0.004, 0.003, 0.005, 0.4, 3},
    {HW_PRESS, "HW_PRESS", "bar", "HEATING", "pressure of the hot water circuit", any, 1.0, 3.0, 0, 6, 0.001, 0.003, 0, 0.003, 0.3, 1},
    {HW_EXPL, "HW_EXPL", "%", "HEATING", "level of the hot water expansion vessel", SensorKind::level, 10, 40, 0, 100, 0.02, 0.04, 0, 0.1,
     0.6, 5},
    counter(GAS_KWH, "GAS_KWH", "HEATING", "gas meter of the boiler"),
    drive(CH1_LOAD, "CH1_LOAD", "COOLING", "chiller load"),
    temperature(CHW_ST, "CHW_ST", "COOLING", "chilled water supply temperature", 4, 20, 0.03, 15),
    temperature(CHW_RT, "CHW_RT", "COOLING", "chilled water return temperature", 6, 20, 0.03, 15),
    state(CHW_PUMP1, "CHW_PUMP1", "COOLING", "chilled water pump runs"),
    drive(CHW_SPD, "CHW_SPD", "COOLING", "chilled water pump speed"),
    {CHW_FLOW, "CHW_FLOW", "m3/h", "COOLING", "chilled water flow", any, 0, 10.5, 0, 15, 0.002, 0.006, 0.003, 0.008, 0.4, 3},
    {CHW_PRESS, "CHW_PRESS", "bar", "COOLING", "pressure of the chilled water circuit", any, 1.4, 2.4, 0, 6, 0.001, 0.003, 0, 0.003, 0.3,
     1},
    counter(ELEC_KWH, "ELEC_KWH", "COOLING", "electricity meter of fans, pumps and chiller"),
    room(Z1_TEMP, "Z1_TEMP", "ZONE1", "room temperature, north offices"),
    co2(Z1_CO2, "Z1_CO2", "ZONE1", "CO2, north offices"),
    drive(Z1_DMP, "Z1_DMP", "ZONE1", "damper of the air volume box, north offices"),
    drive(Z1_RHV, "Z1_RHV", "ZONE1", "reheat valve, north offices"),
    state(Z1_OCC, "Z1_OCC", "ZONE1", "somebody is there, north offices"),
    room(Z2_TEMP, "Z2_TEMP", "ZONE2", "room temperature, east offices"),
    co2(Z2_CO2, "Z2_CO2", "ZONE2", "CO2, east offices"),
    drive(Z2_DMP, "Z2_DMP", "ZONE2", "damper of the air volume box, east offices"),
    drive(Z2_RHV, "Z2_RHV", "ZONE2", "reheat valve, east offices"),
    state(Z2_OCC, "Z2_OCC", "ZONE2", "somebody is there, east offices"),
    room(Z3_TEMP, "Z3_TEMP", "ZONE3", "room temperature, south offices"),
    co2(Z3_CO2, "Z3_CO2", "ZONE3", "CO2, south offices"),
    drive(Z3_DMP, "Z3_DMP", "ZONE3", "damper of the air volume box, south offices"),
    drive(Z3_RHV, "Z3_RHV", "ZONE3", "reheat valve, south offices"),
    state(Z3_OCC, "Z3_OCC", "ZONE3", "somebody is there, south offices"),
    room(Z4_TEMP, "Z4_TEMP", "ZONE4", "room temperature, west offices"),
    co2(Z4_CO2, "Z4_CO2", "ZONE4", "CO2, west offices"),
    drive(Z4_DMP, "Z4_DMP", "ZONE4", "damper of the air volume box, west offices"),
    drive(Z4_RHV, "Z4_RHV", "ZONE4", "reheat valve, west offices"),
    state(Z4_OCC, "Z4_OCC", "ZONE4", "somebody is there, west offices"),
    room(Z5_TEMP, "Z5_TEMP", "ZONE5", "room temperature, core"),
    co2(Z5_CO2, "Z5_CO2", "ZONE5", "CO2, core"),
    drive(Z5_DMP, "Z5_DMP", "ZONE5", "damper of the air volume box, core"),
    drive(Z5_RHV, "Z5_RHV", "ZONE5", "reheat valve, core"),
    state(Z5_OCC, "Z5_OCC", "ZONE5", "somebody is there, core"),
    room(Z6_TEMP, "Z6_TEMP", "ZONE6", "room temperature, meeting rooms"),
    co2(Z6_CO2, "Z6_CO2", "ZONE6", "CO2, meeting rooms"),
    drive(Z6_DMP, "Z6_DMP", "ZONE6", "damper of the air volume box, meeting rooms"),
    drive(Z6_RHV, "Z6_RHV", "ZONE6", "reheat valve, meeting rooms"),
    state(Z6_OCC, "Z6_OCC", "ZONE6", "somebody is there, meeting rooms"),
}};

}  // namespace weir::building
