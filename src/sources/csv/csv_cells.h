// One line into cells, one cell into a number.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "telemetry/reading.h"

namespace weir {

struct CsvDialect {
  char delimiter = ',';  // 0: the line is one cell; ' ': runs of blanks count once
  bool quoted = false;   // cells may stand in "..." with "" for a quote; never across lines
  bool decimal_comma = false;
  double magnitude_max = 1e30;
};

/// Blanks and tabs off both ends.
std::string_view trimmed(std::string_view text);
std::string lower(std::string_view text);

/// Takes one cell off the front of `rest` (without quotes, not trimmed); false: the line is used up. `more` carries
/// whether a delimiter followed, so that a last empty cell is seen; start with true. `scratch` holds unquoted text.
bool take_cell(const CsvDialect& dialect, std::string_view& rest, bool& more, std::string_view& cell, std::string& scratch);

/// All cells of a line, as copies; for headers and inspection.
std::vector<std::string> split_line(const CsvDialect& dialect, std::string_view line);

/// What a cell says: a number (good), nothing (missing) or nonsense (bad). `value` is NaN unless good.
struct CellValue {
  double value;
  Quality quality;
};
CellValue parse_number(const CsvDialect& dialect, std::string_view cell);

/// Empty, NaN, NA, N/A, null, none, nil, -, --, ?, Bad, "No Data", "Bad Input", "I/O Timeout", #N/A and the like.
bool means_missing(std::string_view cell);

/// on/off, true/false, open/closed, yes/no, active/inactive, running/stopped as 1/0; quality bad: none of them.
CellValue parse_state_word(std::string_view cell);

}  // namespace weir
