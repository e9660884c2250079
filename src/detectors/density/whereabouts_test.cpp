#include "detectors/density/whereabouts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/test_plant.h"

namespace weir {
namespace {

/// One sensor that steps from -1 to 1 half-way.
FrameTable step_course() {
  return test::make_table({SensorKind::continuous}, 200, [](std::size_t row, test::Row& now) { now.values[0] = row < 100 ? -1 : 1; });
}

TEST(Whereabouts, TheAverageFollowsTheRowsBefore) {
  const auto frames = step_course();
  const RowRange all{0, frames.rows()};
  Whereabouts whereabouts(Normaliser::fit(frames, std::span(&all, 1)), 4);
  for (std::size_t row = 0; row <= 100; ++row) whereabouts.step(frames.frame(row));
  const float high = 1;  // mean 0, deviation 1
  EXPECT_NEAR(whereabouts.u()[0], high, 1e-5);
  EXPECT_NEAR(whereabouts.u()[1], -high, 1e-5) << "the step itself isn't in it yet";
  whereabouts.step(frames.frame(101));
  EXPECT_NEAR(whereabouts.u()[1], -high + 0.25F * 2 * high, 1e-5);
  whereabouts.reset();
  EXPECT_FALSE(whereabouts.warm());
  whereabouts.step(frames.frame(102));
  EXPECT_EQ(whereabouts.u()[1], whereabouts.u()[0]) << "the past begins with the first row";
}

TEST(Space, PointsOfNormalDataAreWhite) {
  Random random(1);
  Moments moments;
  moments.rows = 2000;
  moments.sum.assign(3, 0);
  moments.cross.assign(9, 0);
  std::vector<std::vector<float>> rows;
  for (int t = 0; t < 2000; ++t) {
    const double a = random.normal(), b = 0.5 * random.normal();
    rows.push_back({static_cast<float>(3 + a), static_cast<float>(a + b), static_cast<float>(1 - b)});
    for (std::size_t i = 0; i < 3; ++i) {
      moments.sum[i] += rows.back()[i];
      for (std::size_t j = 0; j < 3; ++j) moments.cross[i * 3 + j] += static_cast<double>(rows.back()[i]) * rows.back()[j];
    }
  }
  const auto space = Space::fit(moments, 0.999, 3);
  ASSERT_EQ(space.dimensions(), 2U) << "two causes";
  double sum[2] = {}, square[2] = {}, product = 0;
  for (const auto& u : rows) {
    float away[3], point[2];
    space.project(u, away, point);
    for (int r = 0; r < 2; ++r) {
      sum[r] += point[r];
      square[r] += point[r] * point[r];
    }
    product += point[0] * point[1];
  }
  for (int r = 0; r < 2; ++r) {
    EXPECT_NEAR(sum[r] / 2000, 0, 1e-4);
    EXPECT_NEAR(square[r] / 2000, 1, 1e-3);
  }
  EXPECT_NEAR(product / 2000, 0, 1e-3);
}

}  // namespace
}  // namespace weir
