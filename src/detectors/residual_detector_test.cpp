#include "detectors/residual_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

TEST(MeanCapped, CountsEachSensorUpToEight) {
  EXPECT_EQ(mean_capped(std::vector<float>{1, -3, 0, 4}), 2);
  EXPECT_EQ(mean_capped(std::vector<float>{50, 0}), 4) << "one sensor can't drown the others";
  EXPECT_EQ(mean_capped({}), 0);
}

struct ResidualDetector : testing::Test {
  const FrameTable normal = test::small_plant(2000, 1), fresh = test::small_plant(1000, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  std::unique_ptr<Detector> made(LinearResidual which) {
    const auto trained = train_residual_detector({}, {normal, make_folds(normal, 4), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    auto detector = make_residual_detector(trained->full, context, which);
    EXPECT_TRUE(detector) << detector.error().message;
    return std::move(*detector);
  }
};

TEST_F(ResidualDetector, ExpectsWhatASensorReadsInItsOwnUnits) {
  const auto detector = made(LinearResidual::conditional);
  // S1 follows S0 with noise of .16 in its own units: the expectation can't be better, and must not be much worse.
  double squares = 0, spread = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    const auto score = detector->score(fresh.frame(row));
    ASSERT_EQ(score.expected.size(), 9U);
    if (row < 100) continue;
    squares += std::pow(score.expected[1] - fresh.values(row)[1], 2) / 900;
    spread = score.spread[1];
  }
  EXPECT_LT(std::sqrt(squares), 0.4);
  EXPECT_NEAR(spread, std::sqrt(squares), 0.3 * spread) << "one robust deviation of what is left";
}

TEST_F(ResidualDetector, ForecastHearsAStepAndGetsUsedToIt) {
  const auto detector = made(LinearResidual::forecast);
  for (std::size_t row = 0; row < 300; ++row) detector->score(fresh.frame(row));
  float at_onset = 0, later = 0;
  for (std::size_t row = 300; row < 340; ++row) {
    test::Row now(9);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    now.values[3] += 5;
    const float s = detector->score(now.view(row)).per_sensor[3];
    if (row == 300) at_onset = s;
    if (row >= 320) later = std::max(later, s);
  }
  EXPECT_GT(at_onset, 2);
  EXPECT_LT(later, at_onset / 2);
}

TEST_F(ResidualDetector, ConditionalHearsABrokenRelationAsLongAsItLasts) {
  const auto detector = made(LinearResidual::conditional);
  for (std::size_t row = 0; row < 300; ++row) detector->score(fresh.frame(row));
  for (std::size_t row = 300; row < 340; ++row) {
    test::Row now(9);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    now.values[2] += 1.5F;  // S2 is a mixture of S0 and S1 now, to within .05
    const auto score = detector->score(now.view(row));
    ASSERT_GT(score.per_sensor[2], 0.5F) << "row " << row;
    ASSERT_LT(score.expected[2], now.values[2]);
  }
}

}  // namespace
}  // namespace weir
