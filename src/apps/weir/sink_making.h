// Sinks by name, configured by TOML text, as the commands need them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sinks/sink.h"

namespace weir {

/// "C:\"x\"" as a TOML string with its quotes.
std::string toml_text(std::string_view text);

/// The built-in sink of that name with these options, e.g. "per_sensor = true".
Result<std::unique_ptr<Sink>> make_sink(std::string_view name, const std::string& toml, const Catalogue& catalogue);

/// Keeps a sink from being flushed by the run: a table that is half done must not get its name. The command calls
/// finish() once it knows that all went well.
class FinishedLater final : public Sink {
 public:
  explicit FinishedLater(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}
  Status write(std::span<const StepRecord> steps) override { return sink_->write(steps); }
  Status flush() override { return {}; }
  Status finish() { return sink_->flush(); }

 private:
  std::unique_ptr<Sink> sink_;
};

}  // namespace weir
