// The counters as sentences for people.
#include <algorithm>

#include "sources/csv/csv_file.h"

namespace weir {

std::vector<std::string> complaints(const CsvCounters& counters, std::span<const std::string> sensors) {
  std::vector<std::string> lines;
  const auto rows = [](std::uint64_t count) { return count == 1 ? "1 row" : fmt::format("{} rows", count); };
  if (counters.rows == 0) lines.push_back("no row could be used");
  if (counters.time_errors > 0)
    lines.push_back(
        fmt::format("{} left out, their time can't be read; the first is {}", rows(counters.time_errors), counters.first_time_error));
  if (counters.backward_times > 0) {
    lines.push_back(
        fmt::format("{} earlier than the row before, the first at line {}", rows(counters.backward_times), counters.first_backward_line));
  }
  if (counters.short_rows + counters.long_rows > 0) {
    lines.push_back(
        fmt::format("{} with too few cells (the rest is missing) and {} with too many (the rest is ignored), the first at line {}",
                    rows(counters.short_rows), counters.long_rows, counters.first_ragged_line));
  }
  if (counters.bad_cells > 0) {
    std::size_t worst = 0, columns = 0;
    for (std::size_t i = 0; i < counters.columns.size(); ++i) {
      columns += counters.columns[i].bad > 0 ? 1 : 0;
      if (counters.columns[i].bad > counters.columns[worst].bad) worst = i;
    }
    const CsvColumnCounters& column = counters.columns[worst];
    lines.push_back(fmt::format("{} cells in {} sensors are no usable number; most in '{}': {}, the first is '{}' at line {}",
                                counters.bad_cells, columns, worst < sensors.size() ? sensors[worst] : "?", column.bad, column.first_bad,
                                column.first_bad_line));
  }
  if (counters.label_errors > 0)
    lines.push_back(fmt::format("{} with a label that is no known word; tell label_anomalous", rows(counters.label_errors)));
  if (counters.duplicate_times > 0) lines.push_back(fmt::format("{} at the same time as the row before", rows(counters.duplicate_times)));
  if (counters.missing_cells > 0) {
    const double all = static_cast<double>(counters.rows) * static_cast<double>(std::max<std::size_t>(counters.columns.size(), 1));
    std::size_t worst = 0;
    for (std::size_t i = 0; i < counters.columns.size(); ++i) {
      if (counters.columns[i].missing > counters.columns[worst].missing) worst = i;
    }
    lines.push_back(fmt::format("{} cells are missing ({:.2f} %), most in '{}': {}", counters.missing_cells,
                                100 * static_cast<double>(counters.missing_cells) / std::max(all, 1.0),
                                worst < sensors.size() ? sensors[worst] : "?",
                                counters.columns.empty() ? 0 : counters.columns[worst].missing));
  }
  return lines;
}

}  // namespace weir
