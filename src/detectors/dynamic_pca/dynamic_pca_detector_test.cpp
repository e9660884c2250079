#include "detectors/dynamic_pca/dynamic_pca_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

struct DynamicPca : testing::Test {
  /// Three sensors on one slow course and a fourth by itself: two components carry nearly all.
  static FrameTable plant(std::size_t rows, std::uint64_t seed) {
    Random random(seed);
    double course = 0, other = 0;
    return test::make_table(std::vector<SensorKind>(4), rows, [&](std::size_t, test::Row& now) {
      course = 0.95 * course + 0.3 * random.normal();
      other = 0.95 * other + 0.3 * random.normal();
      const double values[] = {course, -course, 2 * course, other};
      for (std::size_t i = 0; i < 4; ++i) now.values[i] = static_cast<float>(values[i] + 0.05 * random.normal());
    });
  }
  const FrameTable normal = plant(3000, 1), fresh = plant(1000, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  Trained trained(const std::string& toml = "") {
    auto result = dynamic_pca_detector().train(*ConfigTable::parse(toml, "weir.toml"), {normal, make_folds(normal, 4), nullptr}, context);
    EXPECT_TRUE(result) << result.error().message;
    return std::move(*result);
  }
};

TEST_F(DynamicPca, ComponentsAreOrthonormalAndCarryTheVariance) {
  const auto parameters = trained("variance = 0.95").full;
  const auto variance = *parameters.get("variance", {TensorSet::any});
  ASSERT_EQ(variance.size(), 2U) << "one for the course, one for the other sensor; their changes carry under 5 %";
  EXPECT_GE(variance[0], variance[1]);
  const auto direction = *parameters.get("direction", {2, 8});
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      double dot = 0;
      for (std::size_t k = 0; k < 8; ++k) dot += direction[a * 8 + k] * direction[b * 8 + k];
      EXPECT_NEAR(dot, a == b ? 1 : 0, 1e-5);
    }
  }
  EXPECT_EQ(trained("components_max = 1").full.get("variance", {1})->size(), 1U);
}

TEST_F(DynamicPca, ABrokenRelationLeavesAResidual) {
  const auto parameters = trained().full;
  const auto detector = *dynamic_pca_detector().make(parameters, context);
  float usual = 0;
  for (std::size_t row = 0; row < 500; ++row) usual = std::max(usual, detector->score(fresh.frame(row)).total);
  test::Row now(4);
  now.values.assign(fresh.values(500).begin(), fresh.values(500).end());
  now.values[1] += 1.5F;  // within its own range: only the company it keeps is wrong
  const auto score = detector->score(now.view(500));
  EXPECT_GT(score.total, usual);
  EXPECT_GT(score.per_sensor[1], 1);
}

TEST_F(DynamicPca, TooFarAlongAComponentShowsInTheTotal) {
  const auto detector = *dynamic_pca_detector().make(trained().full, context);
  for (std::size_t row = 0; row < 500; ++row) detector->score(fresh.frame(row));
  test::Row now(4);
  float total = 0;
  for (const float course : {6.0F, 6.0F, 6.0F}) {  // every relation holds, and nobody ever was there
    now.values = {course, -course, 2 * course, 0};
    total = detector->score(now.view(500)).total;
  }
  EXPECT_GT(total, 1);
}

}  // namespace
}  // namespace weir
