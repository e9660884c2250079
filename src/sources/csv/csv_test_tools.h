// Shared by this folder's tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sources/csv/csv_file.h"

namespace weir {

struct ReadRow {
  std::vector<double> values;
  std::vector<Quality> quality;
  std::string at;
  std::optional<bool> label;
  std::uint64_t line = 0;
};

struct ReadFile {
  CsvDecisions decisions;
  CsvCounters counters;
  Catalogue catalogue;
  std::vector<ReadRow> rows;
  std::string error;  // of open() or of a row
};

inline ReadFile read_all(Result<CsvFile> file) {
  ReadFile result;
  if (!file) {
    result.error = file.error().message;
    return result;
  }
  CsvRow row;
  for (;;) {
    auto more = file->next(row);
    if (!more) {
      result.error = more.error().message;
      break;
    }
    if (!*more) break;
    result.rows.push_back(
        {{row.values.begin(), row.values.end()}, {row.quality.begin(), row.quality.end()}, format_time(row.at), row.label, row.line});
  }
  result.decisions = file->decisions();
  result.counters = file->counters();
  result.catalogue = file->catalogue();
  return result;
}

inline ReadFile read_text(std::string text, const CsvOptions& options = {}) {
  return read_all(CsvFile::open_bytes(std::move(text), options, "test.csv"));
}

}  // namespace weir
