#include "detectors/excursion/excursion_detector.h"

#include <gtest/gtest.h>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

struct Excursion : testing::Test {
  /// S0 runs evenly through 0 .. 100; S1 is a constant 5.
  const FrameTable normal = test::make_table({SensorKind::continuous, SensorKind::constant}, 2020,
                                             [](std::size_t row, test::Row& now) { now.values = {static_cast<float>(row % 101), 5}; });
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  std::unique_ptr<Detector> made(const std::string& toml = "") {
    const auto factory = excursion_detector();
    const auto trained = factory.train(*ConfigTable::parse(toml, "weir.toml"), {normal, make_folds(normal, 4), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    return std::move(*factory.make(trained->full, context));
  }
  static float strangeness(Detector& detector, float value) {
    test::Row now(2);
    now.values = {value, 5};
    return detector.score(now.view(0)).per_sensor[0];
  }
};

TEST_F(Excursion, NothingInsideTheUsualRange) {
  const auto detector = made();
  for (float value = 2; value <= 98; value += 4) EXPECT_EQ(strangeness(*detector, value), 0) << value;
}

TEST_F(Excursion, FartherOutIsStrangerOnEitherSide) {
  const auto detector = made();
  EXPECT_GT(strangeness(*detector, 120), 0);
  EXPECT_GT(strangeness(*detector, 140), strangeness(*detector, 120));
  EXPECT_LT(strangeness(*detector, -20), 0);
  EXPECT_LT(strangeness(*detector, -40), strangeness(*detector, -20));
  // Past the range by so much twice is twice as strange.
  EXPECT_NEAR(strangeness(*detector, 140) - strangeness(*detector, 120), strangeness(*detector, 160) - strangeness(*detector, 140), 1e-3);
}

TEST_F(Excursion, TheShareOutsideIsAnOption) {
  const auto narrow = made("outside = 0.2");
  EXPECT_GT(strangeness(*narrow, 95), 0);
  EXPECT_EQ(strangeness(*narrow, 70), 0);
  EXPECT_FALSE(
      excursion_detector().train(*ConfigTable::parse("outside = 0.3", "weir.toml"), {normal, make_folds(normal, 4), nullptr}, context));
}

TEST_F(Excursion, AConstantThatMovesIsOut) {
  const auto detector = made();
  test::Row now(2);
  now.values = {50, 7};
  EXPECT_GT(detector->score(now.view(0)).per_sensor[1], 1);
}

}  // namespace
}  // namespace weir
