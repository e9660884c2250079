// Everything that must be known to read the rows, decided once from the prefix and the options.
#pragma once

#include <string>
#include <vector>

#include "sources/csv/csv_label.h"
#include "sources/csv/csv_time_guess.h"
#include "telemetry/catalogue.h"

namespace weir {

struct ColumnRole {
  enum class Kind : std::uint8_t { skipped, sensor, state_sensor, time, time_of_day, label };
  Kind kind = Kind::skipped;
  std::size_t slot = 0;  // sensors: index in CsvRow::values
};

struct CsvPlan {
  CsvLayout layout;
  std::vector<ColumnRole> roles;  // one a column
  TimeFormat time;
  Duration row_step{};  // row_number: time between rows
  LabelReader label;
  Catalogue catalogue;  // [N]; lacking columns included
};

/// Fills `decisions` too. `lines` are the prefix without blank lines; fails as CsvFile::open() says.
Result<CsvPlan> make_plan(std::span<const PrefixLine> lines, const CsvOptions& options, CsvDecisions& decisions);

}  // namespace weir
