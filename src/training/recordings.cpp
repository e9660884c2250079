#include "training/recordings.h"

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

Error cancelled() { return {ErrorCode::cancelled, "reading was cancelled"}; }

}  // namespace

Result<Recordings> read_recordings(std::span<const std::filesystem::path> files, const RecordingOptions& options) {
  if (files.empty()) return bad_input("no file to read; name one with --data");
  std::optional<Recordings> result;
  std::optional<SensorTyping> typing;
  CsvOptions csv = options.csv;
  for (const auto& path : files) {
    auto file = CsvFile::open(path, csv);
    if (!file) return std::unexpected(file.error());
    if (!result) {
      result.emplace(Recordings{FrameTable(file->catalogue()), {}, 1, {}, {}, 0});
      result->step_s = file->decisions().step_s;
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
      if (!(options.normal_only && row.label.value_or(false))) typing->add(row.values, row.quality);
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

}  // namespace weir
