#include "sources/csv/csv_profiles.h"

#include <algorithm>
#include <string>

namespace weir {
namespace {

const std::vector<UnitRule> swat_units = {
    {"FIT", "m3/h"},  {"LIT", "mm"},    {"DPIT", "kPa"},  {"PIT", "kPa"},   {"AIT201", "uS/cm"}, {"AIT202", "pH"},
    {"AIT203", "mV"}, {"AIT402", "mV"}, {"AIT501", "pH"}, {"AIT502", "mV"}, {"AIT503", "uS/cm"}, {"AIT504", "uS/cm"},
};

// Columns 26 to 49 are the nodes' coordinates, 55 to 57 the leak's, 58 says whether it is a weekday.
const std::vector<std::string_view> graphleak_names = {
    "time",      "flow_N2",   "flow_N3",   "flow_N4",   "flow_N5",   "flow_N6",  "flow_N7",  "flow_N8",   "flow_N9",   "press_N2",
    "press_N3",  "press_N4",  "press_N5",  "press_N6",  "press_N7",  "press_N8", "press_N9", "volume_N2", "volume_N3", "volume_N4",
    "volume_N5", "volume_N6", "volume_N7", "volume_N8", "volume_N9", "x_1",      "x_2",      "x_3",       "x_4",       "x_5",
    "x_6",       "x_7",       "x_8",       "y_1",       "y_2",       "y_3",      "y_4",      "y_5",       "y_6",       "y_7",
    "y_8",       "z_1",       "z_2",       "z_3",       "z_4",       "z_5",      "z_6",      "z_7",       "z_8",       "leak_N10",
    "leak_N11",  "leak_N12",  "leak_N13",  "leak_N14",  "x_leak",    "y_leak",   "z_leak",   "weekday"};

// The formats are those of the files as published. Times without a format are unmistakable by themselves.
const std::vector<CsvProfile> profiles = {
    {.name = "swat",
     .summary = "Secure Water Treatment testbed (iTrust): 51 channels, 1 s, label 'Normal/Attack'",
     .signature = {"FIT101", "LIT101", "MV101", "P602"},
     .time_column = "Timestamp",
     .time_format = "dmy",
     .label_column = "Normal/Attack",
     .units = swat_units},
    {.name = "wadi",
     .summary = "Water Distribution testbed (iTrust): 123 channels, 1 s, label 1 normal, -1 attack",
     .signature = {"1_AIT_001_PV", "2_LT_001_PV"},
     .time_column = "Date+Time",
     .time_format = "mdy",
     .ignore = {"Row"}},
    {.name = "hai",
     .summary = "HIL-based augmented ICS testbed: 59 to 86 channels, 1 s, labels 'attack' and 'attack_P1' ..",
     .signature = {"P1_PIT01", "P1_FCV01D"},
     .ignore = {"attack_*"}},
    {.name = "batadal",
     .summary = "Battle of the Attack Detection Algorithms, C-Town: 43 channels, 1 h, label 'ATT_FLAG'",
     .signature = {"DATETIME", "L_T1", "F_PU1", "P_J280"},
     .time_column = "DATETIME",
     .time_format = "dmy",
     .label_column = "ATT_FLAG",
     .units = {{"L_T", "m"}, {"F_", "l/s"}, {"P_J", "m"}}},
    {.name = "smd",
     .summary = "Server Machine Dataset: 38 metrics, 1 min, no time column",
     .signature = {"d1", "d38", "!d39"},
     .time_column = "none",
     .time_step_s = 60},
    {.name = "msl",
     .summary = "Curiosity rover (MSL) or SMAP telemetry: one sensor and its commands, 1 min, no time column",
     .signature = {"telemetry", "cmd_1", "cmd_2"},
     .time_column = "none",
     .time_step_s = 60},
    {.name = "skab",
     .summary = "Skoltech Anomaly Benchmark, pump loop: 8 sensors, about 1 s, labels 'anomaly' and 'changepoint'",
     .signature = {"Accelerometer1RMS", "Accelerometer2RMS", "Volume Flow RateRMS"},
     .time_column = "datetime",
     .time_format = "iso",
     .ignore = {"changepoint"}},
    {.name = "gecco",
     .summary = "GECCO 2018 drinking-water quality: 9 sensors, 1 min, label 'EVENT'",
     .signature = {"Time", "Tp", "Leit", "Trueb", "Fm_2"},
     .time_column = "Time",
     .time_format = "iso"},
    {.name = "tep_sim",
     .summary = "Tennessee Eastman process, simulated attacks: 52 channels, 60 s, labels 'label', 'kind', 'var'",
     .signature = {"t_s", "XMEAS_1", "XMV_1"},
     .time_column = "t_s",
     .time_format = "elapsed_s",
     .ignore = {"kind", "var"}},
    {.name = "tep_braatz",
     .summary = "Tennessee Eastman process, the classic files: 52 channels, 3 min, label 'label'",
     .signature = {"t_min", "XMEAS_1", "XMV_1"},
     .time_column = "t_min",
     .time_format = "elapsed_min"},
    {.name = "graphleak",
     .summary = "GraphLeak, a small water network with leaks: 24 channels, 10 min, no header, label a leak at any node",
     .names = graphleak_names,
     .time_column = "time",
     .time_format = "elapsed_s",
     .label_column = "leak_*",
     .ignore = {"x_*", "y_*", "z_*", "weekday"},
     .units = {{"flow_", "l/min"}, {"press_", "m"}}},
};

bool has(std::span<const std::string> columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

}  // namespace

std::span<const CsvProfile> csv_profiles() { return profiles; }

const CsvProfile* find_csv_profile(std::string_view name) {
  for (const CsvProfile& profile : profiles) {
    if (profile.name == name) return &profile;
  }
  return nullptr;
}

const CsvProfile* recognise_csv_profile(std::span<const std::string> columns) {
  for (const CsvProfile& profile : profiles) {
    const bool fits =
        !profile.signature.empty() && std::all_of(profile.signature.begin(), profile.signature.end(), [&](std::string_view sign) {
          return sign.starts_with('!') ? !has(columns, sign.substr(1)) : has(columns, sign);
        });
    if (fits) return &profile;
  }
  return nullptr;
}

}  // namespace weir
