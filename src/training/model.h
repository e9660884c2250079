// A trained model: all that is needed to score, explain and reproduce.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "decisions/calibrated/alarm_policy.h"
#include "decisions/decider.h"
#include "detectors/detector.h"
#include "model_file/model_file.h"
#include "patterns/pattern_library.h"
#include "topology/graph.h"

namespace weir {

/// What it was made from and how; no clock and no path, so that the same data, config and seed give the same bytes.
struct Provenance {
  std::string program;  // "weir 0.1.0"
  std::string config;   // TOML as given
  std::uint64_t seed = 1;
  std::string data_fingerprint;  // of the frames it learned from
  std::uint64_t rows = 0;
  Timestamp first_at{}, last_at{};
};

struct Model {
  Catalogue catalogue;
  Graph topology;
  double step_s = 1;
  bool rows_numbered = false;  // learned from numbered rows: recordings are read so too, unless told otherwise
  AlarmPolicy policy;
  PatternLibrary patterns = PatternLibrary::builtin();
  TensorSet detector;  // of the ensemble
  Provenance provenance;
  std::string report_card;  // JSON
};

ModelFile to_file(const Model& model);
/// Says in one sentence why a file is none of ours, damaged, or of another version.
Result<Model> model_from_file(const ModelFile& file, std::string_view origin);
Result<Model> load_model(const std::filesystem::path& path);

/// A model made ready to run. The model must outlive it.
struct Scorer {
  std::unique_ptr<Detector> detector;
  std::unique_ptr<Decider> decider;
};
Result<Scorer> make_scorer(const Model& model, const DetectorFactory& ensemble, std::span<const DetectorFactory> members);

}  // namespace weir
