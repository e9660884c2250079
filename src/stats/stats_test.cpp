#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "stats/robust.h"
#include "stats/tail.h"

namespace weir {
namespace {

TEST(Robust, QuantilesInterpolate) {
  std::vector<float> values = {4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 4);
  std::vector<float> none;
  EXPECT_TRUE(std::isnan(quantile(none, 0.5)));
}

TEST(Robust, MadIgnoresOutliers) {
  Random random(1);
  std::vector<float> values;
  for (int i = 0; i < 10000; ++i) values.push_back(static_cast<float>(5 + 2 * random.normal()));
  for (int i = 0; i < 1000; ++i) values[static_cast<std::size_t>(i)] = 1e6F;
  EXPECT_NEAR(mad_scale(values), 2.25, 0.1);  // 10 % contamination widens the middle half by about 13 %
}

std::vector<float> exponential(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> scores(n);
  for (auto& s : scores) s = static_cast<float>(-std::log(1 - random.uniform()));
  return scores;
}

TEST(Tail, BodyAndTailAgreeWithTheTruth) {
  const auto model = TailModel::fit(exponential(20000, 3));
  for (double x : {0.1, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0}) EXPECT_NEAR(model.digits(x), x / std::log(10.0), 0.03 + 0.06 * x) << x;
}

TEST(Tail, IsMonotoneAndInvertible) {
  const auto model = TailModel::fit(exponential(500, 4));
  double before = -1;
  for (double x = -1; x < 200; x += 0.01) {
    const double digits = model.digits(x);
    ASSERT_GE(digits, before) << x;
    before = digits;
  }
  for (double d = 0.2; d < 6; d += 0.1) EXPECT_NEAR(model.digits(model.score_at(d)), d, 1e-3);
}

TEST(Tail, HandlesTiesConstantsAndNothing) {
  EXPECT_EQ(TailModel::fit({}).digits(5), 0);
  const auto constant = TailModel::fit(std::vector<float>(100, 2.0F));
  EXPECT_LE(constant.digits(1.9), 0.1);
  EXPECT_LE(constant.digits(2.0), 3);
  EXPECT_GE(constant.digits(3.0), 6);
  std::vector<float> mostly_zero(1000, 0.0F);
  mostly_zero[7] = 1;
  EXPECT_NEAR(TailModel::fit(mostly_zero).digits(1), 3, 0.7);
}

TEST(Tail, SurvivesSavingAndRefusesNonsense) {
  const auto model = TailModel::fit(exponential(3000, 5));
  const auto back = TailModel::from_numbers(model.to_numbers());
  ASSERT_TRUE(back);
  for (double x = 0; x < 20; x += 0.37) EXPECT_NEAR(back->digits(x), model.digits(x), 1e-5);
  auto numbers = model.to_numbers();
  numbers[2] = -1;
  EXPECT_FALSE(TailModel::from_numbers(numbers));
  numbers = model.to_numbers();
  numbers[5] = NAN;
  EXPECT_FALSE(TailModel::from_numbers(numbers));
  EXPECT_FALSE(TailModel::from_numbers(std::span(numbers).first(3)));
}

}  // namespace
}  // namespace weir
