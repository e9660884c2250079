// Each family on readings does what its formula says, to whom it says.
#include "attacks/lie.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace weir {
namespace {

const Catalogue& two_sensors() {
  static const Catalogue catalogue(
      {{"A", "bar", SensorKind::continuous, 0, 100, 0, ""}, {"B", "bar", SensorKind::continuous, 0, 100, 0, ""}});
  return catalogue;
}

const LoopLayout& layout() {
  static const LoopPoint points[] = {{false, -1000, 1000, 0, {}, {}}, {false, 0, 50, 0.5, {}, {}}};
  static const LoopLayout it{&two_sensors(), points, {}, {}, 1, false};
  return it;
}

double course(std::int64_t second) { return 20 + 5 * std::sin(static_cast<double>(second) / 10); }

constexpr std::int64_t length_s = 200, back_s = 60;

/// What the family makes of course(), second by second from its start.
std::vector<Told> told(AttackFamily family, double value, AttackView view = AttackView::both, SensorIndex sensor = 0) {
  Attack attack;
  attack.name = "test";
  attack.family = family;
  attack.start = std::chrono::hours(1);
  attack.duration = std::chrono::seconds(length_s);
  attack.back = std::chrono::seconds(back_s);
  attack.view = view;
  attack.points = {{sensor, value}};
  Lie lie(attack, attack.points[0], layout());
  std::vector<Told> all;
  for (std::int64_t t = -back_s; t < length_s; ++t) {
    const auto now = lie.tell(course(t), t);
    if (t >= 0) {
      all.push_back(now);
    } else {
      EXPECT_EQ(now.controller, course(t));
      EXPECT_EQ(now.historian, course(t));
    }
  }
  return all;
}

struct Formula {
  AttackFamily family;
  double value;
  double (*expected)(double y, double t);
};

class Formulas : public testing::TestWithParam<Formula> {};
using enum AttackFamily;
INSTANTIATE_TEST_SUITE_P(
    Families, Formulas,
    testing::Values(Formula{bias, -3, [](double y, double) { return y - 3; }},
                    Formula{scale, 0.9, [](double y, double) { return 0.9 * y; }}, Formula{fixed, 42, [](double, double) { return 42.0; }},
                    Formula{ramp, 0.1, [](double y, double at) { return y + 0.1 * at; }},
                    Formula{drift, 36, [](double y, double at) { return y + 0.01 * at; }},
                    Formula{geometric, 10, [](double y, double at) { return y + 10 * std::exp(-5 * (1 - at / 200)); }},
                    Formula{surge, 8, [](double y, double at) { return y + (at < 20 ? 8 : 0.8); }},
                    Formula{quantise, 4, [](double y, double) { return 4 * std::round(y / 4); }},
                    Formula{freeze, 0, [](double, double) { return course(0); }},
                    Formula{stuck_sensor, 0, [](double, double) { return course(0); }},
                    Formula{replay, 0, [](double, double at) { return course(static_cast<std::int64_t>(at) % back_s - back_s); }},
                    Formula{delay, 0, [](double, double at) { return course(static_cast<std::int64_t>(at) - back_s); }}),
    [](const auto& f) { return std::string(name_of(f.param.family)); });

TEST_P(Formulas, ReachControllerAndHistorian) {
  const auto [family, value, expected] = GetParam();
  const auto all = told(family, value);
  for (std::int64_t t = 0; t < length_s; ++t) {
    const auto& now = all[static_cast<std::size_t>(t)];
    ASSERT_NEAR(now.controller, expected(course(t), static_cast<double>(t)), 1e-9) << t;
    ASSERT_EQ(now.controller, now.historian) << t;
  }
}

TEST_P(Formulas, DeceiveOneAlone) {
  const auto [family, value, expected] = GetParam();
  const auto controller = told(family, value, AttackView::controller), historian = told(family, value, AttackView::historian);
  for (std::int64_t t = 0; t < length_s; ++t) {
    const auto i = static_cast<std::size_t>(t);
    ASSERT_EQ(controller[i].historian, course(t));
    ASSERT_EQ(historian[i].controller, course(t));
    ASSERT_EQ(controller[i].controller, historian[i].historian);
  }
}

TEST(Lie, StaysWithinWhatTheTransmitterCanShow) {
  for (const auto& now : told(bias, 100, AttackView::both, 1)) ASSERT_EQ(now.historian, 50);
  for (const auto& now : told(scale, 0.77, AttackView::both, 1)) ASSERT_EQ(std::fmod(now.historian, 0.5), 0) << now.historian;
}

TEST(Lie, NoiseHasItsDeviation) {
  double sum = 0, squares = 0;
  const auto all = told(noise, 2);
  for (std::size_t t = 0; t < all.size(); ++t) {
    const double error = all[t].historian - course(static_cast<std::int64_t>(t));
    ASSERT_LE(std::abs(error), 7);
    sum += error, squares += error * error;
  }
  EXPECT_NEAR(sum / length_s, 0, 0.6);
  EXPECT_NEAR(std::sqrt(squares / length_s), 2, 0.4);
}

TEST(Lie, JitterHoldsValuesForItsMeanTime) {
  std::set<double> fresh;
  for (const auto& now : told(jitter, 10)) fresh.insert(now.historian);
  EXPECT_GT(fresh.size(), 8U);
  EXPECT_LT(fresh.size(), 40U);
}

TEST(Lie, LostMessagesLeaveTheHistorianNothingAndTheControllerTheLastValue) {
  int lost = 0;
  double last = course(0);
  const auto some = told(dropout, 0.3);
  for (std::size_t t = 0; t < some.size(); ++t) {
    const double y = course(static_cast<std::int64_t>(t));
    if (std::isnan(some[t].historian)) {
      ++lost;
      ASSERT_EQ(some[t].controller, last) << t;
    } else {
      ASSERT_EQ(some[t].historian, y);
      ASSERT_EQ(some[t].controller, y);
      last = y;
    }
  }
  EXPECT_NEAR(lost, 60, 25);
  for (const auto& now : told(deny, 0)) {
    ASSERT_TRUE(std::isnan(now.historian));
    ASSERT_EQ(now.controller, course(0));
  }
  for (const auto& now : told(deny, 0, AttackView::controller)) ASSERT_FALSE(std::isnan(now.historian));
}

TEST(Lie, IntermittentSensorsLoseAndInventReadings) {
  int lost = 0, wild = 0;
  const auto all = told(intermittent, 0.2);
  for (std::size_t t = 0; t < all.size(); ++t) {
    ASSERT_FALSE(std::isnan(all[t].controller));
    if (std::isnan(all[t].historian)) ++lost;
    else if (all[t].historian != course(static_cast<std::int64_t>(t))) ++wild;
  }
  EXPECT_GT(lost, 5);
  EXPECT_GT(wild, 5);
  EXPECT_LT(lost + wild, 80);
}

TEST(Lie, SameAttackSameChances) {
  const auto a = told(noise, 1), b = told(noise, 1), other = told(noise, 1, AttackView::both, 1);
  bool differs = false;
  for (std::size_t t = 0; t < a.size(); ++t) {
    ASSERT_EQ(a[t].historian, b[t].historian);
    differs |= a[t].historian != other[t].historian;
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace weir
