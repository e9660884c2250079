#include "sources/csv/sensor_typing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/random.h"
#include "sources/csv/sensor_names.h"

namespace weir {
namespace {

Sensor typed(std::string name, const std::vector<double>& values) {
  Sensor sensor;
  sensor.name = std::move(name);
  SensorTyping typing{Catalogue({sensor})};
  for (const double value : values) {
    const Quality quality = std::isnan(value) ? Quality::missing : Quality::good;
    typing.add({&value, 1}, {&quality, 1});
  }
  EXPECT_FALSE(typing.reason(0).empty());
  return typing.catalogue()[0];
}

std::vector<double> made(int n, const std::function<double(int)>& value) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(value(i));
  return values;
}

TEST(SensorTyping, Kinds) {
  Random random(1);
  EXPECT_EQ(typed("s1", made(100, [](int) { return 0.1; })).kind, SensorKind::constant);
  EXPECT_EQ(typed("MV101", made(300, [](int i) { return i / 50 % 3; })).kind, SensorKind::discrete);
  EXPECT_EQ(typed("set_point", made(300, [](int i) { return i < 100 ? 0.25 : 0.75; })).kind, SensorKind::discrete);
  EXPECT_EQ(typed("energy", made(300, [&](int i) { return 10.0 * i + random.uniform(); })).kind, SensorKind::counter);
  EXPECT_EQ(typed("pulses", made(1000, [](int i) { return i % 400; })).kind, SensorKind::counter) << "resets to its start";
  EXPECT_EQ(typed("FIT101", made(300, [&](int) { return random.normal(); })).kind, SensorKind::continuous);
  EXPECT_EQ(typed("LIT101", made(300, [&](int) { return random.normal(); })).kind, SensorKind::level);
  EXPECT_EQ(typed("x", made(2000, [](int i) { return std::sin(i * 0.01); })).kind, SensorKind::level) << "moves smoothly";
}

TEST(SensorTyping, RangeAndResolutionOfUsableValuesOnly) {
  const double nan_value = std::numeric_limits<double>::quiet_NaN();
  const Sensor sensor = typed("s", {1.0, nan_value, 3.5, 3.0, 2.0, nan_value, 9.0, 0.25, 4.0, 5.0, 6.0, 7.0, 8.0});
  EXPECT_EQ(sensor.low, 0.25);
  EXPECT_EQ(sensor.high, 9.0);
  EXPECT_EQ(sensor.resolution, 0.5);
}

TEST(SensorTyping, NeverDelivered) {
  const Sensor sensor = typed("s", {std::nan(""), std::nan("")});
  EXPECT_EQ(sensor.kind, SensorKind::constant);
  EXPECT_EQ(sensor.low, 0);
  EXPECT_EQ(sensor.high, 0);
}

TEST(SensorNames, Units) {
  EXPECT_EQ(unit_in_name("Pressure [bar]"), "bar");
  EXPECT_EQ(unit_in_name("T1 (degC)"), "degC");
  EXPECT_EQ(unit_in_name("level_mm"), "mm");
  EXPECT_EQ(unit_in_name("Pump (1)"), "");
  EXPECT_EQ(unit_in_name("Attack LABLE (1:No Attack, -1:Attack)"), "");
  EXPECT_EQ(unit_in_name("FIT101"), "");
}

TEST(SensorNames, Levels) {
  for (const char* name : {"LIT101", "LT02", "L_T7", "2_LT_001_PV", "P1_LIT01", "Tank Level", "level"})
    EXPECT_TRUE(names_a_level(name)) << name;
  for (const char* name : {"FIT101", "LT", "leveling", "ALT101", "2_FIT_001_PV", "level alarm", "S_PU1"})
    EXPECT_FALSE(names_a_level(name)) << name;
}

std::vector<std::string> stages(std::vector<std::string> names) {
  std::vector<Sensor> sensors(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) sensors[i].name = names[i];
  set_stages(sensors);
  std::vector<std::string> result;
  for (const Sensor& sensor : sensors) result.push_back(sensor.stage);
  return result;
}

TEST(SensorNames, Stages) {
  using List = std::vector<std::string>;
  EXPECT_EQ(stages({"LIT101", "P102", "DPIT301", "P602"}), (List{"P1", "P1", "P3", "P6"}));
  EXPECT_EQ(stages({"P1_FT01", "P4_LD", "x_y"}), (List{"P1", "P4", ""}));
  EXPECT_EQ(stages({"1_AIT_001_PV", "2_LT_001_PV", "LEAK_DIFF_PRESSURE"}), (List{"P1", "P2", ""}));
  EXPECT_EQ(stages({"L_T1", "F_PU1", "P_J280", "S_V2"}), (List{"", "", "", ""}));
  EXPECT_EQ(stages({"d1", "XMEAS_1", "T100"}), (List{"", "", ""})) << "one fitting name proves nothing";
}

}  // namespace
}  // namespace weir
