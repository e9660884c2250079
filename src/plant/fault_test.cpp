// Faults of the water treatment works: what breaks in the process, seen by the controllers and by the historian alike.
#include <algorithm>

#include <gtest/gtest.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

Attack fault_of(std::string_view line) {
  auto fault = parse_attack(line, water_layout());
  EXPECT_TRUE(fault) << fault.error().message;
  return fault.value_or(Attack{});
}

struct Twins {
  explicit Twins(std::string_view line) : broken(3), sound(3) { EXPECT_TRUE(broken.add(fault_of(line))); }
  void run_to(int second) {
    for (; at < second; ++at) broken.step(), sound.step();
  }
  WaterTreatment broken, sound;
  int at = 0;
};

TEST(Fault, LeakDrainsTheTankAndTheBalanceCloses) {
  Twins t("leak:LIT101:0.5:at=10min:for=1h");
  t.run_to(600);
  EXPECT_NEAR(t.sound.truth()[LIT101] - t.broken.truth()[LIT101], 0.5 / 3600 / 1.5 * 1000, 1e-9) << "one second of 0.5 m3/h on 1.5 m2";
  t.run_to(900);
  EXPECT_NEAR(t.sound.truth()[LIT101] - t.broken.truth()[LIT101], 301 * 0.5 / 3600 / 1.5 * 1000, 1);
  EXPECT_TRUE(std::ranges::equal(t.broken.reported(), t.broken.controller())) << "no reading is false";
  ASSERT_NE(t.broken.attack_now(), nullptr);
  t.run_to(4500);
  EXPECT_EQ(t.broken.attack_now(), nullptr);
  EXPECT_NEAR(t.broken.water_balance().error(), 0, 1e-6);
}

TEST(Fault, StickyValveTakesLonger) {
  Twins t("stiction:MV201:0.8:at=1min:for=5h");
  const auto longest_travel = [](WaterTreatment& plant) {
    int longest = 0, moving = 0;
    for (int s = 0; s < 4 * 3600; ++s) {
      plant.step();
      moving = plant.truth()[MV201] == 0 ? moving + 1 : 0;
      longest = std::max(longest, moving);
    }
    return longest;
  };
  t.run_to(60);
  const int broken = longest_travel(t.broken), sound = longest_travel(t.sound);
  EXPECT_LE(sound, 8);
  EXPECT_GE(broken, 4 * sound);
}

TEST(Fault, FoulingGrowsWithTime) {
  Twins t("fouling:DPIT301:12:at=10min:for=3h");
  double early = 0, late = 0;
  for (int s = 1; s < 3 * 3600; ++s) {
    t.run_to(s);
    const double more = t.broken.truth()[DPIT301] - t.sound.truth()[DPIT301];
    if (s < 3600) early = std::max(early, more);
    if (s > 2 * 3600) late = std::max(late, more);
  }
  EXPECT_GT(early, 3);
  EXPECT_GT(late, 2 * early);
}

TEST(Fault, OnlyWhereThePhysicsKnowsThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"leak:FIT101:0.5:at=1h:for=1h", "knows no leak at FIT101; it does at LIT101, LIT301, LIT401"},
      {"leak:LIT101:-1:at=1h:for=1h", "takes a number above 0, not -1"},
      {"stiction:MV101:1.5:at=1h:for=1h", "takes a number above 0 up to 1"},
      {"leak:LIT101:1:at=1h:for=1h:view=both", "leak has no option 'view'"},
  };
  for (const auto& [line, words] : cases) {
    const auto fault = parse_attack(line, water_layout());
    ASSERT_FALSE(fault) << line;
    EXPECT_NE(fault.error().message.find(words), std::string::npos) << fault.error().message;
  }
}

TEST(Fault, MayGoWithAnAttackOnTheSameTag) {
  WaterTreatment plant(1);
  EXPECT_TRUE(plant.add(fault_of("leak:LIT101:0.5:at=10min:for=1h")));
  EXPECT_TRUE(plant.add(fault_of("bias:LIT101:20:at=10min:for=1h")));
  EXPECT_FALSE(plant.add(fault_of("leak:LIT101:0.2:at=30min:for=1h")));
}

}  // namespace
}  // namespace weir
