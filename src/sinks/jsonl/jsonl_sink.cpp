#include "sinks/jsonl/jsonl_sink.h"

#include <cmath>
#include <string>

#include "explain/alarm_json.h"
#include "sinks/line_file.h"

namespace weir {

extern const char* const jsonl_sink_sample;
extern const char* const jsonl_sink_summary;

namespace {

/// The shortest text that reads back as the same number.
template <class Number>
std::string number(Number value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

class JsonlSink : public Sink {
 public:
  JsonlSink(LineFile file, bool steps, const Catalogue& catalogue) : file_(std::move(file)), steps_(steps), json_(catalogue) {}

  Status write(std::span<const StepRecord> records) override {
    Status first{};  // a failed line mustn't keep back the ones after it
    const auto note = [&](Status ok) {
      if (first && !ok) first = std::move(ok);
    };
    bool alarms = false;
    for (const auto& record : records) {
      if (steps_ && record.has_frame) note(file_.add(step_line(record)));
      for (const auto& alarm : record.alarms) {
        note(file_.add(json_.object(alarm)));
        alarms = true;
      }
      for (const auto& notice : record.notices) note(file_.add(json_.object(notice)));
    }
    if (alarms) note(file_.flush());
    return first;
  }

  Status flush() override { return file_.sync(); }

 private:
  std::string step_line(const StepRecord& record) const {
    return fmt::format(R"({{"type":"step","at":"{}","score":{},"p_value":{},"in_alarm":{}}})", format_time(record.frame.step_at),
                       number(record.score.total), number(record.p_value), record.in_alarm);
  }

  LineFile file_;
  bool steps_;
  AlarmJson json_;
};

Result<std::unique_ptr<Sink>> make(ConfigTable config, const Catalogue& catalogue) {
  const auto path = config.text("path", "alarms.jsonl");
  const bool append = config.flag("append", false);
  const bool steps = config.flag("steps", false);
  if (path.empty()) config.complain("path", "is empty; name a file, or \"-\" for standard output");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  auto file = LineFile::open(path, append ? LineFile::Mode::append : LineFile::Mode::replace);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<JsonlSink>(std::move(*file), steps, catalogue);
}

}  // namespace

SinkFactory jsonl_sink() { return {"jsonl", jsonl_sink_summary, jsonl_sink_sample, make}; }

}  // namespace weir
