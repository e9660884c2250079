#include "linear/group_regression.h"

#include <gtest/gtest.h>

#include <cmath>

#include <Eigen/Dense>

#include "base/random.h"

namespace weir {
namespace {

using Kind = GroupRegression::Kind;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Moments of the features of a series of z, row by row as `next` makes them.
template <class Next>
Moments moments_of(std::size_t sensors, std::size_t rows, const FeatureLayout& layout, Next&& next) {
  FeatureState state(sensors, layout);
  const std::size_t d = sensors * layout.width();
  Moments moments{static_cast<double>(rows), std::vector<double>(d), std::vector<double>(d * d)};
  std::vector<float> z(sensors);
  for (std::size_t row = 0; row < rows; ++row) {
    next(std::span(z));
    state.advance(z);
    for (std::size_t i = 0; i < d; ++i) {
      moments.sum[i] += state.values()[i];
      for (std::size_t j = 0; j < d; ++j) moments.cross[i * d + j] += static_cast<double>(state.values()[i]) * state.values()[j];
    }
  }
  return moments;
}

/// z(t) = c + A z(t-1) + noise.
const Eigen::Matrix3d transition = (Eigen::Matrix3d() << 0.5, 0.3, 0.0, -0.2, 0.6, 0.0, 0.4, 0.0, 0.3).finished();
const Eigen::Vector3d offset(0.2, -0.1, 0.3);

Moments vector_autoregression(const FeatureLayout& layout) {
  Random random(4);
  Eigen::Vector3d z = Eigen::Vector3d::Zero();
  return moments_of(3, 60000, layout, [&](std::span<float> out) {
    z = offset + transition * z + 0.5 * Eigen::Vector3d(random.normal(), random.normal(), random.normal());
    for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<float>(z(static_cast<Eigen::Index>(i)));
  });
}

TEST(GroupRegression, ForecastRecoversAVectorAutoregression) {
  const FeatureLayout layout{2, {}};
  const auto forecast = GroupRegression::fit(vector_autoregression(layout), layout, Kind::forecast, 1e-6, 40, 1);
  ASSERT_EQ(forecast.sensors(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t j = forecast.sources(i)[k];
      EXPECT_EQ(forecast.coefficients(i, k)[0], 0) << "the present may not be used";
      EXPECT_NEAR(forecast.coefficients(i, k)[1], transition(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)), 0.02);
      EXPECT_NEAR(forecast.coefficients(i, k)[2], 0, 0.02) << "the second lag says nothing more";
    }
  }
  // At rest everywhere: the expectation is the fixed point, intercept included.
  const Eigen::Vector3d rest = (Eigen::Matrix3d::Identity() - transition).inverse() * offset;
  std::vector<float> features(9);
  for (std::size_t k = 0; k < 9; ++k) features[k] = static_cast<float>(rest(static_cast<Eigen::Index>(k / 3)));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(forecast.predict(i, features), rest(static_cast<Eigen::Index>(i)), 0.02);
}

TEST(GroupRegression, ConditionalIsTheRowOfThePrecisionMatrix) {
  const FeatureLayout layout{1, {4}};
  constexpr double ridge = 0.05;
  const auto moments = vector_autoregression(layout);
  const auto conditional = GroupRegression::fit(moments, layout, Kind::conditional, ridge, 40, 1);
  const auto d = static_cast<Eigen::Index>(moments.dimension());
  const Eigen::VectorXd mean = Eigen::Map<const Eigen::VectorXd>(moments.sum.data(), d) / moments.rows;
  const Eigen::MatrixXd covariance = Eigen::Map<const Eigen::MatrixXd>(moments.cross.data(), d, d) / moments.rows - mean * mean.transpose();
  const Eigen::MatrixXd precision = (covariance + ridge * Eigen::MatrixXd::Identity(d, d)).inverse();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto row = static_cast<Eigen::Index>(i * layout.width());
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t s = 0; s < layout.width(); ++s) {
        const auto column = static_cast<Eigen::Index>(conditional.sources(i)[k] * layout.width() + s);
        const double expected = row == column ? 0 : -precision(row, column) / precision(row, row);
        EXPECT_NEAR(conditional.coefficients(i, k)[s], expected, 1e-6) << i << " on " << column;
      }
    }
  }
}

TEST(GroupRegression, ConditionalOfAKnownGaussian) {
  // Precision K of three sensors, rows independent in time: E(z_i | others) = -sum_j K_ij / K_ii z_j, the past says nothing.
  const Eigen::Matrix3d precision = (Eigen::Matrix3d() << 2, -0.8, 0, -0.8, 1.5, 0.6, 0, 0.6, 1).finished();
  const Eigen::Matrix3d root = Eigen::Matrix3d(precision.inverse()).llt().matrixL();
  const FeatureLayout layout{1, {}};
  Random random(5);
  const auto moments = moments_of(3, 60000, layout, [&](std::span<float> out) {
    const Eigen::Vector3d z = root * Eigen::Vector3d(random.normal(), random.normal(), random.normal());
    for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<float>(z(static_cast<Eigen::Index>(i)));
  });
  const auto conditional = GroupRegression::fit(moments, layout, Kind::conditional, 1e-6, 3, 1);
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) {
      const auto b = conditional.coefficients(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      EXPECT_NEAR(b[0], i == j ? 0 : -precision(i, j) / precision(i, i), 0.02);
      EXPECT_NEAR(b[1], 0, 0.02);
    }
  }
}

/// Twelve sensors; S5 follows what S2 and S9 were a step ago, and S7 is S1 and S11 now; all others run by themselves.
Moments sparse_plant(const FeatureLayout& layout) {
  Random random(6);
  std::vector<double> z(12), before(12);
  return moments_of(12, 4000, layout, [&](std::span<float> out) {
    before = z;
    for (std::size_t i = 0; i < 12; ++i) z[i] = 0.5 * before[i] + random.normal();
    z[5] = 0.7 * before[2] - 0.6 * before[9] + 0.5 * random.normal();
    z[7] = 0.8 * z[1] + 0.6 * z[11] + 0.3 * random.normal();
    for (std::size_t i = 0; i < 12; ++i) out[i] = static_cast<float>(z[i]);
  });
}

TEST(GroupRegression, KeepsTheTrueSources) {
  const FeatureLayout layout{2, {}};
  const auto moments = sparse_plant(layout);
  const auto forecast = GroupRegression::fit(moments, layout, Kind::forecast, 0.003, 3, 1);
  EXPECT_EQ(std::vector<std::uint32_t>(forecast.sources(5).begin(), forecast.sources(5).end()), (std::vector<std::uint32_t>{2, 5, 9}));
  EXPECT_NEAR(forecast.coefficients(5, 0)[1], 0.7, 0.05);
  EXPECT_NEAR(forecast.coefficients(5, 2)[1], -0.6, 0.05);
  const auto conditional = GroupRegression::fit(moments, layout, Kind::conditional, 0.003, 3, 1);
  EXPECT_EQ(std::vector<std::uint32_t>(conditional.sources(7).begin(), conditional.sources(7).end()),
            (std::vector<std::uint32_t>{1, 7, 11}));
  EXPECT_NEAR(conditional.coefficients(7, 0)[0], 0.8, 0.05);
  EXPECT_NEAR(conditional.coefficients(7, 2)[0], 0.6, 0.05);
  EXPECT_EQ(conditional.coefficients(7, 1)[0], 0) << "a sensor may not explain itself by its own present";
}

TEST(GroupRegression, ThreadsChangeNothing) {
  const FeatureLayout layout{2, {5}};
  const auto moments = sparse_plant(layout);
  for (const auto kind : {Kind::forecast, Kind::conditional}) {
    TensorSet one, two;
    GroupRegression::fit(moments, layout, kind, 0.01, 4, 1).save(one, "r");
    GroupRegression::fit(moments, layout, kind, 0.01, 4, 2).save(two, "r");
    EXPECT_EQ(serialise({one, {}}), serialise({two, {}}));
  }
}

struct Saved : testing::Test {
  const FeatureLayout layout{2, {}};
  GroupRegression regression = GroupRegression::fit(sparse_plant(layout), layout, Kind::conditional, 0.003, 3, 1);
  TensorSet tensors;
  Saved() { regression.save(tensors, "r"); }

  void expect_refused(const char* tensor, std::vector<std::size_t> shape, std::vector<float> values, const char* told) {
    TensorSet bad = tensors;
    bad.put(tensor, std::move(shape), std::move(values));
    const auto loaded = GroupRegression::load(bad, "r", 12, 3);
    ASSERT_FALSE(loaded) << told;
    EXPECT_NE(loaded.error().message.find(told), std::string::npos) << loaded.error().message;
  }
  std::vector<float> values(const char* tensor, std::size_t at, float value) {
    for (const auto& t : tensors.tensors()) {
      if (t.name != tensor) continue;
      auto changed = t.values;
      changed[at] = value;
      return changed;
    }
    return {};
  }
};

TEST_F(Saved, LoadsAsItWas) {
  const auto loaded = GroupRegression::load(tensors, "r", 12, 3);
  ASSERT_TRUE(loaded) << loaded.error().message;
  Random random(1);
  std::vector<float> features(36);
  for (float& f : features) f = static_cast<float>(random.normal());
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(loaded->predict(i, features), regression.predict(i, features));
    EXPECT_TRUE(std::ranges::equal(loaded->sources(i), regression.sources(i)));
  }
}

TEST_F(Saved, RefusesNonsense) {
  expect_refused("r.source", {12, 3}, values("r.source", 5, 12), "r.source");
  expect_refused("r.source", {12, 3}, values("r.source", 5, -1), "r.source");
  expect_refused("r.source", {12, 3}, values("r.source", 5, 1.5F), "r.source");
  expect_refused("r.source", {12, 3}, values("r.source", 5, nan), "r.source");
  expect_refused("r.coefficient", {12, 3, 3}, values("r.coefficient", 7, nan), "not finite");
  expect_refused("r.intercept", {12}, values("r.intercept", 7, -std::numeric_limits<float>::infinity()), "not finite");
  expect_refused("r.intercept", {11}, std::vector<float>(11), "r.intercept");
  expect_refused("r.coefficient", {12, 3, 4}, std::vector<float>(144), "r.coefficient");
  expect_refused("r.source", {36}, std::vector<float>(36), "r.source");
  EXPECT_FALSE(GroupRegression::load(tensors, "other", 12, 3));
  EXPECT_FALSE(GroupRegression::load(tensors, "r", 13, 3));
}

}  // namespace
}  // namespace weir
