#include "detectors/density/density_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

/// A plant of six sensors in two places: idle (all near 0 and quiet) and busy (all near 4 and restless), half an hour each.
struct Density : testing::Test {
  static constexpr std::size_t sensors = 6;
  static FrameTable plant(std::size_t rows, std::uint64_t seed) {
    Random random(seed);
    double course = 0, load = 0;
    return test::make_table(std::vector<SensorKind>(sensors), rows, [&](std::size_t row, test::Row& now) {
      const bool busy = row / 100 % 2 == 1;
      load += 0.2 * ((busy ? 4 : 0) - load);
      course = 0.9 * course + 0.4 * random.normal();
      for (std::size_t i = 0; i < sensors; ++i) {
        const double sign = i % 2 ? -1 : 1;
        now.values[i] = static_cast<float>(load + (busy ? 1 : 0.15) * (sign * course + 0.3 * random.normal()));
      }
    });
  }
  const FrameTable normal = plant(4000, 1), fresh = plant(2000, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .seed = 3, .progress = {}};
  Trained trained(const std::string& toml = "") {
    auto result = density_detector().train(*ConfigTable::parse(toml, "weir.toml"), {normal, make_folds(normal, 4), nullptr}, context);
    EXPECT_TRUE(result) << result.error().message;
    return std::move(*result);
  }
  /// Largest total over `steps` frames of one constant reading, after 150 fresh rows.
  float total_at(const TensorSet& parameters, std::vector<float> place, std::size_t steps = 30) {
    const auto detector = *density_detector().make(parameters, context);
    for (std::size_t row = 0; row < 90; ++row) detector->score(fresh.frame(row));
    float total = 0;
    for (std::size_t step = 0; step < steps; ++step) {
      test::Row now(sensors);
      now.values = place;
      total = detector->score(now.view(90 + step)).total;
    }
    return total;
  }
};

TEST_F(Density, ChoosesMoreThanOneModeForAPlantOfTwoPlaces) {
  EXPECT_GE(trained().full.get("mode.log_weight", {TensorSet::any})->size(), 2U);
  EXPECT_EQ(trained("modes_max = 1").full.get("mode.log_weight", {TensorSet::any})->size(), 1U);
}

TEST_F(Density, APlaceWhereThePlantNeverWasIsStrange) {
  const auto parameters = trained().full;
  const float idle = total_at(parameters, std::vector<float>(sensors, 0)), busy = total_at(parameters, std::vector<float>(sensors, 4)),
              beyond = total_at(parameters, std::vector<float>(sensors, 8));
  EXPECT_LT(idle, 1);
  EXPECT_LT(busy, 1);
  EXPECT_GT(beyond, 1) << "all sensors agree, none was ever there";
}

TEST_F(Density, AStirInAQuietPlaceIsStrangerThanInABusyOne) {
  const auto parameters = trained().full;
  std::vector<float> quiet(sensors), restless(sensors);
  for (std::size_t i = 0; i < sensors; ++i) {
    quiet[i] = i % 2 ? -1.2F : 1.2F;
    restless[i] = 4 + quiet[i];
  }
  EXPECT_GT(total_at(parameters, quiet), 1.5F * total_at(parameters, restless));
}

TEST_F(Density, TheSensorThatLeftHasTheLargestPart) {
  const auto detector = *density_detector().make(trained().full, context);
  for (std::size_t row = 0; row < 80; ++row) detector->score(fresh.frame(row));
  test::Row now(sensors);
  now.values.assign(fresh.values(80).begin(), fresh.values(80).end());
  now.values[3] -= 4;
  const auto per_sensor = detector->score(now.view(80)).per_sensor;
  const auto strangest = std::ranges::max_element(per_sensor, {}, [](float s) { return std::abs(s); });
  EXPECT_EQ(strangest - per_sensor.begin(), 3);
  EXPECT_LT(*strangest, 0) << "below";
}

TEST_F(Density, NormalRowsSeldomExceedOne) {
  const auto detector = *density_detector().make(trained().full, context);
  std::size_t above = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) above += detector->score(fresh.frame(row)).total > 1 ? 1 : 0;
  EXPECT_LT(above, fresh.rows() / 25);
}

TEST_F(Density, DimensionsAreAnOption) {
  const auto one = trained("components_max = 1");
  EXPECT_TRUE(one.full.get("space.direction", {1, 2 * sensors}));
  EXPECT_TRUE(density_detector().make(one.full, context));
}

}  // namespace
}  // namespace weir
