#include "detectors/self_supervised/inputs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/test_plant.h"

namespace weir {
namespace {

using test::Row;

struct Inputs : testing::Test {
  const FrameTable frames = test::small_plant(600, 1);
  const std::vector<RowRange> folds = make_folds(frames, 3);
  const std::shared_ptr<const LinearModel> model =
      std::make_shared<const LinearModel>(fit_linear(frames, folds, *fold_moments(frames, folds, {}, 1), {}, 1).full);
  const std::vector<float> habit = habitual_stillness(frames, folds);
  NetworkInputs inputs{model, habit};

  Row row_of(std::size_t row) const {
    Row now(frames.sensors());
    now.values.assign(frames.values(row).begin(), frames.values(row).end());
    return now;
  }
  float x(std::span<const float> values, std::size_t sensor, std::size_t k) const { return values[sensor * NetworkInputs::per_sensor + k]; }
};

TEST_F(Inputs, AreWhatTheHeaderSays) {
  LinearTracker tracker(model, {});
  std::vector<float> before(frames.sensors());
  for (std::size_t row = 0; row < 200; ++row) {
    const auto values = inputs.step(frames.frame(row));
    tracker.step(frames.frame(row));
    for (std::size_t i = 0; i < frames.sensors(); ++i) {
      const float change = row == 0 ? 0 : (tracker.z()[i] - before[i]) / model->forecast_unit[i];
      ASSERT_FLOAT_EQ(x(values, i, 0), std::clamp(change, -4.0F, 4.0F)) << row;
      ASSERT_FLOAT_EQ(x(values, i, 2), std::clamp(tracker.forecast()[i], -4.0F, 4.0F));
      ASSERT_FLOAT_EQ(x(values, i, 3), std::clamp(tracker.conditional()[i], -4.0F, 4.0F));
      for (std::size_t k = 0; k < 4; ++k) ASSERT_LE(std::abs(x(values, i, k)), 4);
    }
    before.assign(tracker.z().begin(), tracker.z().end());
  }
}

TEST_F(Inputs, AFrozenReadingShowsAndHabitDoesNot) {
  for (std::size_t row = 0; row < 100; ++row) inputs.step(frames.frame(row));
  std::span<const float> values;
  for (std::size_t row = 100; row < 150; ++row) {
    auto now = row_of(row);
    now.values[0] = frames.values(100)[0];
    values = inputs.step(now.view(row));
  }
  EXPECT_GT(x(values, 0, 1), 0.9F) << "froze for fifty steps";
  EXPECT_LT(std::abs(x(values, 3, 1)), 0.1F) << "goes on moving";
  EXPECT_NEAR(x(values, 6, 1), 0, 1e-3) << "a constant is always still";
}

TEST_F(Inputs, WhatIsNotDeliveredDidNotStandStill) {
  for (std::size_t row = 0; row < 100; ++row) inputs.step(frames.frame(row));
  std::span<const float> values;
  for (std::size_t row = 100; row < 150; ++row) {
    auto now = row_of(row);
    now.values[0] = frames.values(99)[0];
    now.quality[0] = Quality::missing;
    values = inputs.step(now.view(row));
  }
  EXPECT_LT(std::abs(x(values, 0, 1)), 0.1F);
  EXPECT_EQ(x(values, 0, 2), 0);
}

TEST_F(Inputs, AGapIsAFreshStart) {
  NetworkInputs fresh(model, habit);
  for (std::size_t row = 0; row < 100; ++row) inputs.step(frames.frame(row));
  for (std::size_t row = 100; row < 140; ++row) {
    auto frame = frames.frame(row);
    frame.after_gap = row == 100;
    ASSERT_TRUE(std::ranges::equal(inputs.step(frame), fresh.step(frames.frame(row)))) << row;
  }
}

TEST(HabitualStillness, IsTheShareOfRepeatedReadings) {
  using enum SensorKind;
  const auto frames = test::make_table({continuous, continuous, counter, counter, continuous}, 401, [](std::size_t row, Row& now) {
    const auto t = static_cast<float>(row);
    now.values = {t, std::floor(t / 4), 3 * t, 100 + t * (t + 1) / 2, 5};
    if (row % 2) now.quality[4] = Quality::missing;
  });
  const RowRange all{0, 401};
  const auto share = habitual_stillness(frames, std::span(&all, 1));
  EXPECT_EQ(share[0], 0);
  EXPECT_FLOAT_EQ(share[1], 0.75F);
  EXPECT_EQ(share[2], 1) << "a counter that counts evenly repeats its increment";
  EXPECT_EQ(share[3], 0);
  EXPECT_EQ(share[4], 1) << "of the steps on which it delivered";
}

}  // namespace
}  // namespace weir
