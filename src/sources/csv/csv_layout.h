// How the text is laid out: delimiter, title rows, header, names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "sources/csv/csv_cells.h"
#include "sources/csv/csv_decisions.h"
#include "sources/csv/csv_options.h"

namespace weir {

/// A line of the inspected prefix that isn't blank.
struct PrefixLine {
  std::string_view text;
  std::uint64_t number = 0;  // in the file, counted from 1
};

struct CsvLayout {
  CsvDialect dialect;
  bool has_header = false;
  std::size_t first_data = 0;      // index of the first data row among the prefix lines
  std::vector<std::string> names;  // one a column: trimmed, without path, unique
  std::vector<std::string> units;  // from a row below the header; empty strings where there is none
};

/// Decides from the prefix and says so in `decisions`. `lines` isn't empty.
Result<CsvLayout> find_layout(std::span<const PrefixLine> lines, const CsvOptions& options, CsvDecisions& decisions);

/// "," -> "comma".
std::string delimiter_name(char delimiter);

}  // namespace weir
