#include "detectors/out_of_fold.h"

#include <gtest/gtest.h>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

/// Says of every sensor its own reading, and knows how often it was asked.
class Echo final : public Detector {
 public:
  explicit Echo(float sign) : sign_(sign) {}
  ScoreView score(const FrameView& frame) noexcept override {
    strange_.assign(frame.values.begin(), frame.values.end());
    for (auto& s : strange_) s *= sign_;
    return {0, strange_, {}, {}, {}};
  }
  void reset() noexcept override {}

 private:
  float sign_;
  std::vector<float> strange_;
};

TEST(OutOfFoldUnits, AreTheHighQuantileOfEachSensorsStrangenessWhateverItsSign) {
  const auto frames = test::make_table({SensorKind::continuous, SensorKind::continuous}, 20000, [](std::size_t row, test::Row& now) {
    now.values = {static_cast<float>(row % 100), static_cast<float>(row % 10)};
  });
  const TrainingSet data{frames, make_folds(frames, 4), nullptr};
  const auto units = out_of_fold_units(data, 2, [](std::size_t k) { return std::make_unique<Echo>(k % 2 ? 1.0F : -1.0F); });
  ASSERT_EQ(units.size(), 2U);
  EXPECT_NEAR(units[0], 98, 3);
  EXPECT_NEAR(units[1], 9, 0.5);
}

TEST(OutOfFoldUnits, ASilentSensorHasTheFloor) {
  const auto frames =
      test::make_table({SensorKind::continuous, SensorKind::continuous}, 5000, [](std::size_t, test::Row& now) { now.values = {0, 0}; });
  const TrainingSet data{frames, make_folds(frames, 4), nullptr};
  const auto units = out_of_fold_units(data, 1, [](std::size_t) { return std::make_unique<Echo>(1.0F); }, {.floor = 0.25F});
  for (const float unit : units) EXPECT_NEAR(unit, 0.25, 1e-5);
}

}  // namespace
}  // namespace weir
