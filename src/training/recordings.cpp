#include "training/recordings.h"

#include <cmath>
#include <optional>

#include "sources/csv/sensor_typing.h"

namespace weir {
namespace {

/// Frames of one file into the table that all share.
class Reader final : public Outlet<FrameView> {
 public:
  Reader(Recordings& into, bool normal_only) : into_(into), normal_only_(normal_only) {}

  void follow(const Aligner& aligner) {
    aligner_ = &aligner;
    gap_ = true;  // a new file never continues the one before
  }

  bool push(std::span<const FrameView> frames) override {
    for (auto frame : frames) {
      const auto label = aligner_->frame_label();
      if (normal_only_ && label.value_or(false)) {
        ++into_.anomalous_rows_left_out;
        gap_ = true;
        continue;
      }
      frame.after_gap = frame.after_gap || gap_;
      gap_ = false;
      into_.frames.append(frame);
      into_.labels.push_back(label ? static_cast<std::int8_t>(*label) : std::int8_t{-1});
    }
    return true;
  }

 private:
  Recordings& into_;
  bool normal_only_;
  const Aligner* aligner_ = nullptr;
  bool gap_ = true;
};

constexpr double coarse_step_s = 10;
constexpr std::size_t coarse_frames_min = 2000;

/// Rows that the options take of the files, counted no further than matters for grid_step().
Result<std::size_t> rows_that_matter(std::span<const std::filesystem::path> files, const RecordingOptions& options, double native_s) {
  const auto enough = static_cast<std::size_t>(static_cast<double>(coarse_frames_min) * coarse_step_s / native_s) + 1;
  std::size_t rows = 0;
  for (const auto& path : files) {
    auto file = CsvFile::open(path, options.csv);
    if (!file) return std::unexpected(file.error());
    CsvRow row;
    for (std::size_t number = 0; rows < enough && number < options.rows.last; ++number) {
      const auto more = file->next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      rows += number >= options.rows.first && !(options.normal_only && row.label.value_or(false));
    }
  }
  return rows;
}

Error cancelled() { return {ErrorCode::cancelled, "reading was cancelled"}; }

}  // namespace

double grid_step(double native_s, std::size_t rows) {
  const double fits = std::floor(coarse_step_s / native_s + 1e-9), affordable = std::floor(static_cast<double>(rows / coarse_frames_min));
  return native_s * std::max(1.0, std::min(fits, affordable));
}

namespace {

Result<Recordings> read_on_grid(std::span<const std::filesystem::path> files, const RecordingOptions& options) {
  std::optional<Recordings> result;
  std::optional<SensorTyping> typing;
  CsvOptions csv = options.csv;
  for (const auto& path : files) {
    auto file = CsvFile::open(path, csv);
    if (!file) return std::unexpected(file.error());
    if (!result) {
      result.emplace(Recordings{FrameTable(file->catalogue()), {}, 1, {}, {}, 0});
      result->step_s = options.step_s;
      if (!(result->step_s > 0)) {
        const double native_s = file->decisions().step_s;
        result->step_s = native_s;
        // Rows that are only numbered may be minutes apart: nothing to make coarser.
        const bool timed = !file->decisions().time_columns.empty() || csv.time_step_s > 0;
        if (timed && native_s < coarse_step_s) {
          const auto rows = rows_that_matter(files, options, native_s);
          if (!rows) return std::unexpected(rows.error());
          result->step_s = grid_step(native_s, *rows);
        }
      }
      typing.emplace(file->catalogue());
      csv.columns = file->decisions().sensors;  // the files after it: the same sensors in the same order
    }
    Reader reader(*result, options.normal_only);
    Aligner aligner(file->catalogue(), {.step = from_seconds(result->step_s)}, reader);
    reader.follow(aligner);
    typing->add_gap();
    std::vector<Reading> readings(file->catalogue().size());
    CsvRow row;
    for (std::size_t number = 0;; ++number) {
      const auto more = file->next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more || number >= options.rows.last) break;
      if (number % 8192 == 0 && !report(options.progress, "reading " + path.filename().string(), file->fraction_read())) {
        return std::unexpected(cancelled());
      }
      if (number < options.rows.first) continue;
      if (options.normal_only && row.label.value_or(false)) {
        typing->add_gap();
      } else {
        typing->add(row.values, row.quality);
      }
      for (std::size_t i = 0; i < readings.size(); ++i) {
        readings[i] = {static_cast<SensorIndex>(i), row.quality[i], row.values[i], row.at, row.at};
      }
      aligner.push(readings, row.label);
    }
    aligner.finish();
    result->files.push_back({file->decisions(), file->counters(), aligner.counters()});
  }
  if (result->frames.rows() == 0) return bad_input("{}: no row is left to read", files.front().string());
  result->frames.catalogue() = typing->catalogue();
  for (std::size_t i = 0; i < result->frames.sensors(); ++i) result->kind_reasons.push_back(typing->reason(i));
  return std::move(*result);
}

/// Many rows, few instants: the time can't tell rows apart.
bool time_stands_still(const Recordings& read) {
  constexpr std::size_t rows_a_step = 20;
  std::size_t rows = 0;
  for (const auto& file : read.files) rows += file.counters.rows - file.counters.anomalous_rows;
  return read.frames.rows() < learnable_rows_min && rows >= learnable_rows_min && rows >= rows_a_step * read.frames.rows();
}

}  // namespace

Result<Recordings> read_recordings(std::span<const std::filesystem::path> files, const RecordingOptions& options) {
  if (files.empty()) return bad_input("no file to read; name one with --data");
  auto read = read_on_grid(files, options);
  if (!read || options.csv.time_column != "auto" || !options.normal_only || !time_stands_still(*read)) return read;
  auto numbered_options = options;
  numbered_options.csv.time_column = "none";
  auto numbered = read_on_grid(files, numbered_options);
  if (numbered) numbered->rows_numbered = true;
  return numbered;
}

}  // namespace weir
