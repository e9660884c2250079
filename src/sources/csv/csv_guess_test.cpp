// Time and label: what is found, and what is said about it.
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "sources/csv/csv_label.h"
#include "sources/csv/csv_test_tools.h"

namespace weir {
namespace {

using Names = std::vector<std::string>;

/// Twenty rows whose first cells are made by `first`, with one value that moves.
template <class F>
std::string rows_of(const std::string& header, F first, int rows = 20) {
  std::string text = header + "\n";
  for (int i = 0; i < rows; ++i) text += first(i) + fmt::format(",{}\n", (i * 7) % 5 + 0.5);
  return text;
}

bool said(const ReadFile& file, std::string_view subject, std::string_view part, bool doubtful) {
  for (const CsvNote& note : file.decisions.notes) {
    if (note.subject == subject && note.text.find(part) != std::string::npos && note.doubtful == doubtful) return true;
  }
  return false;
}

TEST(CsvTimeColumn, EpochByMagnitude) {
  const std::pair<const char*, long long> cases[] = {{"epoch_s", 1'470'217'740},
                                                     {"epoch_ms", 1'470'217'740'000},
                                                     {"epoch_us", 1'470'217'740'000'000},
                                                     {"epoch_ns", 1'470'217'740'000'000'000}};
  for (const auto& [format, start] : cases) {
    const long long step = start / 1'470'217'740;
    const ReadFile file = read_text(rows_of("ts,p", [&](int i) { return std::to_string(start + step * i); }));
    EXPECT_EQ(file.decisions.time_format, format);
    ASSERT_EQ(file.rows.size(), 20u);
    EXPECT_EQ(file.rows[0].at, "2016-08-03T09:49:00Z");
    EXPECT_EQ(file.decisions.step_s, 1);
    EXPECT_EQ(file.decisions.sensors, Names{"p"});
  }
}

TEST(CsvTimeColumn, ElapsedTakesItsUnitFromTheName) {
  const std::tuple<const char*, const char*, double> cases[] = {{"t_s,p", "elapsed_s", 3},
                                                                {"t_min,p", "elapsed_min", 180},
                                                                {"Time (h),p", "elapsed_h", 10'800},
                                                                {"time [ms],p", "elapsed_ms", 0.003},
                                                                {"seconds,p", "elapsed_s", 3}};
  for (const auto& [header, format, step] : cases) {
    const ReadFile file = read_text(rows_of(header, [](int i) { return std::to_string(3 * i); }));
    EXPECT_EQ(file.decisions.time_format, format) << header;
    EXPECT_NEAR(file.decisions.step_s, step, 1e-9) << header;
  }
  const ReadFile file = read_text(rows_of("time,p", [](int i) { return std::to_string(3 * i); }));
  EXPECT_EQ(file.decisions.time_format, "elapsed_s");
  EXPECT_TRUE(said(file, "time", "nothing tells their unit", true));
}

TEST(CsvTimeColumn, HeaderlessFirstColumnThatRisesEvenly) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += fmt::format("{},{},{}\n", 600 * i, i * i % 7, 0.5 * (i % 3));
  const ReadFile file = read_text(text);
  EXPECT_EQ(file.decisions.time_columns, Names{"s1"});
  EXPECT_EQ(file.decisions.step_s, 600);
  EXPECT_EQ(file.decisions.sensors, (Names{"s2", "s3"}));
}

TEST(CsvTimeColumn, NoneMeansRowNumbers) {
  const ReadFile file = read_text("p,q\n1,2\n2,1\n3,3\n");
  EXPECT_EQ(file.decisions.time_format, "row_number");
  EXPECT_TRUE(said(file, "time", "1 s apart (an assumption)", true));
  EXPECT_EQ(file.rows[2].at, "1970-01-01T00:00:02Z");
  CsvOptions options;
  options.time_step_s = 60;
  EXPECT_EQ(read_text("p,q\n1,2\n2,1\n3,3\n", options).rows[2].at, "1970-01-01T00:02:00Z");
}

TEST(CsvTimeColumn, DayOrMonthFirstByAFieldAboveTwelve) {
  const ReadFile day = read_text(rows_of("date,p", [](int i) { return fmt::format("{:02}/01/2016", i + 1); }));
  EXPECT_EQ(day.decisions.time_format, "dmy");
  const ReadFile month = read_text(rows_of("date,p", [](int i) { return fmt::format("01/{:02}/2016", i + 1); }));
  EXPECT_EQ(month.decisions.time_format, "mdy");
  EXPECT_EQ(month.rows[19].at, "2016-01-20T00:00:00Z");
}

TEST(CsvTimeColumn, DayOrMonthFirstByRegularity) {
  // Six-hourly from 9 March to 12 March: read the other way the days would be months apart.
  const auto text = [](bool month_first) {
    return rows_of(
        "time,p",
        [=](int i) {
          const int day = 9 + i / 4;
          return month_first ? fmt::format("03/{:02}/2016 {:02}:00", day, i % 4 * 6)
                             : fmt::format("{:02}/03/2016 {:02}:00", day, i % 4 * 6);
        },
        16);
  };
  EXPECT_EQ(read_text(text(true)).decisions.time_format, "mdy");
  EXPECT_EQ(read_text(text(false)).decisions.time_format, "dmy");
  EXPECT_FALSE(read_text(text(false)).decisions.date_order_doubtful);
}

TEST(CsvTimeColumn, DayFirstWithADoubtWhereNothingProvesIt) {
  const std::string text = rows_of("time,p", [](int i) { return fmt::format("03/04/2016 00:{:02}:00", i); });
  const ReadFile file = read_text(text);
  EXPECT_EQ(file.decisions.time_format, "dmy");
  EXPECT_TRUE(file.decisions.date_order_doubtful);
  EXPECT_TRUE(said(file, "time", "nothing in the first rows proves it", true));
  EXPECT_EQ(file.rows[0].at, "2016-04-03T00:00:00Z");
  CsvOptions options;
  options.date_order = "month_first";
  EXPECT_EQ(read_text(text, options).rows[0].at, "2016-03-04T00:00:00Z");
}

TEST(CsvTimeColumn, DateAndTimeApart) {
  const ReadFile file = read_text(rows_of("date,time,p", [](int i) { return fmt::format("25-Apr-19, 09:14:{:02} ", i); }));
  EXPECT_EQ(file.decisions.time_columns, (Names{"date", "time"}));
  EXPECT_EQ(file.rows[5].at, "2019-04-25T09:14:05Z");
}

TEST(CsvTimeColumn, TimeOfDayCountsMidnights) {
  const ReadFile file = read_text(rows_of("time,p", [](int i) { return fmt::format("{:02}:00:00", i * 6 % 24); }));
  ASSERT_EQ(file.rows.size(), 20u);
  EXPECT_EQ(file.rows[5].at, "1970-01-02T06:00:00Z");
  EXPECT_EQ(file.counters.backward_times, 0u);
}

TEST(CsvLabel, FoundByNameAndValues) {
  for (const char* name :
       {"label", "Attack", "anomaly", "ATT_FLAG", "EVENT", "Normal/Attack", "is_anomaly", "y", "Fault Detection Ground Truth"}) {
    const ReadFile file = read_text(fmt::format("{},p\n0,1\n0,2\n1,3.5\n", name));
    EXPECT_EQ(file.decisions.label_column, name);
    EXPECT_EQ(file.decisions.sensors, Names{"p"});
    ASSERT_EQ(file.rows.size(), 3u) << name;
    EXPECT_EQ(file.rows[0].label, false);
    EXPECT_EQ(file.rows[2].label, true);
    EXPECT_EQ(file.counters.anomalous_rows, 1u);
  }
}

TEST(CsvLabel, NotEveryNameIsALabel) {
  EXPECT_EQ(read_text("x,y,z\n0,1,5\n1,0,6\n0,1,7\n").decisions.label_column, "");
  EXPECT_EQ(read_text("event,p\n0.5,1\n1.7,2\n3,3\n").decisions.label_column, "");
  EXPECT_EQ(read_text("event,p\n0.5,1\n1.7,2\n3,3\n").decisions.sensors.size(), 2u);
}

TEST(CsvLabel, BookkeepingIsNeverASensor) {
  const ReadFile file = read_text("p,attack,attack_P1,attack_P2,changepoint\n1,0,0,0,0\n2,1,1,0,1\n3,1,0,1,0\n");
  EXPECT_EQ(file.decisions.label_column, "attack");
  EXPECT_EQ(file.decisions.sensors, Names{"p"});
  EXPECT_EQ(file.decisions.ignored.size(), 3u);
  CsvOptions options;
  options.label_column = "none";
  EXPECT_EQ(read_text("p,label\n1,0\n2,1\n3,1\n", options).decisions.sensors, Names{"p"}) << "also where nobody reads it";
}

TEST(CsvLabel, WordsAndTheirSpelling) {
  const LabelReader usual;
  bool known = false;
  for (const char* word : {"Attack", "A ttack", "attack", "TRUE", "1", "1.0", "2", "-1", "anomaly"})
    EXPECT_EQ(usual.read(word, known), true) << word;
  for (const char* word : {"Normal", "normal ", "false", "0", "0.0", "No"}) EXPECT_EQ(usual.read(word, known), false) << word;
  for (const char* word : {"", "-999", "NaN"}) {
    EXPECT_EQ(usual.read(word, known), std::nullopt) << word;
    EXPECT_TRUE(known);
  }
  EXPECT_EQ(usual.read("perhaps", known), std::nullopt);
  EXPECT_FALSE(known);
}

TEST(CsvLabel, KindsOfAttackBesideNormal) {
  const ReadFile file = read_text("p,label\n1,normal\n2,ddos\n3,xss\n4,normal\n");
  EXPECT_EQ(file.rows[1].label, true);
  EXPECT_EQ(file.rows[3].label, false);
}

TEST(CsvLabel, ToldWords) {
  CsvOptions options;
  options.label_column = "mode";
  options.label_anomalous = {"3"};
  const ReadFile file = read_text("p,mode\n1,2\n2,3\n3,1\n", options);
  EXPECT_EQ(file.rows[0].label, false);
  EXPECT_EQ(file.rows[1].label, true);
}

TEST(CsvLabel, AFileOfItsOwn) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("weir_labels_{}.txt", getpid());
  CsvOptions options;
  options.label_file = path;
  const std::string data = "0.5,0.1\n0.25,0.2\n0.125,0.4\n";
  ASSERT_TRUE(write_file(path, "0\n1\n0\n"));
  const ReadFile file = read_text(data, options);
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.rows[1].label, true);
  EXPECT_EQ(file.counters.labelled_rows, 3u);
  ASSERT_TRUE(write_file(path, "label\n0\n1\n0\n"));
  EXPECT_EQ(read_text(data, options).rows[1].label, true);
  ASSERT_TRUE(write_file(path, "0\n1\n"));
  EXPECT_NE(read_text(data, options).error.find("ends after 2 labels"), std::string::npos);
  ASSERT_TRUE(write_file(path, "0\n1\n0\n0\n"));
  EXPECT_NE(read_text(data, options).error.find("more labels than"), std::string::npos);
  std::filesystem::remove(path);
  EXPECT_NE(read_text(data, options).error.find("can't be opened"), std::string::npos);
}

TEST(CsvDecisionsJson, HoldsWhatWasDecided) {
  const ReadFile file = read_text("time,p,note \xE9\n2020-01-01,1,x\n2020-01-02,2,y\n");
  const std::string json = to_json(file.decisions);
  EXPECT_NE(json.find("\"time_format\": \"iso\""), std::string::npos);
  EXPECT_NE(json.find("\"step_s\": 86400.0"), std::string::npos);
  EXPECT_NE(json.find("text, not numbers"), std::string::npos);
  EXPECT_NE(to_text(file.decisions).find("time: column 'time', format iso"), std::string::npos);
}

}  // namespace
}  // namespace weir
