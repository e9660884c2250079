// Recorded files as frames: what `init`, `train` and the quality benchmark read.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "align/aligner.h"
#include "base/progress.h"
#include "sources/csv/csv_file.h"
#include "telemetry/frame.h"

namespace weir {

/// One file as it was read.
struct RecordingNotes {
  CsvDecisions decisions;
  CsvCounters counters;
  AlignCounters align;
};

struct Recordings {
  FrameTable frames;                // kinds and ranges in its catalogue
  std::vector<std::int8_t> labels;  // [rows] 1 anomalous, 0 normal, -1 the data don't say
  double step_s = 1;
  std::vector<RecordingNotes> files;
  std::vector<std::string> kind_reasons;  // [N] why each sensor has its kind
  std::size_t anomalous_rows_left_out = 0;
  bool rows_numbered = false;  // the files' time hardly moves from row to row: it was left out and the rows numbered
};

struct RecordingOptions {
  CsvOptions csv;
  RowRange rows{0, static_cast<std::size_t>(-1)};  // of each file, data rows counted from 0
  bool normal_only = false;                        // leave out rows labelled anomalous: what training wants
  double step_s = 0;                               // of the grid; 0: chosen, see grid_step()
  Progress progress;
};

/// Fewer frames than this teach nothing.
inline constexpr std::size_t learnable_rows_min = 60;

/// The grid's step for rows that come every `native_s` seconds: ten seconds where they come faster, so that lags and averages
/// reach over what a plant does and noise is averaged out; finer where there are too few rows for 2,000 such steps.
double grid_step(double native_s, std::size_t rows);

/// Reads the files one after the other as recordings of one plant; the first one's sensors are the catalogue, and the
/// others must have them all. Where the time stands still over so many rows that too few steps are left to learn from, rows are
/// numbered instead, unless csv.time_column says otherwise. Memory: 5 N + 9 bytes a row.
Result<Recordings> read_recordings(std::span<const std::filesystem::path> files, const RecordingOptions& options);

}  // namespace weir
