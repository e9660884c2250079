#include "detectors/residual_detector.h"

#include <algorithm>
#include <cmath>

#include "detectors/expectation.h"
#include "detectors/linear_for.h"
#include "linear/linear_base.h"

namespace weir {
namespace {

class ResidualDetector final : public Detector {
 public:
  ResidualDetector(std::shared_ptr<const LinearModel> model, LinearResidual which, const Catalogue& catalogue)
      : tracker_(std::move(model), {which == LinearResidual::forecast, which == LinearResidual::conditional}),
        which_(which),
        expectation_(tracker_.model(), catalogue) {}

  ScoreView score(const FrameView& frame) noexcept override {
    tracker_.step(frame);
    if (which_ == LinearResidual::forecast) return {mean_capped(tracker_.forecast()), tracker_.forecast(), {}, {}, {}};
    return {mean_capped(tracker_.conditional()), tracker_.conditional(), {}, expectation_.of(tracker_), expectation_.spread()};
  }

  void reset() noexcept override { tracker_.reset(); }

 private:
  LinearTracker tracker_;
  LinearResidual which_;
  Expectation expectation_;
};

}  // namespace

float mean_capped(std::span<const float> per_sensor) {
  constexpr float cap = 8;
  float sum = 0;
  for (const float s : per_sensor) sum += std::min(std::abs(s), cap);
  return per_sensor.empty() ? 0 : sum / static_cast<float>(per_sensor.size());
}

Result<Trained> train_residual_detector(ConfigTable config, const TrainingSet& data, const DetectorContext& context) {
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  const auto linear = linear_for(data, context.threads);
  if (!linear) return std::unexpected(linear.error());
  return linear_parameters(**linear);
}

Result<std::unique_ptr<Detector>> make_residual_detector(const TensorSet& parameters, const DetectorContext& context,
                                                         LinearResidual which) {
  auto model = LinearModel::load(parameters.part("linear."), context.catalogue.size());
  if (!model) return std::unexpected(model.error());
  return std::make_unique<ResidualDetector>(std::make_shared<const LinearModel>(std::move(*model)), which, context.catalogue);
}

}  // namespace weir
