#include "recording_source.h"

#include <algorithm>

#include "config/nearest.h"
#include "interrupt.h"

namespace weir {
namespace {

constexpr double step_mismatch_max = 0.2;
constexpr double averaged_step_s_max = 10;       // see grid_step() of training/recordings.h
constexpr double gap_between_files_steps = 100;  // more than the aligner bridges

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<CsvFile> RecordingSource::open_file(const std::filesystem::path& path) const {
  // A model learned from rows that come faster than this has averaged them; of a slower one the step is that of its rows,
  // and a file without time was most likely recorded like the one before it.
  auto options = wish_.csv;
  std::error_code failure;
  const bool once = !std::filesystem::is_regular_file(path, failure);
  if (once && step_s_ > averaged_step_s_max && options.time_step_s <= 0) options.time_step_s = step_s_;  // no second look
  auto file = CsvFile::open(path, options);
  if (!file || once || step_s_ <= averaged_step_s_max || options.time_step_s > 0 || !file->decisions().time_columns.empty()) return file;
  options.time_step_s = step_s_;
  return CsvFile::open(path, options);
}

Status RecordingSource::inspect(const std::filesystem::path& path) {
  auto file = open_file(path);
  if (!file) return std::unexpected(file.error());
  const auto& decisions = file->decisions();
  std::vector<std::string> lacking, extra;
  for (const auto& sensor : catalogue_) {
    if (!contains(decisions.columns, sensor.name)) lacking.push_back(sensor.name);
  }
  for (const auto& ignored : decisions.ignored) extra.push_back(ignored.column);
  if (!lacking.empty()) {
    warnings_.push_back(
        fmt::format("{} lacks {} of the model's {} sensors: {}; they count as missing throughout, and what they would show can't be found",
                    path.string(), lacking.size(), catalogue_.size(), listed(lacking)));
  }
  if (!extra.empty()) {
    remarks_.push_back(fmt::format("{}: {} column{} that the model doesn't know {} left out: {}", path.string(), extra.size(),
                                   extra.size() == 1 ? "" : "s", extra.size() == 1 ? "is" : "are", listed(extra)));
  }
  // Finer rows are averaged on the way, as they were in training; coarser ones leave the model without what it goes by.
  if (decisions.step_s > (1 + step_mismatch_max) * step_s_) {
    warnings_.push_back(fmt::format(
        "{} has a row every {:.4g} s, the model has learned one every {:.4g} s: its scores will mislead; give finer data, or train "
        "on data of this step",
        path.string(), decisions.step_s, step_s_));
  }
  if (decisions.time_columns.empty()) {
    remarks_.push_back(fmt::format("{} tells no time: its rows are taken as {:.4g} s apart; if they aren't, tell --time-step",
                                   path.string(), decisions.step_s));
  }
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  file_bytes_.push_back(failure ? 0 : static_cast<double>(size));
  bytes_ += file_bytes_.back();
  if (!first_) first_.emplace(std::move(*file));
  return {};
}

Result<std::unique_ptr<RecordingSource>> RecordingSource::open(RecordingWish wish, const Catalogue& catalogue, double step_s) {
  if (wish.files.empty()) return bad_input("no file to read; name one with --data");
  wish.csv.columns.clear();
  for (const auto& sensor : catalogue) wish.csv.columns.push_back(sensor.name);
  wish.csv.lacking_columns_ok = true;
  wish.csv.ignore.clear();
  std::unique_ptr<RecordingSource> source(new RecordingSource(std::move(wish), catalogue, step_s));
  for (const auto& path : source->wish_.files) {
    if (auto ok = source->inspect(path); !ok) return std::unexpected(ok.error());
  }
  return source;
}

double RecordingSource::fraction_done() const {
  if (!current_) return bytes_done_ > 0 ? 1 : 0;
  if (bytes_ <= 0) return current_->fraction_read();
  return std::min(1.0, (bytes_done_ + current_->fraction_read() * file_bytes_[current_index_]) / bytes_);
}

Status RecordingSource::run(Outlet<Reading>& outlet, std::stop_token stop) {
  for (current_index_ = 0; current_index_ < wish_.files.size() && !stopped_; ++current_index_) {
    auto file = first_ ? Result<CsvFile>(std::move(*first_)) : open_file(wish_.files[current_index_]);
    first_.reset();
    if (!file) return std::unexpected(file.error());
    current_ = &*file;
    const auto ok = run_file(*file, outlet, stop);
    for (auto& complaint : complaints(file->counters(), file->decisions().sensors)) {
      warnings_.push_back(fmt::format("{}: {}", wish_.files[current_index_].string(), complaint));
    }
    current_ = nullptr;
    bytes_done_ += file_bytes_[current_index_];
    if (!ok) return ok;
  }
  return {};
}

Status RecordingSource::run_file(CsvFile& file, Outlet<Reading>& outlet, const std::stop_token& stop) {
  Duration shift{};
  if (file.decisions().time_columns.empty() && last_at_)
    shift = last_at_->time_since_epoch() + from_seconds(gap_between_files_steps * step_s_);
  std::vector<Reading> readings(catalogue_.size());
  CsvRow row;
  for (std::size_t number = 0;; ++number) {
    if (interrupted() || stop.stop_requested()) stopped_ = true;
    if (stopped_ || number >= wish_.rows.last) return {};
    const auto more = file.next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    if (number < wish_.rows.first) continue;
    const auto at = row.at + shift;
    for (std::size_t i = 0; i < readings.size(); ++i) readings[i] = {static_cast<SensorIndex>(i), row.quality[i], row.values[i], at, at};
    label_ = row.label;
    last_at_ = at;
    if (!outlet.push(readings)) stopped_ = true;
  }
}

}  // namespace weir
