#include "sources/csv/csv_columns.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr std::size_t words_max = 12;
constexpr std::size_t values_max = 9;

void add_number(ColumnProfile& column, double value) {
  if (column.numbers == 0) {
    column.first = value;
  } else {
    const double difference = value - column.last;
    if (difference > 0) ++column.rises;
    if (difference < 0) ++column.falls;
    if (column.numbers == 1) column.first_difference = difference;
    if (std::fabs(difference - column.first_difference) > 1e-6 * std::fabs(column.first_difference)) column.even_differences = false;
  }
  column.last = value;
  ++column.numbers;
  column.all_integers = column.all_integers && value == std::nearbyint(value);
  if (!column.more_values && std::find(column.values.begin(), column.values.end(), value) == column.values.end()) {
    if (column.values.size() == values_max) {
      column.more_values = true;
    } else {
      column.values.push_back(value);
    }
  }
}

void add_text(ColumnProfile& column, std::string_view cell) {
  ++column.texts;
  if (parse_state_word(cell).quality == Quality::good) ++column.state_words;
  if (column.words.size() < words_max) {
    std::string word(trimmed(cell).substr(0, 40));
    if (std::find(column.words.begin(), column.words.end(), word) == column.words.end()) column.words.push_back(std::move(word));
  }
}

}  // namespace

bool ColumnProfile::only_numbers_of(std::initializer_list<double> allowed) const {
  return !more_values && std::all_of(values.begin(), values.end(),
                                     [&](double value) { return std::find(allowed.begin(), allowed.end(), value) != allowed.end(); });
}

TableProfile profile_table(const CsvLayout& layout, std::span<const PrefixLine> data) {
  TableProfile table;
  table.columns.resize(layout.names.size());
  std::string scratch;
  for (const PrefixLine& line : data) {
    ++table.rows;
    std::string_view rest = line.text, cell;
    bool more = true;
    std::size_t count = 0;
    while (take_cell(layout.dialect, rest, more, cell, scratch)) {
      if (count < table.columns.size()) {
        ColumnProfile& column = table.columns[count];
        ++column.rows;
        const CellValue number = parse_number(layout.dialect, cell);
        if (number.quality == Quality::good) {
          add_number(column, number.value);
        } else if (number.quality == Quality::missing) {
          ++column.missing;
        } else {
          add_text(column, cell);
        }
      } else if (trimmed(cell).empty() && !more) {
        --count;  // a delimiter too many at the line's end
      }
      ++count;
    }
    if (count != table.columns.size()) {
      if (++table.ragged == 1) {
        table.first_ragged_line = line.number;
        table.first_ragged_cells = count;
      }
    }
  }
  return table;
}

std::vector<std::string> cells_of(const CsvLayout& layout, std::span<const PrefixLine> data, std::size_t column) {
  std::vector<std::string> cells;
  std::string scratch;
  for (const PrefixLine& line : data) {
    std::string_view rest = line.text, cell;
    bool more = true;
    for (std::size_t i = 0; take_cell(layout.dialect, rest, more, cell, scratch); ++i) {
      if (i != column) continue;
      if (!means_missing(trimmed(cell))) cells.emplace_back(trimmed(cell));
      break;
    }
  }
  return cells;
}

}  // namespace weir
