// One plant learned once, and every variant of the ensemble judged on it without learning again.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "benchmark/figures.h"
#include "benchmark/playback.h"
#include "benchmark/variants.h"
#include "training/train.h"

namespace weir {

/// What the recordings to be judged are: frames beside the truth.
struct TestRun {
  const FrameTable& frames;
  std::vector<std::uint8_t> labels;  // [rows]
  std::size_t warm_up = 0;           // rows at the beginning that aren't judged
};

/// The detectors that a benchmark judges.
struct Candidates {
  DetectorFactory ensemble;
  std::span<const DetectorFactory> members;
};

class TaughtPlant {
 public:
  /// `options`: everything but step and output, which are this class's own. Keeps the frames.
  static Result<std::unique_ptr<TaughtPlant>> teach(FrameTable normal, double step_s, TrainOptions options, Candidates candidates);

  /// Of the default ensemble, in its order.
  const std::vector<std::string>& members() const { return members_; }
  const Model& model() const { return model_; }
  double train_s() const { return train_s_; }

  /// The model as it would run, alarms told to `alarms`.
  Result<UnitTrace> judge(const TestRun& test, Outlet<Alarm>& alarms) const;

  /// What each member says of one test, filled as variants ask for it.
  using Heard = std::map<std::string, Recorded>;
  /// A variant, fused from what its members say.
  Result<UnitTrace> judge(const Variant& variant, const TestRun& test, Heard& heard, Outlet<Alarm>& alarms);

 private:
  /// A member as it was taught, and what it said of the folds.
  struct Voice {
    const DetectorFactory* factory = nullptr;
    TensorSet full;
    std::vector<Recorded> folds;
  };

  TaughtPlant(FrameTable normal, TrainOptions options, Candidates candidates)
      : normal_(std::move(normal)), options_(std::move(options)), candidates_(candidates) {}
  DetectorContext context(std::span<const DetectorFactory> members) const;
  Result<const Voice*> voice(const std::string& member, const std::string& retaught_config);

  FrameTable normal_;
  TrainOptions options_;
  Candidates candidates_;
  Model model_;
  TrainingParts parts_;
  std::vector<std::string> members_;
  double train_s_ = 0;
  std::map<std::string, Voice> voices_;
};

/// What one of "random", "always", "never" says of labels like these.
UnitTrace ignorant_trace(const std::string& name, const UnitTrace& of, std::uint64_t seed);

/// `config` with `options` (lines of TOML) added to a member's table.
std::string with_member_options(std::string config, const std::string& member, const std::string& options);

}  // namespace weir
