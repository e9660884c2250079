#include "sinks/console/console_sink.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "explain/alarm_card.h"
#include "sinks/line_file.h"

namespace weir {

extern const char* const console_sink_sample;
extern const char* const console_sink_summary;

namespace {

/// no-color.org: any non-empty value says no; a terminal that calls itself dumb shows escapes as rubbish.
bool colour_welcome() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return !(refused && *refused) && !(terminal && std::string_view(terminal) == "dumb");
}

class ConsoleSink : public Sink {
 public:
  ConsoleSink(LineFile file, AlarmCard card, bool updates) : file_(std::move(file)), card_(std::move(card)), updates_(updates) {}

  Status write(std::span<const StepRecord> records) override {
    Status first{};  // a failed line mustn't keep back the ones after it
    const auto note = [&](Status ok) {
      if (first && !ok) first = std::move(ok);
    };
    for (const auto& record : records) {
      for (const auto& alarm : record.alarms) {
        if (alarm.phase == AlarmPhase::updated && !updates_) continue;
        note(file_.add(card_.line(alarm)));
        if (alarm.phase == AlarmPhase::updated) continue;
        for (const auto& line : card_.card(alarm)) note(file_.add(line));
      }
    }
    for (const auto& record : records) {
      for (const auto& notice : record.notices) {
        if (notice.kind != Notice::Kind::adapted || updates_) note(file_.add(card_.line(notice)));
      }
    }
    note(file_.flush());
    return first;
  }

  Status flush() override { return file_.sync(); }

 private:
  LineFile file_;
  AlarmCard card_;
  bool updates_;
};

Result<std::unique_ptr<Sink>> make(ConfigTable config, const Catalogue& catalogue) {
  const auto path = config.text("path", "-");
  const auto colour = config.choice("colour", "auto", {"auto", "always", "never"});
  const bool updates = config.flag("updates", true);
  const auto sensors = config.integer("sensors", 5, 1, static_cast<std::int64_t>(Alarm::culprits_max));
  if (path.empty()) config.complain("path", "is empty; name a file, or \"-\" for standard output");
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  auto file = LineFile::open(path, LineFile::Mode::append);
  if (!file) return std::unexpected(file.error());
  const bool coloured = colour == "always" || (colour == "auto" && file->is_terminal() && colour_welcome());
  return std::make_unique<ConsoleSink>(std::move(*file), AlarmCard(catalogue, {coloured, static_cast<std::size_t>(sensors)}), updates);
}

}  // namespace

SinkFactory console_sink() { return {"console", console_sink_summary, console_sink_sample, make}; }

}  // namespace weir
