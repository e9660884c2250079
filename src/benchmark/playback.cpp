#include "benchmark/playback.h"

#include <algorithm>

#include "telemetry/folds.h"

namespace weir {
namespace {

class Playback final : public Detector {
 public:
  Playback(std::vector<float> numbers, std::size_t sensors) : numbers_(std::move(numbers)), quiet_(sensors, 0.0F), sensors_(sensors) {}

  ScoreView score(const FrameView&) noexcept override {
    if (at_ + sensors_ + 1 > numbers_.size()) return {0, quiet_, {}, {}, {}};
    const auto step = std::span<const float>(numbers_).subspan(at_, sensors_ + 1);
    at_ += sensors_ + 1;
    return {step.front(), step.subspan(1), {}, {}, {}};
  }
  void reset() noexcept override { at_ = 0; }

 private:
  std::vector<float> numbers_, quiet_;  // [T, 1 + N]
  std::size_t sensors_, at_ = 0;
};

Result<Trained> train(ConfigTable, const TrainingSet&, const DetectorContext&) {
  return bad_input("a recording can't learn; it is only played back");
}

Result<std::unique_ptr<Detector>> make(const TensorSet& parameters, const DetectorContext& context) {
  const auto numbers = parameters.get("said", {TensorSet::any, context.catalogue.size() + 1});
  if (!numbers) return std::unexpected(numbers.error());
  return std::make_unique<Playback>(std::vector<float>(numbers->begin(), numbers->end()), context.catalogue.size());
}

}  // namespace

void Recorded::add(const ScoreView& score) {
  numbers_.push_back(score.total);
  numbers_.insert(numbers_.end(), score.per_sensor.begin(), score.per_sensor.end());
  numbers_.resize(numbers_.size() + sensors_ - score.per_sensor.size(), 0.0F);
}

TensorSet Recorded::parameters() const {
  TensorSet tensors;
  tensors.put("said", {steps(), sensors_ + 1}, numbers_);
  return tensors;
}

DetectorFactory playback_factory(const char* name) { return {name, "what another detector said, repeated", "", train, make}; }

Result<Recorded> record_fold(const DetectorFactory& factory, const TensorSet& parameters, const DetectorContext& context,
                             const FrameTable& frames, RowRange fold) {
  auto detector = factory.make(parameters, context);
  if (!detector) return std::unexpected(detector.error());
  Recorded recorded(frames.sensors());
  run_through_fold(frames, fold, [&](std::size_t row, bool) { recorded.add((*detector)->score(frames.frame(row))); });
  return recorded;
}

Result<Recorded> record_all(const DetectorFactory& factory, const TensorSet& parameters, const DetectorContext& context,
                            const FrameTable& frames) {
  auto detector = factory.make(parameters, context);
  if (!detector) return std::unexpected(detector.error());
  Recorded recorded(frames.sensors());
  for (std::size_t row = 0; row < frames.rows(); ++row) recorded.add((*detector)->score(frames.frame(row)));
  return recorded;
}

}  // namespace weir
