#include "attacks/open_loop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "attacks/library.h"

namespace weir {
namespace {

/// 300 rows of 10 s: a wave, another in the same stage, a valve with states 0 and 1.
FrameTable recorded() {
  FrameTable table(Catalogue({{"A", "bar", SensorKind::continuous, 10, 30, 0, "S1"},
                              {"B", "m", SensorKind::level, 0, 10, 0, "S1"},
                              {"V", "", SensorKind::discrete, 0, 1, 0, "S1"}}));
  const std::vector<Quality> quality(3, Quality::good);
  for (int row = 0; row < 300; ++row) {
    const std::vector<float> values = {20 + 8 * std::sin(static_cast<float>(row) / 20), 5 + 4 * std::cos(static_cast<float>(row) / 30),
                                       row / 25 % 2 == 0 ? 1.0F : 0.0F};
    table.append({Timestamp{std::chrono::seconds(10 * row)}, values, quality, {}, row == 0});
  }
  return table;
}

Result<FrameTable> under(const FrameTable& table, std::string_view line) {
  const RecordedLoop loop(table);
  const auto attack = parse_attack(line, loop.layout());
  if (!attack) return std::unexpected(attack.error());
  return attacked(table, loop, std::span(&*attack, 1));
}

TEST(OpenLoop, ChangesWhatIsAttackedAndNothingElse) {
  const auto clean = recorded();
  const auto changed = under(clean, "bias:A:3:at=1000s:for=500s");
  ASSERT_TRUE(changed) << changed.error().message;
  ASSERT_EQ(changed->rows(), clean.rows());
  for (std::size_t row = 0; row < clean.rows(); ++row) {
    const bool inside = row >= 100 && row < 150;
    ASSERT_FLOAT_EQ(changed->values(row)[0], clean.values(row)[0] + (inside ? 3 : 0)) << row;
    if (!inside) {
      ASSERT_EQ(changed->values(row)[0], clean.values(row)[0]) << "untouched to the bit";
    }
    ASSERT_EQ(changed->values(row)[1], clean.values(row)[1]);
    ASSERT_EQ(changed->values(row)[2], clean.values(row)[2]);
    ASSERT_EQ(changed->step_at(row), clean.step_at(row));
  }
}

TEST(OpenLoop, LostReadingsKeepTheLastValueAndSaySo) {
  const auto clean = recorded();
  const auto changed = under(clean, "deny:B:at=1000s:for=500s");
  ASSERT_TRUE(changed) << changed.error().message;
  for (std::size_t row = 100; row < 150; ++row) {
    ASSERT_EQ(changed->values(row)[1], clean.values(99)[1]);
    ASSERT_EQ(changed->quality(row)[1], Quality::missing);
    ASSERT_EQ(changed->quality(row)[0], Quality::good);
  }
  EXPECT_EQ(changed->quality(150)[1], Quality::good);
}

TEST(OpenLoop, ForcedActuatorsReportTheForcedState) {
  const auto clean = recorded();
  const auto changed = under(clean, "force:V:1:at=1000s:for=500s");
  ASSERT_TRUE(changed) << changed.error().message;
  for (std::size_t row = 100; row < 150; ++row) ASSERT_EQ(changed->values(row)[2], 1);
  EXPECT_FALSE(under(clean, "force:V:2:at=1000s:for=500s")) << "a state never seen";
}

TEST(OpenLoop, ReplayShowsEarlierRows) {
  const auto clean = recorded();
  const auto changed = under(clean, "replay:A:at=1000s:for=500s:back=600s");
  ASSERT_TRUE(changed) << changed.error().message;
  for (std::size_t row = 100; row < 150; ++row) ASSERT_EQ(changed->values(row)[0], clean.values(row - 60)[0]);
}

TEST(OpenLoop, RefusesWhatNeedsAPlant) {
  const auto clean = recorded();
  EXPECT_NE(under(clean, "setpoint:A.H:3:at=1000s:for=500s").error().message.find("no set-point is called"), std::string::npos);
  EXPECT_NE(under(clean, "leak:B:1:at=1000s:for=500s").error().message.find("knows no leak at B"), std::string::npos);
  EXPECT_NE(under(clean, "covert:V:1:at=1000s:for=500s").error().message.find("twin"), std::string::npos);
  EXPECT_NE(under(clean, "bias:A:3:at=1001s:for=500s").error().message.find("whole steps of 10 s"), std::string::npos);
}

TEST(OpenLoop, TakesEveryScenarioThatNeedsNoPlant) {
  const auto clean = recorded();
  const RecordedLoop loop(clean);
  std::size_t taken = 0;
  for (const auto& scenario : builtin_scenarios()) {
    for (const auto& one : expand(scenario, loop.layout(), 5)) {
      const auto changed = attacked(clean, loop, one.at(std::chrono::hours(1)).attacks);
      EXPECT_TRUE(changed) << changed.error().message;
      ++taken;
    }
    const Place place = info_of(scenario.steps[0].family).place;
    const bool needs_plant = place == Place::setpoint || place == Place::staged || place == Place::process || place == Place::covert;
    if (needs_plant) {
      EXPECT_TRUE(expand(scenario, loop.layout(), 5).empty()) << scenario.name;
    }
  }
  EXPECT_GT(taken, 50U);
}

}  // namespace
}  // namespace weir
