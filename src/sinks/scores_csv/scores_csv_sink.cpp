#include "sinks/scores_csv/scores_csv_sink.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>

#include "base/file.h"

namespace weir {

extern const char* const scores_csv_sink_sample;
extern const char* const scores_csv_sink_summary;

namespace {

/// RFC 4180: quotes where the text needs them.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

class ScoresCsvSink : public Sink {
 public:
  ScoresCsvSink(AtomicFile file, std::filesystem::path path, bool per_sensor, const Catalogue& catalogue)
      : path_(std::move(path)), sensors_(per_sensor ? catalogue.size() : 0) {
    file_.emplace(std::move(file));
    header_ = "time,score,p_value,alarm";
    for (std::size_t i = 0; i < sensors_; ++i) header_ += ',' + cell("score." + catalogue[i].name);
    header_ += '\n';
    file_->write(header_);
  }

  Status write(std::span<const StepRecord> records) override {
    if (!file_) {
      if (auto ok = reopen(); !ok) return ok;
    }
    text_.clear();
    for (const auto& record : records) {
      if (record.has_frame) add_row(record);
    }
    file_->write(text_);
    if (file_->good()) return {};
    return flush();  // says what went wrong
  }

  Status flush() override {
    if (!file_) return {};
    auto ok = file_->commit();
    file_.reset();
    if (ok) named_ = true;
    return ok;
  }

 private:
  void add_row(const StepRecord& record) {
    text_ += format_time(record.frame.step_at);
    add_number(record.score.total);
    add_number(record.p_value);
    text_ += record.in_alarm ? ",1" : ",0";
    for (std::size_t i = 0; i < sensors_; ++i) add_number(i < record.score.per_sensor.size() ? record.score.per_sensor[i] : NAN);
    text_ += '\n';
  }

  template <class Number>
  void add_number(Number value) {
    text_ += ',';
    if (std::isfinite(value)) fmt::format_to(std::back_inserter(text_), "{}", value);
  }

  /// After a flush the table has its name already: go on in a copy, which takes the name at the next flush. After a
  /// failed flush there is nothing to go on from: begin again.
  Status reopen() {
    auto next = AtomicFile::create(path_);
    if (!next) return std::unexpected(next.error());
    std::error_code failure;
    if (!named_) {
      next->write(header_);
    } else if (std::filesystem::is_regular_file(path_, failure)) {
      std::FILE* old = std::fopen(path_.c_str(), "rb");
      if (!old) return environment_error("{}: cannot be read back: {}; check its permissions", path_.string(), std::strerror(errno));
      char block[1 << 16];
      std::size_t got = 0;
      do {
        got = std::fread(block, 1, sizeof block, old);
        next->write({block, got});
      } while (got == sizeof block);
      const bool failed = std::ferror(old) != 0;
      std::fclose(old);
      if (failed) return environment_error("{}: cannot be read back; the table so far stays as it is", path_.string());
    }
    file_.emplace(std::move(*next));
    return {};
  }

  std::filesystem::path path_;
  std::size_t sensors_;             // columns per sensor
  std::optional<AtomicFile> file_;  // empty after a flush
  bool named_ = false;              // a flush has succeeded
  std::string header_;
  std::string text_;  // rows of one write
};

Result<std::unique_ptr<Sink>> make(ConfigTable config, const Catalogue& catalogue) {
  const auto path = config.text("path", "scores.csv");
  const bool per_sensor = config.flag("per_sensor", false);
  if (path.empty()) config.complain("path", "is empty; name a file, or \"-\" for standard output");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  auto file = AtomicFile::create(path);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<ScoresCsvSink>(std::move(*file), path, per_sensor, catalogue);
}

}  // namespace

SinkFactory scores_csv_sink() { return {"scores_csv", scores_csv_sink_summary, scores_csv_sink_sample, make}; }

}  // namespace weir
