// Families that act on actuators, several places or through a twin, in the loop of the water treatment works.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "plant/swat_format.h"

namespace weir {
namespace {

Attack attack_of(std::string_view line) {
  auto attack = parse_attack(line, water_layout());
  EXPECT_TRUE(attack) << attack.error().message;
  return attack.value_or(Attack{});
}

struct Twins {
  explicit Twins(std::string_view line) : attacked(2), twin(2) {
    const auto ok = attacked.add(attack_of(line));
    EXPECT_TRUE(ok) << (ok ? "" : ok.error().message);
  }
  void run_to(int second) {
    for (; at < second; ++at) attacked.step(), twin.step();
  }
  WaterTreatment attacked, twin;
  int at = 0;
};

TEST(LoopAttack, StuckActuatorKeepsItsState) {
  Twins t("stuck:P203:at=10min:for=2h");
  t.run_to(600);
  const double state = t.attacked.truth()[P203];
  bool twin_moved = false;
  for (int s = 601; s < 7800; ++s) {
    t.run_to(s);
    ASSERT_EQ(t.attacked.truth()[P203], state);
    twin_moved |= t.twin.truth()[P203] != state;
  }
  EXPECT_TRUE(twin_moved);
}

TEST(LoopAttack, ChatterSwitchesWithItsPeriod) {
  Twins t("chatter:P602:30:at=10min:for=10min");
  int switches = 0;
  t.run_to(600);
  for (int s = 601; s < 1200; ++s) {
    const double before = t.attacked.truth()[P602];
    t.run_to(s);
    switches += t.attacked.truth()[P602] != before;
  }
  EXPECT_NEAR(switches, 19, 1);
}

TEST(LoopAttack, ConcealedPumpRunsAndReportsThatItDoesNot) {
  Twins t("concealed:P603:2:at=10min:for=30min");
  for (int s = 600; s < 2400; ++s) {
    t.run_to(s);
    ASSERT_EQ(t.attacked.truth()[P603], 2);
    ASSERT_EQ(t.attacked.reported()[P603], 1);
    ASSERT_EQ(t.attacked.controller()[P603], 1);
  }
}

TEST(LoopAttack, LaggedPointsBeginOneAfterTheOther) {
  Twins t("bias:AIT201=5+AIT202=0.1+AIT203=9:at=10min:for=10min:lag=1min");
  for (int s = 600; s < 800; ++s) {
    t.run_to(s);
    ASSERT_GT(std::abs(t.attacked.reported()[AIT201] - t.attacked.truth()[AIT201]), 3) << s;
    ASSERT_EQ(std::abs(t.attacked.reported()[AIT202] - t.attacked.truth()[AIT202]) > 0.05, s >= 660) << s;
    ASSERT_EQ(std::abs(t.attacked.reported()[AIT203] - t.attacked.truth()[AIT203]) > 5, s >= 720) << s;
  }
}

TEST(LoopAttack, DeniedReadingsReachNobody) {
  Twins t("deny:LIT101:at=10min:for=40min");
  double held = 0;
  for (int s = 600; s < 3000; ++s) {
    t.run_to(s);
    ASSERT_TRUE(std::isnan(t.attacked.reported()[LIT101]));
    if (s == 600) held = t.attacked.controller()[LIT101];
    ASSERT_EQ(t.attacked.controller()[LIT101], held);
  }
  t.run_to(3000);
  EXPECT_NEAR(t.attacked.reported()[LIT101], t.attacked.truth()[LIT101], 5);
}

TEST(LoopAttack, CovertWithAPerfectModelShowsNothing) {
  Twins t("covert:P101:1:at=10min:for=3h");
  double farthest = 0;
  for (int s = 0; s < 600 + 3 * 3600; ++s) {
    t.run_to(s);
    ASSERT_TRUE(std::ranges::equal(t.attacked.reported(), t.twin.reported())) << s;
    ASSERT_TRUE(std::ranges::equal(t.attacked.controller(), t.twin.controller())) << s;
    farthest = std::max(farthest, std::abs(t.attacked.truth()[LIT301] - t.twin.truth()[LIT301]));
  }
  EXPECT_GT(farthest, 200) << "mm; the tank behind the stopped pump runs empty meanwhile";
}

TEST(LoopAttack, CovertWithAnErrorShowsThatShare) {
  Twins t("covert:P101:1:at=10min:for=1h:error=0.2");
  double shown = 0, real = 0;
  for (int s = 600; s < 4200; ++s) {
    t.run_to(s);
    shown = std::max(shown, std::abs(t.attacked.reported()[LIT301] - t.twin.reported()[LIT301]));
    real = std::max(real, std::abs(t.attacked.truth()[LIT301] - t.twin.truth()[LIT301]));
  }
  EXPECT_GT(shown, 0.1 * real);
  EXPECT_LT(shown, 0.4 * real);
}

TEST(LoopAttack, CovertSuffersNoOtherBeside) {
  WaterTreatment plant(1);
  ASSERT_TRUE(plant.add(attack_of("covert:P101:1:at=10min:for=1h")));
  EXPECT_FALSE(plant.add(attack_of("bias:AIT202:1:at=20min:for=1h")));
  EXPECT_TRUE(plant.add(attack_of("bias:AIT202:1:at=70min:for=1h")));
}

TEST(LoopAttack, LostReadingsAreEmptyCellsInARecording) {
  PlantRecordingOptions options;
  options.steps = 5;
  options.format = RecordingFormat::tidy;
  options.attacks = {attack_of("deny:FIT101:at=2s:for=2s")};
  std::string text;
  ASSERT_TRUE(record_plant(options, [&](std::string_view bytes) { return text += bytes, true; }));
  std::size_t empty = 0;
  for (auto at = text.find("Z,,"); at != std::string::npos; at = text.find("Z,,", at + 1)) ++empty;
  EXPECT_EQ(empty, 2U);
}

}  // namespace
}  // namespace weir
