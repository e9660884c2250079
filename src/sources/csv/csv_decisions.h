// What was decided about a file before its first row was delivered, for people and for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "telemetry/timestamp.h"

namespace weir {

/// One sentence on one matter. `doubtful` ones deserve a look before anyone trusts the result.
struct CsvNote {
  std::string subject;   // "time", "label", "delimiter", ...
  std::string text;      // what was decided or ignored, and why
  std::string overrule;  // the option that overrules it, as in CsvOptions; empty: nothing to overrule
  bool doubtful = false;
};

struct CsvIgnored {
  std::string column;
  std::string why;
};

struct CsvDecisions {
  std::string origin;       // the file, as given
  std::string compression;  // "none", "gzip", "zstd"
  std::string profile;      // "none" where no profile fits
  char delimiter = ',';     // 0: a single column
  bool byte_order_mark = false;
  bool crlf = false;
  bool quoted = false;
  bool decimal_comma = false;
  std::uint64_t header_line = 0;          // counted from 1; 0: the file has none
  std::vector<std::string> title_lines;   // lines above the header, shortened
  std::vector<std::string> columns;       // all of them, in file order, as they are called from here on
  std::vector<std::string> time_columns;  // none: rows are numbered; two: date and time of day
  std::string time_format;                // as in CsvOptions::time_format; "date+time"-like text has its date order: "dmy"
  bool date_order_doubtful = false;       // day-first was assumed, nothing in the file proves it
  double step_s = 1;                      // seconds from row to row (median of positive differences)
  double step_regularity = 1;             // share of the differences within 10 % of step_s
  std::string label_column;               // empty: none
  std::string label_file;                 // empty: none
  std::vector<std::string> sensors;       // in the order of CsvRow::values
  std::vector<CsvIgnored> ignored;
  std::uint64_t rows_inspected = 0;
  bool whole_file_inspected = false;  // the file ended within the inspected prefix
  Timestamp first_at{};               // time of the first row
  std::vector<CsvNote> notes;
};

/// One JSON object with the fields above, times as text.
std::string to_json(const CsvDecisions& decisions);

/// The notes as lines for a terminal: "time: column 't_s', elapsed seconds (--time-format)".
std::string to_text(const CsvDecisions& decisions);

}  // namespace weir
