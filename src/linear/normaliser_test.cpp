#include "linear/normaliser.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/test_plant.h"

namespace weir {
namespace {

using test::Row;
constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();

Normaliser fitted(const FrameTable& frames) {
  const RowRange all{0, frames.rows()};
  return Normaliser::fit(frames, std::span(&all, 1));
}

FrameTable one_column(SensorKind kind, const std::vector<float>& values) { return test::table_of({kind}, {values}); }

/// z of one value after `before` (NaN: none).
float z_of(const Normaliser& normaliser, float value, float before = nan) {
  float previous = before, z = nan;
  normaliser.apply(std::span(&value, 1), std::span(&previous, 1), std::span(&z, 1));
  return z;
}

std::vector<float> normal_values(std::size_t count, double mean, double deviation) {
  Random random(1);
  std::vector<float> values(count);
  for (float& v : values) v = static_cast<float>(mean + deviation * random.normal());
  return values;
}

TEST(Normaliser, ThereAndBack) {
  const auto frames = one_column(SensorKind::continuous, normal_values(5000, 50, 4));
  const auto normaliser = fitted(frames);
  EXPECT_FALSE(normaliser.constant(0));
  EXPECT_NEAR(z_of(normaliser, 50), 0, 0.05);
  for (const float value : {46.0F, 50.0F, 57.5F}) EXPECT_NEAR(normaliser.to_units(0, z_of(normaliser, value), nan), value, 1e-4);
}

TEST(Normaliser, ScaleIsTheDeviationOfAWideSensor) {
  std::vector<float> square;  // half its time at -1, half at +1: deviation 1, range 2
  for (int k = 0; k < 4000; ++k) square.push_back(k % 2 ? 1.0F : -1.0F);
  EXPECT_NEAR(fitted(one_column(SensorKind::continuous, square)).scale(0), 1, 1e-6);
}

TEST(Normaliser, ScaleHasAFloorWhereASensorHardlyMoves) {
  // 1 % of the time at 10, else 0 with a little noise: deviation about 1, but the range is 10.
  auto values = normal_values(5000, 0, 0.01);
  for (std::size_t k = 0; k < values.size(); k += 100) values[k] = 10;
  EXPECT_NEAR(fitted(one_column(SensorKind::continuous, values)).scale(0), Normaliser::scale_floor_of_range * 10, 0.1);
}

TEST(Normaliser, OneSpikeDoesNotSetTheScale) {
  auto values = normal_values(5000, 0, 1);
  const float before = fitted(one_column(SensorKind::continuous, values)).scale(0);
  values[2500] = 60;
  const float after = fitted(one_column(SensorKind::continuous, values)).scale(0);
  // Uncut, the range would be above 60 and the floor 18. Cut, it ends half a width beyond the 99.9 % quantile.
  EXPECT_LT(after, 1.7F * before);
}

TEST(Normaliser, ClipsAndKeepsQuietOnWhatIsNoNumber) {
  const auto normaliser = fitted(one_column(SensorKind::continuous, normal_values(1000, 0, 1)));
  EXPECT_EQ(z_of(normaliser, 1e30F), Normaliser::clip);
  EXPECT_EQ(z_of(normaliser, -3.4e38F), -Normaliser::clip);
  EXPECT_EQ(z_of(normaliser, infinity), Normaliser::clip);
  EXPECT_EQ(z_of(normaliser, nan), 0);
}

TEST(Normaliser, NothingButNumbersTeaches) {
  auto values = normal_values(2000, 10, 1);
  const auto clean = fitted(one_column(SensorKind::continuous, values));
  auto dirty = values;
  for (const float junk : {nan, infinity, -infinity}) dirty.push_back(junk);
  const auto taught = fitted(one_column(SensorKind::continuous, dirty));
  EXPECT_FLOAT_EQ(taught.scale(0), clean.scale(0));
  EXPECT_FLOAT_EQ(z_of(taught, 11), z_of(clean, 11));

  const auto with_bad = fitted(test::make_table({SensorKind::continuous}, values.size(), [&](std::size_t row, Row& now) {
    now.values[0] = row % 10 == 5 ? 1e6F : values[row];
    if (row % 10 == 5) now.quality[0] = row % 20 == 5 ? Quality::bad : Quality::stale;
  }));
  EXPECT_LT(with_bad.scale(0), 3);
}

TEST(Normaliser, ConstantsGetTheirOwnSize) {
  const auto five = fitted(one_column(SensorKind::constant, std::vector<float>(100, -5)));
  EXPECT_TRUE(five.constant(0));
  EXPECT_FLOAT_EQ(five.scale(0), 5);
  EXPECT_EQ(z_of(five, -5), 0);
  EXPECT_FLOAT_EQ(z_of(five, -10), -1);  // moved by once itself
  const auto zero = fitted(one_column(SensorKind::constant, std::vector<float>(100, 0)));
  EXPECT_TRUE(zero.constant(0));
  EXPECT_EQ(zero.scale(0), 1);
  const auto never = fitted(one_column(SensorKind::continuous, std::vector<float>(100, nan)));
  EXPECT_TRUE(never.constant(0));
  EXPECT_EQ(never.scale(0), 1);
  EXPECT_TRUE(std::isfinite(z_of(never, 3)));
}

TEST(Normaliser, CountersAreTheirIncrements) {
  Random random(2);
  std::vector<float> count = {1000};
  while (count.size() < 3000) count.push_back(count.size() == 1500 ? 0 : count.back() + static_cast<float>(4 + 2 * random.uniform()));
  const auto normaliser = fitted(one_column(SensorKind::counter, count));
  EXPECT_NEAR(z_of(normaliser, 505, 500), 0, 0.1);
  EXPECT_NEAR(normaliser.to_units(0, 0, 500), 505, 0.1);
  EXPECT_GT(z_of(normaliser, 520, 500), 3);
  EXPECT_EQ(z_of(normaliser, 505), 0) << "the first value says nothing about the rate";
  EXPECT_EQ(z_of(normaliser, 3, 500), 0) << "nor does a reset";
  EXPECT_EQ(z_of(normaliser, infinity, 500), 0);
  EXPECT_TRUE(std::isnan(normaliser.to_units(0, 0, nan)));
}

TEST(Normaliser, CountersRememberTheLastNumber) {
  const auto normaliser = fitted(one_column(SensorKind::counter, {0, 1, 2, 3, 4, 6, 7, 8}));
  float previous = nan, z = 0;
  for (const float value : {10.0F, nan, infinity}) normaliser.apply(std::span(&value, 1), std::span(&previous, 1), std::span(&z, 1));
  EXPECT_EQ(previous, 10);
}

TEST(Normaliser, ACounterIsNotFollowedAcrossAGap) {
  const auto frames = test::make_table({SensorKind::counter}, 400, [](std::size_t row, Row& now) {
    now.values[0] = static_cast<float>(row % 3 + 3 * row) + (row >= 200 ? 1e6F : 0);
    now.after_gap = row == 200;
  });
  EXPECT_LT(fitted(frames).scale(0), 10) << "what was counted while nobody looked is no increment of one step";
}

TEST(Normaliser, SavesAndLoads) {
  const auto frames = test::small_plant(500, 3);
  const auto normaliser = fitted(frames);
  TensorSet tensors;
  normaliser.save(tensors);
  const auto loaded = Normaliser::load(tensors, frames.sensors());
  ASSERT_TRUE(loaded) << loaded.error().message;
  std::vector<float> a(9), b(9), before_a(9, 90), before_b(9, 90);
  normaliser.apply(frames.values(77), before_a, a);
  loaded->apply(frames.values(77), before_b, b);
  EXPECT_EQ(a, b);
  EXPECT_TRUE(loaded->constant(6));
  EXPECT_FALSE(Normaliser::load(tensors, 8));
}

TEST(Normaliser, RefusesNonsense) {
  TensorSet good;
  fitted(test::small_plant(200, 3)).save(good);
  const struct {
    const char* tensor;
    float value;
  } cases[] = {{"normaliser.mean", nan},    {"normaliser.scale", 0},      {"normaliser.scale", -1},    {"normaliser.scale", infinity},
               {"normaliser.counter", 300}, {"normaliser.counter", 0.5F}, {"normaliser.constant", -1}, {"normaliser.constant", nan}};
  for (const auto& [name, value] : cases) {
    TensorSet bad = good;
    auto values = std::vector<float>(bad.get(name, {9})->begin(), bad.get(name, {9})->end());
    values[4] = value;
    bad.put(name, {9}, values);
    const auto loaded = Normaliser::load(bad, 9);
    ASSERT_FALSE(loaded) << name << " with " << value;
    EXPECT_NE(loaded.error().message.find(name), std::string::npos) << loaded.error().message;
  }
}

}  // namespace
}  // namespace weir
