// What stands in each column of the inspected prefix.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "sources/csv/csv_layout.h"

namespace weir {

struct ColumnProfile {
  std::size_t rows = 0, numbers = 0, missing = 0, texts = 0;  // texts: all that is neither
  std::size_t state_words = 0;                                // of the texts: on, off, open, ...
  std::vector<std::string> words;                             // up to 12 different texts
  std::vector<double> values;                                 // up to 9 different numbers
  bool more_values = false;                                   // there are more than that
  bool all_integers = true;
  double first = 0, last = 0;
  std::size_t rises = 0, falls = 0;
  double first_difference = 0;
  bool even_differences = true;  // every number is the one before plus first_difference
  bool only_numbers_of(std::initializer_list<double> allowed) const;
};

struct TableProfile {
  std::vector<ColumnProfile> columns;
  std::size_t rows = 0, ragged = 0;
  std::uint64_t first_ragged_line = 0;
  std::size_t first_ragged_cells = 0;
};

TableProfile profile_table(const CsvLayout& layout, std::span<const PrefixLine> data);

/// One column's cells, trimmed, as copies; missing ones left out.
std::vector<std::string> cells_of(const CsvLayout& layout, std::span<const PrefixLine> data, std::size_t column);

}  // namespace weir
