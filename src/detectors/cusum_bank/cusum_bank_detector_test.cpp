#include "detectors/cusum_bank/cusum_bank_detector.h"

#include <gtest/gtest.h>

#include <limits>

#include "detectors/cusum_bank/sums.h"
#include "linear/linear_base.h"
#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

constexpr CusumBank::PerScale no_ceiling = {1e9F, 1e9F, 1e9F};

TEST(CusumBankSums, ALastingShiftAddsUpAndNoiseDoesNot) {
  const CusumBank bank(0.25F);
  CusumBank::State shifted, level;
  Random random(1);
  for (int k = 0; k < 400; ++k) {
    const auto noise = static_cast<float>(random.normal());
    bank.step(shifted, noise + 0.7F, no_ceiling);
    bank.step(level, noise, no_ceiling);
  }
  EXPECT_GT(shifted.above[0], 3 * std::max(level.above[0], level.below[0]));
  EXPECT_GT(shifted.above[0], 12);
  EXPECT_LT(shifted.below[0], 5);
}

TEST(CusumBankSums, OneLeapCannotFillIt) {
  const CusumBank bank(0.25F);
  CusumBank::State state;
  bank.step(state, 1e9F, no_ceiling);
  for (const float sum : state.above) EXPECT_LT(sum, CusumBank::clip);
  bank.step(state, -std::numeric_limits<float>::infinity(), no_ceiling);
  for (const float sum : state.above) EXPECT_EQ(sum, 0);
}

TEST(CusumBankSums, ItEmptiesAgainAndKeepsItsCeiling) {
  const CusumBank bank(0.25F);
  CusumBank::State state;
  for (int k = 0; k < 1000; ++k) bank.step(state, 4, {10, 10, 10});
  for (const float sum : state.above) EXPECT_EQ(sum, 10);
  for (int k = 0; k < 40; ++k) bank.step(state, 0, {10, 10, 10});
  for (const float sum : state.above) EXPECT_LT(sum, 1);
}

struct CusumBankMember : testing::Test {
  const FrameTable normal = test::small_plant(3000, 1), fresh = test::small_plant(1500, 2);
  const Graph none;
  const DetectorContext context{.catalogue = normal.catalogue(), .topology = none, .progress = {}};
  std::unique_ptr<Detector> made() const {
    const auto factory = cusum_bank_detector();
    const auto trained = factory.train(ConfigTable{}, {normal, make_folds(normal, 5), nullptr}, context);
    EXPECT_TRUE(trained) << trained.error().message;
    return std::move(*factory.make(trained->full, context));
  }
  static ScoreView step(Detector& detector, const FrameTable& frames, std::size_t row, float added_to_1) {
    test::Row now(frames.sensors());
    now.values.assign(frames.values(row).begin(), frames.values(row).end());
    now.values[1] += added_to_1;
    return detector.score(now.view(row));
  }
};

TEST_F(CusumBankMember, IsQuietInNormalOperation) {
  const auto detector = made();
  std::size_t strange = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    for (const float s : detector->score(fresh.frame(row)).per_sensor) strange += std::abs(s) > 1;
  }
  EXPECT_LT(strange, fresh.rows() * fresh.sensors() / 50);
}

TEST_F(CusumBankMember, FindsABiasThatNoSingleStepShows) {
  // S2 = 0.7 S1' - 0.4 S0' + noise: sensor 1 one deviation of its conditional residual too high or low.
  const auto moments = fold_moments(normal, make_folds(normal, 5), FeatureLayout{}, 1);
  const auto linear = fit_linear(normal, make_folds(normal, 5), *moments, {}, 1);
  const float bias = linear.full.conditional_spread[1] * linear.full.normaliser.scale(1);
  for (const float side : {1.0F, -1.0F}) {
    const auto detector = made();
    for (std::size_t row = 0; row < 300; ++row) step(*detector, fresh, row, 0);
    float last = 0, first = 0;
    for (std::size_t row = 300; row < 420; ++row) {
      last = step(*detector, fresh, row, side * bias).per_sensor[1];
      if (row == 300) first = last;
    }
    EXPECT_LT(std::abs(first), 1);
    EXPECT_GT(side * last, 1) << "side " << side;
  }
}

TEST_F(CusumBankMember, AClosedAlarmEmptiesTheSums) {
  const auto detector = made();
  for (std::size_t row = 0; row < 200; ++row) step(*detector, fresh, row, 0);
  float full = 0;
  for (std::size_t row = 200; row < 300; ++row) full = std::abs(step(*detector, fresh, row, 6).per_sensor[1]);
  EXPECT_GT(full, 2);
  detector->episode_over();
  EXPECT_LT(std::abs(step(*detector, fresh, 300, 0).per_sensor[1]), full / 2);
}

TEST_F(CusumBankMember, SaysWhatItExpects) {
  const auto detector = made();
  for (std::size_t row = 0; row < 200; ++row) step(*detector, fresh, row, 0);
  const auto score = step(*detector, fresh, 200, 8);
  EXPECT_NEAR(score.expected[1], fresh.values(200)[1], 3);
  EXPECT_GT(score.spread[1], 0);
}

}  // namespace
}  // namespace weir
