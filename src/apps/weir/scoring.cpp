#include "scoring.h"

#include <CLI/CLI.hpp>

#include "builtins/registry.h"
#include "config_file.h"
#include "interrupt.h"
#include "terminal.h"

namespace weir {

Result<std::unique_ptr<LoadedModel>> ready_to_run(Model model) {
  auto loaded = std::make_unique<LoadedModel>(std::move(model));
  auto scorer = make_scorer(loaded->model, builtin_ensemble(), builtin_detectors());
  if (!scorer) return std::unexpected(scorer.error());
  loaded->scorer = std::move(*scorer);
  return loaded;
}

Result<std::unique_ptr<LoadedModel>> load_to_run(const std::filesystem::path& path) {
  auto model = load_model(path);
  if (!model) return std::unexpected(model.error());
  auto loaded = ready_to_run(std::move(*model));
  if (!loaded) return std::unexpected(Error{loaded.error().code, fmt::format("{}: {}", path.string(), loaded.error().message)});
  return loaded;
}

void ScoringFlags::add_to(CLI::App& app) {
  app.add_option("--model", model, "what `weir train` wrote")->required()->type_name("FILE")->group("Data");
  csv.add_to(app, CsvFlags::Columns::of_model);
  app.add_option("--config", config, "take how the file is written from the table [data] of this weir.toml; options win")
      ->type_name("FILE")
      ->group("Data");
}

Result<Scoring> open_scoring(const ScoringFlags& flags) {
  const auto rows = flags.csv.rows();
  if (!rows) return std::unexpected(rows.error());
  CsvOptions base;
  if (!flags.config.empty()) {
    const auto config = read_weir_config(flags.config);
    if (!config) return std::unexpected(config.error());
    base = config->csv;
  }
  auto loaded = load_to_run(flags.model);
  if (!loaded) return std::unexpected(loaded.error());
  const Model& model = (*loaded)->model;
  auto csv = flags.csv.over(base);
  if (model.rows_numbered && csv.time_column == "auto") csv.time_column = "none";
  auto source = RecordingSource::open({flags.csv.files(), csv, *rows}, model.catalogue, model.step_s);
  if (!source) return std::unexpected(source.error());
  for (const auto& remark : (*source)->remarks()) say(stderr, remark + "\n");
  for (const auto& warning : (*source)->warnings()) warn(warning);
  return Scoring{std::move(*loaded), std::move(*source)};
}

Result<ReplayCounters> run_scoring(Scoring& scoring, std::vector<Sink*> sinks, const Progress& progress, Source* source) {
  const auto told = scoring.source->warnings().size();
  const ReplayStages stages{source ? *source : *scoring.source, *scoring.loaded->scorer.detector, *scoring.loaded->scorer.decider,
                            std::move(sinks)};
  const auto counters = replay(stages, {.step = from_seconds(scoring.model().step_s)}, {}, progress);
  const auto& warnings = scoring.source->warnings();
  for (std::size_t k = told; k < warnings.size(); ++k) warn(warnings[k]);
  if (!counters) return std::unexpected(counters.error().code == ErrorCode::cancelled ? stopped_by_user().error() : counters.error());
  const auto& align = counters->align;
  if (align.backward_readings > 0)
    warn(fmt::format("{} readings were older than the ones before and were dropped", align.backward_readings));
  if (interrupted()) return *counters;
  if (counters->steps == 0) return environment_error("no row was left to score; look at the warnings above, and at --rows");
  if (counters->unscored_steps == counters->steps) {
    return environment_error("nothing could be scored: in none of the {} steps did any of the model's {} sensors deliver a usable value",
                             counters->steps, scoring.model().catalogue.size());
  }
  if (counters->unscored_steps > 0) {
    warn(fmt::format("in {} of {} steps no sensor delivered a usable value: they couldn't be judged", counters->unscored_steps,
                     counters->steps));
  }
  return *counters;
}

std::string scored_text(const ReplayCounters& counters, double step_s) {
  auto text = fmt::format("{} of {:.4g} s ({}) scored, {}", counted(counters.steps, "step"), step_s,
                          format_duration(from_seconds(static_cast<double>(counters.steps) * step_s)), counted(counters.alarms, "alarm"));
  const auto gaps = counters.align.gaps + counters.align.restarts;
  if (gaps > 0) text += fmt::format(", {} in the data", counted(gaps, "gap"));
  return text;
}

}  // namespace weir
