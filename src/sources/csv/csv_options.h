// What a user may tell about a file of comma-separated values. Everything left at its default is found in the file itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weir {

struct CsvOptions {
  std::string profile = "auto";              // auto | none | one of csv_profiles(): how a well-known data set is written
  std::optional<char> delimiter;             // none: found among , ; tab | and blanks
  std::string header = "auto";               // auto | none | line number of the header, counted from 1
  std::vector<std::string> names;            // column names of a file without header; default s1..sM
  std::string time_column = "auto";          // auto | none (rows are numbered) | a column's name | "date+time": two of them
  std::string time_format = "auto";          // auto | iso | dmy | mdy | epoch_{s,ms,us,ns} | elapsed_{s,min,h,d}
  std::string date_order = "auto";           // auto | day_first | month_first: for dates like 03/04/2016
  double time_step_s = 0;                    // seconds between rows; 0: measured, or 1 where the file has no time
  std::string label_column = "auto";         // auto | none | a column's name | "leak_*" or "a+b": several
  std::vector<std::string> label_anomalous;  // values that mean "anomalous", all others then mean normal; empty: the usual words
  std::filesystem::path label_file;          // one label a row in a file of its own
  std::vector<std::string> ignore;           // columns that are no sensors; "attack_*" stands for all that begin so
  std::vector<std::string> columns;          // only these sensors, in this order; empty: all that hold numbers
  bool lacking_columns_ok = false;           // a name in `columns` that the file lacks is delivered as missing instead of refused
  std::optional<bool> decimal_comma;         // none: found ("1,5" in a file separated by ; or tabs)
  double magnitude_max = 1e30;               // larger values are bad: no plant holds them, squares of them overflow
  std::size_t inspect_rows = 20'000;         // how many rows (and at most 4 MB) are read before the file is judged
};

}  // namespace weir
