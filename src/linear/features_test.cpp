#include "linear/features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace weir {
namespace {

/// The same features from the whole past at once: row t of x, the past before the first row being the first row itself.
std::vector<double> windowed(const std::vector<float>& x, std::size_t t, const FeatureLayout& layout) {
  auto at = [&](std::size_t back) { return static_cast<double>(x[t >= back ? t - back : 0]); };
  std::vector<double> features;
  for (std::size_t k = 0; k <= layout.lags; ++k) features.push_back(at(k));
  for (const double span : layout.spans) {
    // sum over k >= 1 of rate (1 - rate)^(k-1) x(t-k), the endless past before the first row included
    double sum = 0, rest = 1;
    for (std::size_t k = 1; k <= t; ++k) {
      sum += rest / span * at(k);
      rest *= 1 - 1 / span;
    }
    features.push_back(sum + rest * x[0]);
  }
  return features;
}

TEST(FeatureState, EqualsTheNaiveWindow) {
  const FeatureLayout layout{3, {5, 20}};
  constexpr std::size_t sensors = 3, rows = 200;
  Random random(1);
  std::vector<std::vector<float>> x(sensors, std::vector<float>(rows));
  for (auto& column : x) {
    for (float& v : column) v = static_cast<float>(random.normal());
  }
  FeatureState state(sensors, layout);
  for (std::size_t t = 0; t < rows; ++t) {
    std::vector<float> z;
    for (const auto& column : x) z.push_back(column[t]);
    state.advance(z);
    for (std::size_t i = 0; i < sensors; ++i) {
      const auto expected = windowed(x[i], t, layout);
      ASSERT_EQ(expected.size(), layout.width());
      for (std::size_t s = 0; s < layout.width(); ++s) {
        ASSERT_NEAR(state.values()[i * layout.width() + s], expected[s], 1e-5) << "row " << t << ", sensor " << i << ", slot " << s;
      }
    }
  }
}

TEST(FeatureState, ResetForgetsEverything) {
  FeatureState used(1, {2, {4}}), fresh(1, {2, {4}});
  for (const float z : {1.0F, 5.0F, -3.0F}) used.advance(std::span(&z, 1));
  used.reset();
  for (const float z : {2.0F, 7.0F}) {
    used.advance(std::span(&z, 1));
    fresh.advance(std::span(&z, 1));
  }
  EXPECT_TRUE(std::equal(used.values().begin(), used.values().end(), fresh.values().begin()));
  EXPECT_EQ(used.values()[1], 2);
}

TEST(FeatureState, ALayoutWithoutAveragesHasLagsOnly) {
  FeatureState state(2, {1, {}});
  for (const auto& z : {std::vector<float>{1, 10}, {2, 20}}) state.advance(z);
  EXPECT_EQ(std::vector<float>(state.values().begin(), state.values().end()), (std::vector<float>{2, 1, 20, 10}));
}

}  // namespace
}  // namespace weir
