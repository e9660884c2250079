// Data sets as published, in samples written here: SWaT and WADI may not be passed on.
#include "sources/csv/csv_profiles.h"

#include <cmath>

#include "sources/csv/csv_test_tools.h"
#include "sources/csv/sensor_typing.h"

namespace weir {
namespace {

const std::vector<std::string> swat_tags = {
    "FIT101", "LIT101", "MV101",  "P101",    "P102",   "AIT201", "AIT202", "AIT203", "FIT201", "MV201",  "P201",   "P202",   "P203",
    "P204",   "P205",   "P206",   "DPIT301", "FIT301", "LIT301", "MV301",  "MV302",  "MV303",  "MV304",  "P301",   "P302",   "AIT401",
    "AIT402", "FIT401", "LIT401", "P401",    "P402",   "P403",   "P404",   "UV401",  "AIT501", "AIT502", "AIT503", "AIT504", "FIT501",
    "FIT502", "FIT503", "FIT504", "P501",    "P502",   "PIT501", "PIT502", "PIT503", "FIT601", "P601",   "P602",   "P603"};

std::string swat_sample(bool title) {
  std::string text;
  if (title) {
    text += ",P1,,,,,P2,,,,,,,,,,,P3,,,,,,,,,P4,,,,,,,,,P5,,,,,,,,,,,,,P6,,,,";
    text += "\n";
  }
  text += " Timestamp";
  for (const std::string& tag : swat_tags) text += ", " + tag;
  text += ",Normal/Attack\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(" 28/12/2015 {}:59:{:02} {}", i < 20 ? 11 : 12, 40 + i % 20, i < 20 ? "AM" : "PM");
    for (std::size_t k = 0; k < swat_tags.size(); ++k) {
      const bool actuator = swat_tags[k][0] == 'P' && swat_tags[k][1] != 'I';
      text += actuator || swat_tags[k][0] == 'M' ? fmt::format(",{}", 1 + (i / 10 + static_cast<int>(k)) % 2)
                                                 : fmt::format(",{:.4f}", 100 + 3.7 * static_cast<double>((i * 13 + k * 7) % 29));
    }
    text += i < 30 ? ",Normal\n" : i < 35 ? ",Attack\n" : ",A ttack\n";
  }
  return text;
}

TEST(CsvProfiles, GraphLeakHasNoHeaderAndALabelAtEveryLeakNode) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("{}", 600 * i);
    for (int k = 0; k < 24; ++k) text += fmt::format(",{:.3f}", 10 + k + std::sin(i * 0.3 + k));
    for (int k = 0; k < 24; ++k) text += ",120";
    for (int node = 0; node < 5; ++node) text += node == 1 && i >= 30 ? ",1" : node == 4 && i >= 36 ? ",1" : ",0";
    text += i >= 30 ? ",90,80,0,1\n" : ",0,0,0,1\n";
  }
  CsvOptions options;
  options.profile = "graphleak";
  const ReadFile file = read_text(text, options);
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.sensors.size(), 24u);
  EXPECT_EQ(file.decisions.sensors.front(), "flow_N2");
  EXPECT_EQ(file.decisions.label_column, "leak_N10+leak_N11+leak_N12+leak_N13+leak_N14");
  EXPECT_EQ(file.decisions.step_s, 600);
  EXPECT_EQ(file.counters.anomalous_rows, 10u);
  EXPECT_EQ(file.rows[29].label, false);
  EXPECT_EQ(file.rows[30].label, true);
  options.profile = "none";
  options.names.clear();
  for (int k = 0; k < 58; ++k) options.names.push_back(fmt::format("c{}", k + 1));
  options.label_column = "c51+c54";
  EXPECT_EQ(read_text(text, options).counters.anomalous_rows, 10u) << "what the plan says can be told again";
  options.label_column = "c51+nothing";
  EXPECT_NE(read_text(text, options).error.find("'c51+nothing'"), std::string::npos);
}

TEST(CsvProfiles, SwatAsPublished) {
  for (const bool title : {true, false}) {
    const ReadFile file = read_text(swat_sample(title));
    ASSERT_EQ(file.error, "");
    EXPECT_EQ(file.decisions.profile, "swat");
    EXPECT_EQ(file.decisions.header_line, title ? 2u : 1u);
    EXPECT_EQ(file.decisions.sensors, swat_tags);
    EXPECT_EQ(file.decisions.time_columns, std::vector<std::string>{"Timestamp"});
    EXPECT_EQ(file.decisions.label_column, "Normal/Attack");
    EXPECT_EQ(file.decisions.step_s, 1);
    EXPECT_EQ(file.rows[0].at, "2015-12-28T11:59:40Z");
    EXPECT_EQ(file.rows[20].at, "2015-12-28T12:59:40Z");
    EXPECT_EQ(file.counters.anomalous_rows, 10u);
    EXPECT_EQ(file.rows[39].label, true);
    const Catalogue& catalogue = file.catalogue;
    EXPECT_EQ(catalogue[*catalogue.find("LIT301")].stage, "P3");
    EXPECT_EQ(catalogue[*catalogue.find("LIT301")].unit, "mm");
    EXPECT_EQ(catalogue[*catalogue.find("P603")].stage, "P6");
    SensorTyping typing(catalogue);
    for (const ReadRow& row : file.rows) typing.add(row.values, row.quality);
    const Catalogue typed = typing.catalogue();
    EXPECT_EQ(typed[*typed.find("LIT101")].kind, SensorKind::level);
    EXPECT_EQ(typed[*typed.find("MV101")].kind, SensorKind::discrete);
    EXPECT_EQ(typed[*typed.find("FIT101")].kind, SensorKind::continuous);
  }
}

std::string wadi_rows(bool path, bool label) {
  const std::string start = path ? "\\\\WIN-25J4RO10SBF\\LOG_DATA\\SUTD_WADI\\LOG_DATA\\" : "";
  std::string text = "Row,Date,Time";
  for (const char* tag : {"1_AIT_001_PV", "1_LS_001_AL", "1_P_005_STATUS", "2_LT_001_PV", "2_MV_003_STATUS", "LEAK_DIFF_PRESSURE"})
    text += "," + start + tag;
  text += label ? ",\"Attack LABLE (1:No Attack, -1:Attack)\"\n" : "\n";
  for (int i = 0; i < 30; ++i) {
    text += fmt::format("{},9/25/2017,6:00:{:02}.000 PM,{:.3f},,{},{:.2f},{},{:.1f}", i + 1, i, 171.1 + 0.01 * ((i * 7) % 11),
                        1 + i / 10 % 2, 50 + 0.1 * ((i * 5) % 13), 1 + i / 15, 60 + (i * 3) % 7 * 0.5);
    text += label ? fmt::format(",{}\n", i >= 20 ? -1 : 1) : "\n";
  }
  return text;
}

TEST(CsvProfiles, WadiAsPublished) {
  const ReadFile normal = read_text("This data is provided as is\nPlease cite\n\n" + wadi_rows(true, false));
  ASSERT_EQ(normal.error, "");
  EXPECT_EQ(normal.decisions.profile, "wadi");
  EXPECT_EQ(normal.decisions.header_line, 4u);
  EXPECT_EQ(normal.decisions.sensors,
            (std::vector<std::string>{"1_AIT_001_PV", "1_P_005_STATUS", "2_LT_001_PV", "2_MV_003_STATUS", "LEAK_DIFF_PRESSURE"}));
  EXPECT_EQ(normal.decisions.ignored.size(), 2u) << "Row, and the empty 1_LS_001_AL";
  EXPECT_EQ(normal.rows[0].at, "2017-09-25T18:00:00Z");
  EXPECT_EQ(normal.catalogue[2].stage, "P2");

  const ReadFile attack = read_text(wadi_rows(false, true));
  ASSERT_EQ(attack.error, "");
  EXPECT_EQ(attack.decisions.label_column, "Attack LABLE (1:No Attack, -1:Attack)");
  EXPECT_EQ(attack.rows[0].label, false);
  EXPECT_EQ(attack.rows[20].label, true);
  EXPECT_EQ(attack.counters.anomalous_rows, 10u);
}

TEST(CsvProfiles, HaiAsPublished) {
  for (const char delimiter : {';', ','}) {
    const std::string d(1, delimiter);
    std::string text;
    for (const char* name :
         {"time", "P1_FCV01D", "P1_PIT01", "P2_SIT01", "P3_LT01", "P4_ST_PT01", "attack", "attack_P1", "attack_P2", "attack_P3"}) {
      text += (text.empty() ? "" : d) + name;
    }
    text += "\n";
    for (int i = 0; i < 30; ++i) {
      text += fmt::format("2019-09-11 20:00:{:02}{d}{}{d}{}{d}{}{d}{}{d}{}{d}{}{d}{}{d}0{d}0\n", i, 0.5 * i, 1.3 + i % 4, 780 + i % 3,
                          12.5 + i % 5, 240 + i % 2 * 0.5, i > 25, i > 25, fmt::arg("d", d));
    }
    const ReadFile file = read_text(text);
    ASSERT_EQ(file.error, "");
    EXPECT_EQ(file.decisions.profile, "hai");
    EXPECT_EQ(file.decisions.sensors, (std::vector<std::string>{"P1_FCV01D", "P1_PIT01", "P2_SIT01", "P3_LT01", "P4_ST_PT01"}));
    EXPECT_EQ(file.decisions.label_column, "attack");
    EXPECT_EQ(file.counters.anomalous_rows, 4u);
    EXPECT_EQ(file.catalogue[3].stage, "P3");
    EXPECT_EQ(file.decisions.step_s, 1);
  }
}

TEST(CsvProfiles, AreFoundByNameAndDoNotGuessWildly) {
  for (const CsvProfile& profile : csv_profiles()) EXPECT_EQ(find_csv_profile(profile.name), &profile);
  EXPECT_EQ(find_csv_profile("auto"), nullptr);
  EXPECT_EQ(read_text("time,d1,d38,d39\n0,1,2,3\n1,2,3,5\n2,2,2,2\n").decisions.profile, "none");
  CsvOptions options;
  options.profile = "none";
  EXPECT_EQ(read_text(swat_sample(true), options).decisions.profile, "none");
  EXPECT_EQ(read_text(swat_sample(true), options).decisions.sensors, swat_tags) << "found without a profile too";
}

}  // namespace
}  // namespace weir
