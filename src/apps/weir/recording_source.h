// Recorded files as a source for a trained model: its sensors, in its order, whatever the files hold.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sources/csv/csv_file.h"
#include "sources/source.h"
#include "telemetry/frame.h"

namespace weir {

struct RecordingWish {
  std::vector<std::filesystem::path> files;
  CsvOptions csv;
  RowRange rows{0, static_cast<std::size_t>(-1)};  // of each file
};

/// Files one after the other as recordings of one plant. Memory: one file's buffers, whatever their number and length.
/// A file of numbered rows goes on behind the one before, with a gap; others have their own times.
class RecordingSource final : public Source {
 public:
  /// Opens every file once. Sensors of the catalogue that a file lacks are delivered as missing, and a warning says so;
  /// a file that has none of them is refused. A file whose rows are farther apart than the model's steps
  /// gets a warning; one that tells no time a remark on what was assumed.
  static Result<std::unique_ptr<RecordingSource>> open(RecordingWish wish, const Catalogue& catalogue, double step_s);

  const Catalogue& catalogue() const override { return catalogue_; }
  Status run(Outlet<Reading>& outlet, std::stop_token stop) override;
  std::optional<bool> label() const override { return label_; }
  double fraction_done() const override;

  /// What a person should know before trusting the result, whole sentences: after open(), and more after run().
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Other remarks: columns that nobody asked for.
  const std::vector<std::string>& remarks() const { return remarks_; }
  /// Of all files together.
  double megabytes() const { return bytes_ / 1e6; }

 private:
  RecordingSource(RecordingWish wish, Catalogue catalogue, double step_s)
      : wish_(std::move(wish)), catalogue_(std::move(catalogue)), step_s_(step_s) {}
  Status inspect(const std::filesystem::path& path);
  Result<CsvFile> open_file(const std::filesystem::path& path) const;
  Status run_file(CsvFile& file, Outlet<Reading>& outlet, const std::stop_token& stop);

  RecordingWish wish_;
  Catalogue catalogue_;
  double step_s_;
  std::vector<std::string> warnings_, remarks_;
  std::vector<double> file_bytes_;
  double bytes_ = 0, bytes_done_ = 0;
  std::optional<CsvFile> first_;  // kept open: a pipe can't be opened twice
  const CsvFile* current_ = nullptr;
  std::size_t current_index_ = 0;
  std::optional<bool> label_;
  std::optional<Timestamp> last_at_;
  bool stopped_ = false;
};

}  // namespace weir
