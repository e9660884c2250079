// Which column or columns hold the time, and how it is written.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "sources/csv/csv_columns.h"
#include "sources/csv/csv_time.h"

namespace weir {

struct TimeGuess {
  TimeFormat format;
  std::vector<std::size_t> columns;  // none, one, or date and time of day
  std::string reason;                // how it was found
  bool doubtful = false;
  bool order_doubtful = false;  // day-first without proof
};

/// What a profile or the user already said; empty fields are to be found.
struct TimeWish {
  std::string column = "auto";  // as CsvOptions::time_column
  std::string format = "auto";
  std::string date_order = "auto";
  bool column_is_hint = false;  // from a profile: if the file differs, look elsewhere
  bool format_is_hint = false;
};

/// No column found gives row_number. Fails where the user named a column or format that doesn't fit the file.
Result<TimeGuess> guess_time(const CsvLayout& layout, const TableProfile& table, std::span<const PrefixLine> data, const TimeWish& wish,
                             const std::string& origin);

/// Row numbers: empty or index-like name, values that rise by exactly 1.
bool is_row_index(std::string_view name, const ColumnProfile& profile, std::size_t column, bool has_header);

/// A list of names for an error message, at most 12.
std::string name_list(std::span<const std::string> names);

}  // namespace weir
