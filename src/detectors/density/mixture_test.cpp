#include "detectors/density/mixture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/random.h"

namespace weir {
namespace {

/// Two clouds in the plane: a wide one around (-2, 0) and a narrow one around (2, 1), 3 to 1.
std::vector<float> two_clouds(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> points;
  for (std::size_t t = 0; t < rows; ++t) {
    const bool wide = t % 4 != 0;
    const double deviation = wide ? 0.8 : 0.2;
    points.push_back(static_cast<float>((wide ? -2 : 2) + deviation * random.normal()));
    points.push_back(static_cast<float>((wide ? 0 : 1) + deviation * random.normal()));
  }
  return points;
}

MixtureOptions modes(std::size_t count) {
  MixtureOptions options;
  options.modes = count;
  options.variance_floor = 0;
  return options;
}

TEST(Mixture, FindsTheCloudsAndTheirScales) {
  const auto mixture = Mixture::fit(two_clouds(2000, 1), 2, modes(2), 7);
  ASSERT_EQ(mixture.modes(), 2U);
  const std::size_t wide = mixture.mean(0)[0] < 0 ? 0 : 1, narrow = 1 - wide;
  EXPECT_NEAR(mixture.mean(wide)[0], -2, 0.1);
  EXPECT_NEAR(mixture.mean(narrow)[0], 2, 0.05);
  EXPECT_NEAR(mixture.mean(narrow)[1], 1, 0.05);
  float pull[2], scratch[2];
  // Half a unit off: usual in the wide cloud, strange in the narrow one.
  const float by_wide[] = {-2, 0.5F}, by_narrow[] = {2, 1.5F};
  const auto usual = mixture.nearest(by_wide, pull, scratch), strange = mixture.nearest(by_narrow, pull, scratch);
  EXPECT_EQ(usual.mode, wide);
  EXPECT_EQ(strange.mode, narrow);
  EXPECT_NEAR(usual.distance, 0.25 / 0.64, 0.1);
  EXPECT_GT(strange.distance, 3);
}

TEST(Mixture, ThePullTimesTheWayIsTheDistance) {
  const auto mixture = Mixture::fit(two_clouds(500, 2), 2, modes(2), 7);
  for (const float x : {-4.0F, -1.0F, 0.5F, 3.0F}) {
    const float point[] = {x, 2};
    float pull[2], scratch[2];
    const auto nearest = mixture.nearest(point, pull, scratch);
    const auto mean = mixture.mean(nearest.mode);
    EXPECT_NEAR(pull[0] * (point[0] - mean[0]) + pull[1] * (point[1] - mean[1]), nearest.distance, 1e-3 * (1 + nearest.distance));
  }
}

TEST(Mixture, OneModeIsTheNormalDensity) {
  Random random(3);
  std::vector<float> points;
  for (int t = 0; t < 20000; ++t) points.push_back(static_cast<float>(1 + 2 * random.normal()));
  const auto mixture = Mixture::fit(points, 1, modes(1), 7);
  for (const float x : {-3.0F, 1.0F, 4.0F}) {
    const double expected = -0.5 * std::log(2 * std::numbers::pi * 4) - (x - 1) * (x - 1) / 8;
    EXPECT_NEAR(mixture.log_density(std::span(&x, 1)), expected, 0.05);
  }
}

TEST(Mixture, UnseenPointsFavourTheTrueNumberOfModes) {
  const auto points = two_clouds(400, 4), fresh = two_clouds(400, 5);
  double likelihood[3] = {};
  for (std::size_t k = 1; k <= 2; ++k) {
    const auto mixture = Mixture::fit(points, 2, modes(k), 7);
    for (std::size_t at = 0; at < fresh.size(); at += 2) likelihood[k] += mixture.log_density(std::span(fresh).subspan(at, 2));
  }
  EXPECT_GT(likelihood[2], likelihood[1] + 50);
}

TEST(Mixture, NeitherFewNorEqualPointsBreakIt) {
  const std::vector<float> one = {1, 2}, equal(40, 3.0F);
  for (const auto& points : {one, equal}) {
    const auto mixture = Mixture::fit(points, 2, MixtureOptions{.modes = 4}, 7);
    EXPECT_TRUE(std::isfinite(mixture.log_density(std::vector<float>{9, -9})));
  }
  EXPECT_EQ(Mixture::fit({}, 0, modes(3), 7).modes(), 1U);
}

TEST(Mixture, SurvivesSavingAndRefusesNonsense) {
  const auto mixture = Mixture::fit(two_clouds(200, 6), 2, modes(2), 7);
  TensorSet tensors;
  mixture.save(tensors);
  const auto loaded = Mixture::load(tensors, 2);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const std::vector<float> point = {0.3F, -1};
  EXPECT_EQ(loaded->log_density(point), mixture.log_density(point));
  EXPECT_FALSE(Mixture::load(tensors, 3));
  tensors.put("mode.mean", {2, 2}, {0, 0, NAN, 0});
  EXPECT_FALSE(Mixture::load(tensors, 2));
}

}  // namespace
}  // namespace weir
