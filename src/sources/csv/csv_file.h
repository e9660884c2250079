// A wide table of sensor values (CSV and its relatives), read row by row in bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "sources/csv/csv_decisions.h"
#include "sources/csv/csv_options.h"
#include "telemetry/catalogue.h"
#include "telemetry/reading.h"

namespace weir {

/// One row. The spans are valid until the next call of next().
struct CsvRow {
  std::span<const double> values;    // [N] engineering units; NaN where quality isn't good
  std::span<const Quality> quality;  // [N] good | missing (empty, NaN, NA, null, -, Bad) | bad (text, infinity, beyond magnitude_max)
  Timestamp at{};
  std::optional<bool> label;  // true: anomalous; none: the file doesn't say
  std::uint64_t number = 0;   // of the data row, counted from 1; rows that were left out are counted too
  std::uint64_t line = 0;     // in the file, counted from 1
};

struct CsvColumnCounters {
  std::uint64_t missing = 0, bad = 0;
  std::string first_bad;  // first text that was no number
  std::uint64_t first_bad_line = 0;
};

/// What was met in the rows so far.
struct CsvCounters {
  std::uint64_t rows = 0;  // delivered
  std::uint64_t blank_lines = 0;
  std::uint64_t short_rows = 0;  // fewer cells than columns: the rest is missing
  std::uint64_t long_rows = 0;   // more cells than columns: the rest is ignored
  std::uint64_t first_ragged_line = 0;
  std::uint64_t time_errors = 0;      // rows left out because their time can't be read
  std::string first_time_error;       // "line 17: '31/02/2015'"
  std::uint64_t duplicate_times = 0;  // same time as the row before; delivered
  std::uint64_t backward_times = 0;   // earlier than the row before; delivered
  std::uint64_t first_backward_line = 0;
  std::uint64_t missing_cells = 0, bad_cells = 0;
  std::uint64_t label_errors = 0;  // rows whose label is no known word; delivered without label
  std::uint64_t anomalous_rows = 0, labelled_rows = 0;
  Timestamp first_at{}, last_at{};         // of the rows delivered
  std::vector<CsvColumnCounters> columns;  // [N]
  bool operator==(const CsvCounters&) const = default;
};

/// What is wrong with the data in whole sentences, worst first; empty: nothing.
std::vector<std::string> complaints(const CsvCounters& counters, std::span<const std::string> sensors);

/// Plain, gzip or zstd text, told apart by content. Memory: a few fixed buffers, one row, and the inspected prefix (4 MB)
/// until it has been delivered, whatever the length of the file. Belongs to one thread.
///
///   auto file = CsvFile::open("plant.csv.zst", {});
///   if (!file) return std::unexpected(file.error());
///   CsvRow row;
///   for (;;) {
///     Result<bool> more = file->next(row);
///     if (!more) return std::unexpected(more.error());
///     if (!*more) break;
///   }
class CsvFile {
 public:
  /// Reads a prefix and decides what the file is. Fails on what can't be a table of numbers: empty, header only, binary,
  /// a directory, unreadable, more than 10 % ragged rows, no numeric column, an option that names no column.
  static Result<CsvFile> open(const std::filesystem::path& path, const CsvOptions& options = {});
  /// The same from memory, for tests and uploads; compressed content too.
  static Result<CsvFile> open_bytes(std::string bytes, const CsvOptions& options = {}, std::string origin = "(memory)");

  CsvFile(CsvFile&&) noexcept;
  CsvFile& operator=(CsvFile&&) noexcept;
  ~CsvFile();

  const CsvDecisions& decisions() const;
  /// Names, units and stages as the header tells them. Kinds and ranges need the data: see SensorTyping.
  const Catalogue& catalogue() const;

  /// False at the end. Fails on a line of more than 1 MB, a truncated or damaged compressed stream, a read error, and a
  /// label file that has other rows than this one; what was delivered before stays right.
  Result<bool> next(CsvRow& row);

  const CsvCounters& counters() const;
  /// How much of the file (its compressed bytes) has been read, 0..1; for progress.
  double fraction_read() const;

 private:
  struct State;
  explicit CsvFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace weir
