#include "sources/csv/csv_source.h"

#include <limits>

#include "sources/csv/csv_file.h"
#include "sources/csv/sensor_typing.h"

namespace weir {

extern const char* const csv_source_sample;
extern const char* const csv_source_summary;

namespace {

constexpr std::size_t typing_rows_max = 20'000;

/// Kinds and ranges from the file's beginning.
Result<Catalogue> typed_catalogue(const std::filesystem::path& path, const CsvOptions& options) {
  auto file = CsvFile::open(path, options);
  if (!file) return std::unexpected(file.error());
  SensorTyping typing(file->catalogue());
  CsvRow row;
  for (std::size_t rows = 0; rows < typing_rows_max; ++rows) {
    auto more = file->next(row);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    typing.add(row.values, row.quality);
  }
  return typing.catalogue();
}

class CsvSource final : public Source {
 public:
  CsvSource(CsvFile file, Catalogue catalogue) : file_(std::move(file)), catalogue_(std::move(catalogue)), readings_(catalogue_.size()) {}

  const Catalogue& catalogue() const override { return catalogue_; }
  std::optional<bool> label() const override { return label_; }
  double fraction_done() const override { return file_.fraction_read(); }

  Status run(Outlet<Reading>& outlet, std::stop_token stop) override {
    CsvRow row;
    while (!stop.stop_requested()) {
      auto more = file_.next(row);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
      for (std::size_t i = 0; i < readings_.size(); ++i) {
        readings_[i] = {static_cast<SensorIndex>(i), row.quality[i], row.values[i], row.at, row.at};
      }
      label_ = row.label;
      if (!outlet.push(readings_)) break;
    }
    return {};
  }

 private:
  CsvFile file_;
  Catalogue catalogue_;
  std::vector<Reading> readings_;
  std::optional<bool> label_;  // of the row being pushed
};

Result<std::unique_ptr<Source>> make(ConfigTable config) {
  const std::string path = config.text("path", "");
  const CsvOptions options = csv_options(config);
  if (path.empty()) config.complain("path", "names no file; tell which one to read");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  auto catalogue = typed_catalogue(path, options);
  if (!catalogue) return std::unexpected(catalogue.error());
  auto file = CsvFile::open(path, options);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<CsvSource>(std::move(*file), std::move(*catalogue));
}

}  // namespace

CsvOptions csv_options(ConfigTable& config) {
  CsvOptions options;
  options.profile = config.text("profile", options.profile);
  const std::string delimiter = config.choice("delimiter", "auto", {"auto", "comma", "semicolon", "tab", "bar", "blank"});
  if (delimiter == "comma") options.delimiter = ',';
  if (delimiter == "semicolon") options.delimiter = ';';
  if (delimiter == "tab") options.delimiter = '\t';
  if (delimiter == "bar") options.delimiter = '|';
  if (delimiter == "blank") options.delimiter = ' ';
  options.header = config.text("header", options.header);
  options.names = config.texts("names");
  options.time_column = config.text("time_column", options.time_column);
  options.time_format = config.choice("time_format", options.time_format,
                                      {"auto", "iso", "dmy", "mdy", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "elapsed_ms",
                                       "elapsed_s", "elapsed_min", "elapsed_h", "elapsed_d", "time_of_day"});
  options.date_order = config.choice("date_order", options.date_order, {"auto", "day_first", "month_first"});
  options.time_step_s = config.number("time_step_s", options.time_step_s, 0, 1e8);
  options.label_column = config.text("label_column", options.label_column);
  options.label_anomalous = config.texts("label_anomalous");
  options.label_file = config.text("label_file", "");
  options.ignore = config.texts("ignore");
  options.columns = config.texts("columns");
  options.lacking_columns_ok = config.flag("lacking_columns_ok", options.lacking_columns_ok);
  const std::string decimal = config.choice("decimal", "auto", {"auto", "point", "comma"});
  if (decimal != "auto") options.decimal_comma = decimal == "comma";
  options.magnitude_max = config.number("magnitude_max", options.magnitude_max, 0, std::numeric_limits<double>::max());
  options.inspect_rows =
      static_cast<std::size_t>(config.integer("inspect_rows", static_cast<std::int64_t>(options.inspect_rows), 100, 1'000'000));
  return options;
}

SourceFactory csv_source() { return {"csv", csv_source_summary, csv_source_sample, make}; }

}  // namespace weir
