#include "linear/linear_base.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/test_plant.h"

namespace weir {
namespace {

using test::Row;
constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();

CrossFittedLinear fitted(const FrameTable& frames, int threads, std::size_t sources = 40) {
  const auto folds = make_folds(frames, 3);
  LinearOptions options;
  options.sources = sources;
  return fit_linear(frames, folds, *fold_moments(frames, folds, options.layout, threads), options, threads);
}

std::string bytes_of(const LinearModel& model) {
  TensorSet tensors;
  model.save(tensors);
  return serialise({tensors, {}});
}

TEST(FitLinear, SameBytesForOneAndTwoThreads) {
  const auto frames = test::small_plant(900, 1);
  for (const std::size_t sources : {40U, 4U}) {
    const auto one = fitted(frames, 1, sources), again = fitted(frames, 1, sources), two = fitted(frames, 2, sources);
    EXPECT_EQ(bytes_of(one.full), bytes_of(again.full));
    EXPECT_EQ(bytes_of(one.full), bytes_of(two.full));
    ASSERT_EQ(one.without.size(), 3U);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(bytes_of(one.without[k]), bytes_of(two.without[k]));
  }
}

TEST(FitLinear, EveryFoldIsJudgedByAModelWithoutIt) {
  // Sensor 1 follows sensor 0, but in the last fold the other way round: only a model without that fold is free of it.
  Random random(2);
  double x = 0;
  const auto frames = test::make_table({SensorKind::continuous, SensorKind::continuous}, 900, [&](std::size_t row, Row& now) {
    x = 0.8 * x + random.normal();
    now.values[0] = static_cast<float>(x);
    now.values[1] = static_cast<float>((row < 600 ? x : -x) + 0.1 * random.normal());
  });
  const auto linear = fitted(frames, 1);
  const auto coefficient = [](const LinearModel& model) { return model.conditional.coefficients(1, 0)[0]; };
  EXPECT_GT(coefficient(linear.without[2]), 0.7F);
  EXPECT_LT(coefficient(linear.full), 0.5F);
  for (const auto& model : linear.without) EXPECT_EQ(model.conditional_unit, linear.full.conditional_unit);
}

TEST(FitLinear, UnitsAreWhatNormalRowsSeldomPass) {
  const auto frames = test::small_plant(3000, 3), fresh = test::small_plant(3000, 4);
  const auto linear = fitted(frames, 1);
  LinearTracker tracker(std::make_shared<const LinearModel>(linear.full), {});
  std::vector<int> above(frames.sensors());
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    tracker.step(fresh.frame(row));
    for (std::size_t i = 0; i < above.size(); ++i) above[i] += std::abs(tracker.forecast()[i]) > 1.25F;
  }
  // A unit is passed by 1 % of rows; drawing units together moves it by up to a seventh here, so 1.25 is passed more seldom.
  for (std::size_t i = 0; i < above.size(); ++i) EXPECT_LT(above[i], 30) << "sensor " << i;
  EXPECT_GT(above[0], 0) << "a unit far too large would hide everything";
}

TEST(Units, CountEveryRowOfShortDataAndStretchesOfLong) {
  for (std::size_t row = 0; row < 3000; ++row) ASSERT_TRUE(counts_for_units(row, 60000));
  EXPECT_TRUE(counts_for_units(499, 180000));
  EXPECT_FALSE(counts_for_units(500, 180000));
  EXPECT_FALSE(counts_for_units(1499, 180000));
  EXPECT_TRUE(counts_for_units(1500, 180000));
}

TEST(Units, AreTheQuantileOrAFloor) {
  std::vector<float> residuals(1000);
  for (std::size_t k = 0; k < 1000; ++k) residuals[k] = static_cast<float>(k) / 1000;
  EXPECT_NEAR(residual_unit(residuals, SensorKind::continuous), 0.99, 0.002);
  std::vector<float> small(1000, 0.001F);
  EXPECT_FLOAT_EQ(residual_unit(small, SensorKind::continuous), 0.1F);
  small[0] = 6;  // one switch
  EXPECT_FLOAT_EQ(residual_unit(small, SensorKind::continuous), 0.6F);
  EXPECT_FLOAT_EQ(residual_unit(small, SensorKind::discrete), 3.0F);
  std::vector<float> none;
  EXPECT_EQ(residual_unit(none, SensorKind::continuous), 1);
}

TEST(Units, AreDrawnTogetherWhereRowsAreFew) {
  const std::vector<float> units = {0.1F, 1, 10};
  auto few = units, many = units;
  shrink_units(few, 0);
  shrink_units(many, 10'000'000);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(few[i], 1, 1e-6);
    EXPECT_NEAR(many[i], units[i], 1e-3 * units[i]);
  }
  auto half = units;
  shrink_units(half, 300);
  EXPECT_NEAR(half[2], std::sqrt(10.0), 1e-5);
}

TEST(LinearModel, SavesAndLoads) {
  const auto linear = fitted(test::small_plant(600, 5), 1);
  TensorSet tensors;
  linear.full.save(tensors);
  const auto loaded = LinearModel::load(tensors, 9);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(bytes_of(*loaded), bytes_of(linear.full));
}

TEST(LinearModel, RefusesNonsense) {
  TensorSet good;
  fitted(test::small_plant(600, 5), 1).full.save(good);
  const auto with = [&](const char* name, std::size_t at, float value) {
    TensorSet bad = good;
    for (const auto& tensor : good.tensors()) {
      if (tensor.name != name) continue;
      auto values = tensor.values;
      values.at(at) = value;
      bad.put(name, tensor.shape, values);
    }
    return LinearModel::load(bad, 9);
  };
  EXPECT_TRUE(with("layout", 0, 3));
  for (const float lags : {0.0F, -1.0F, 2.0F, 3.5F, 65.0F, nan}) EXPECT_FALSE(with("layout", 0, lags)) << lags;
  for (const float span : {0.0F, 0.5F, 1e8F, nan, infinity}) EXPECT_FALSE(with("layout", 1, span)) << span;
  for (const auto* unit : {"forecast.unit", "conditional.unit", "conditional.spread"}) {
    for (const float value : {0.0F, -1.0F, nan, infinity}) {
      const auto loaded = with(unit, 4, value);
      ASSERT_FALSE(loaded) << unit << " " << value;
      EXPECT_NE(loaded.error().message.find(unit), std::string::npos) << loaded.error().message;
    }
  }
  EXPECT_FALSE(LinearModel::load(good, 8));
  EXPECT_FALSE(LinearModel::load({}, 9));
}

struct Tracked : testing::Test {
  const FrameTable frames = test::small_plant(600, 6);
  const std::shared_ptr<const LinearModel> model = std::make_shared<const LinearModel>(fitted(frames, 1).full);
  LinearTracker tracker{model, {}};
  Row row_of(std::size_t row) const {
    Row now(frames.sensors());
    now.values.assign(frames.values(row).begin(), frames.values(row).end());
    return now;
  }
};

TEST_F(Tracked, JudgesAfterTheLagsAreFilled) {
  for (std::size_t row = 0; row < 10; ++row) {
    tracker.step(frames.frame(row));
    EXPECT_EQ(tracker.judged(0), row >= model->layout.lags) << row;
    if (row < model->layout.lags) {
      EXPECT_EQ(tracker.forecast()[0], 0);
    }
  }
}

TEST_F(Tracked, ResidualsAreWhatTheyAreSaidToBe) {
  for (std::size_t row = 0; row < 300; ++row) tracker.step(frames.frame(row));
  for (std::size_t i = 0; i < frames.sensors(); ++i) {
    EXPECT_FLOAT_EQ(tracker.conditional()[i] * model->conditional_unit[i], tracker.z()[i] - tracker.expected_z()[i]);
    EXPECT_NEAR(tracker.to_units(i, tracker.z()[i]), frames.values(299)[i], 1e-4 * std::abs(frames.values(299)[i]) + 1e-5);
  }
}

TEST_F(Tracked, AGapIsAFreshStart) {
  for (std::size_t row = 0; row < 300; ++row) tracker.step(frames.frame(row));
  LinearTracker fresh(model, {});
  for (std::size_t row = 300; row < 350; ++row) {
    auto frame = frames.frame(row);
    frame.after_gap = row == 300;
    tracker.step(frame);
    fresh.step(frames.frame(row));
    ASSERT_TRUE(std::ranges::equal(tracker.forecast(), fresh.forecast())) << row;
    ASSERT_TRUE(std::ranges::equal(tracker.conditional(), fresh.conditional())) << row;
    ASSERT_TRUE(std::ranges::equal(tracker.expected_z(), fresh.expected_z())) << row;
  }
}

TEST_F(Tracked, WhatWasNotDeliveredIsNotJudged) {
  for (std::size_t row = 0; row < 300; ++row) tracker.step(frames.frame(row));
  auto now = row_of(300);
  now.quality[0] = Quality::missing;  // the last value is carried
  now.quality[1] = Quality::bad;
  now.quality[2] = Quality::stale;
  now.quality[3] = Quality::uncertain;
  now.values[4] = nan;  // said to be good, and is no number
  tracker.step(now.view(300));
  for (const std::size_t i : {0U, 1U, 2U, 4U}) {
    EXPECT_FALSE(tracker.judged(i)) << i;
    EXPECT_EQ(tracker.forecast()[i], 0);
    EXPECT_EQ(tracker.conditional()[i], 0);
  }
  EXPECT_TRUE(tracker.judged(3));
  EXPECT_TRUE(tracker.judged(5));
}

TEST_F(Tracked, ASensorNeverSeenDisturbsNobody) {
  for (std::size_t row = 0; row < 300; ++row) {
    auto now = row_of(row);
    now.values[3] = nan;
    now.quality[3] = Quality::missing;
    tracker.step(now.view(row));
    ASSERT_FALSE(tracker.judged(3));
    ASSERT_EQ(tracker.z()[3], 0);
    for (std::size_t i = 0; i < 9; ++i) {
      ASSERT_TRUE(std::isfinite(tracker.forecast()[i]) && std::isfinite(tracker.conditional()[i])) << "row " << row << ", sensor " << i;
    }
  }
}

TEST_F(Tracked, ResidualsAreCapped) {
  for (std::size_t row = 0; row < 300; ++row) {
    auto now = row_of(row);
    if (row % 7 == 3) now.values[row % 9] = row % 2 ? 3e38F : -3e38F;
    if (row % 11 == 3) now.values[row % 9] = row % 2 ? infinity : -infinity;
    if (row % 50 < 4) now.values[8] = infinity;
    tracker.step(now.view(row));
    for (std::size_t i = 0; i < 9; ++i) {
      ASSERT_LE(std::abs(tracker.forecast()[i]), LinearTracker::residual_cap) << "row " << row << ", sensor " << i;
      ASSERT_LE(std::abs(tracker.conditional()[i]), LinearTracker::residual_cap) << "row " << row << ", sensor " << i;
    }
  }
}

}  // namespace
}  // namespace weir
