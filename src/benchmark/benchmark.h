// All sets x the program and its ablations, with the same scoring.
#pragma once

#include <functional>

#include "benchmark/episodes.h"
#include "benchmark/manifest.h"
#include "benchmark/taught_plant.h"

namespace weir {

struct VariantResult {
  Variant variant;
  std::string failure;  // why there are no figures; empty: there are
  std::vector<NamedFigure> figures;
  std::vector<SweepPoint> sweep;  // of "weir" and "pca"
};

/// A set's course for the eye: buckets of steps, units one after the other.
struct DrawnCourse {
  double steps_per_bucket = 1;
  std::vector<float> score;                    // [buckets] strangest
  std::vector<std::uint8_t> anomalous, alarm;  // [buckets] on at any step of it
  std::vector<std::size_t> unit_at;            // bucket at which each unit begins
  std::vector<std::string> unit_names;
};

struct SetResult {
  std::string name, about, skipped;
  double budget_per_day = 0, step_s = 0;
  std::size_t units = 0, sensors = 0, train_rows = 0, test_rows = 0;
  std::vector<BarFigure> peer, must, aim;
  std::vector<VariantResult> variants;
  std::vector<CalibrationPoint> calibration;  // of "weir"
  std::vector<FamilyPower> families;          // where the truth is known
  /// Of a simulated plant that drifts slowly and is not attacked: false alarms a day.
  std::optional<double> drifting_alarms_per_day;
  DrawnCourse course;  // of "weir"
};

/// Which variants are judged beside "weir", "pca" and those that know nothing.
enum class Ablations {
  none,
  fused,  // those that need no training: milliseconds each
  all,    // those with a network taught otherwise too
};

struct BenchmarkOptions {
  std::filesystem::path data;
  std::string only;  // sets whose name begins so; empty: all
  Ablations ablations = Ablations::all;
  std::string config_text;  // TOML; empty: all defaults. The same for every set
  std::string config_origin = "(defaults)";
  std::uint64_t seed = 1;
  int threads = 0;
  Progress progress;
  std::function<void(const SetResult&)> on_set;  // as each is done
};

struct BenchmarkResult {
  std::uint64_t seed = 1;
  std::string instruction_set, processor;
  std::vector<SetResult> sets;
};

/// Fails only where the user stops it: a set that can't be read or learned is told in its `skipped`.
Result<BenchmarkResult> run_benchmark(const Manifest& manifest, const BenchmarkOptions& options, Candidates candidates);

/// "weir" of a set; none where it was skipped.
const VariantResult* result_of(const SetResult& set, std::string_view variant);

}  // namespace weir
