// Running a trained model over recorded files: what score, evaluate, explain, replay and the demo share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "csv_flags.h"
#include "pipeline/replay.h"
#include "recording_source.h"
#include "training/model.h"

namespace weir {

/// A model ready to run. The scorer refers to the model, so both stay where they are.
struct LoadedModel {
  Model model;
  Scorer scorer;
};
Result<std::unique_ptr<LoadedModel>> load_to_run(const std::filesystem::path& path);
Result<std::unique_ptr<LoadedModel>> ready_to_run(Model model);

/// --model and the data, as given on the command line.
struct ScoringFlags {
  std::string model, config;
  CsvFlags csv;
  void add_to(CLI::App& app);
};

struct Scoring {
  std::unique_ptr<LoadedModel> loaded;
  std::unique_ptr<RecordingSource> source;
  const Model& model() const { return loaded->model; }
};

/// Loads the model, opens the files, and warns on standard error of all that doesn't fit.
Result<Scoring> open_scoring(const ScoringFlags& flags);

/// Runs all rows through the model into the sinks. Afterwards tells what was wrong with the data; that nothing could be
/// scored at all is an error, never silence. `source`: a wrapper of scoring.source; none: that itself.
Result<ReplayCounters> run_scoring(Scoring& scoring, std::vector<Sink*> sinks, const Progress& progress, Source* source = nullptr);

/// "8640 steps of 10 s (1 d) scored, 3 alarms": one line for people.
std::string scored_text(const ReplayCounters& counters, double step_s);

}  // namespace weir
