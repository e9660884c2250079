#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

Attack attack_of(std::string_view line) {
  auto attack = parse_attack(line, water_layout());
  EXPECT_TRUE(attack) << attack.error().message;
  return attack.value_or(Attack{});
}

/// A plant under one attack beside its untouched twin.
struct Twins {
  explicit Twins(std::string_view line, std::uint64_t seed = 2) : attacked(seed), twin(seed) {
    const auto ok = attacked.add(attack_of(line));
    EXPECT_TRUE(ok) << (ok ? "" : ok.error().message);
  }
  void run_to(int second) {
    for (; at < second; ++at) attacked.step(), twin.step();
  }
  WaterTreatment attacked, twin;
  int at = 0;
};

TEST(Attack, LeavesNoTraceBeforeAndNoLabelAfter) {
  for (const auto& attack : demo_attacks()) {
    Attack early = attack;
    early.start = std::chrono::hours(1);
    early.back = std::min<Duration>(early.back, std::chrono::minutes(50));
    WaterTreatment attacked(2), twin(2);
    ASSERT_TRUE(attacked.add(early));
    for (int t = 1; t < 3600; ++t) {
      attacked.step(), twin.step();
      ASSERT_TRUE(std::ranges::equal(attacked.reported(), twin.reported())) << attack.name << " at " << t;
      ASSERT_EQ(attacked.attack_now(), nullptr);
    }
    bool seen = false;
    const auto last = 3600 + std::chrono::duration_cast<std::chrono::seconds>(attack.duration).count();
    for (auto t = std::int64_t{3600}; t < last; ++t) {
      attacked.step(), twin.step();
      ASSERT_NE(attacked.attack_now(), nullptr) << attack.name << " at " << t;
      seen |= !std::ranges::equal(attacked.reported(), twin.reported());
    }
    EXPECT_TRUE(seen) << attack.name << " changes nothing";
    attacked.step();
    EXPECT_EQ(attacked.attack_now(), nullptr);
    EXPECT_TRUE(std::ranges::equal(attacked.reported(), attacked.controller())) << attack.name;
  }
}

TEST(Attack, BiasShiftsReadingsAndMisleadsTheController) {
  Twins t("bias:AIT202:-0.25:at=10min:for=30min");
  t.run_to(600);
  EXPECT_NEAR(t.attacked.reported()[AIT202], t.twin.reported()[AIT202] - 0.25, 1e-3);
  EXPECT_EQ(t.attacked.reported()[AIT202], t.attacked.controller()[AIT202]);
  EXPECT_EQ(t.attacked.truth()[AIT202], t.twin.truth()[AIT202]);
  double real = 0;
  for (int s = 601; s < 2400; ++s) {
    t.run_to(s);
    EXPECT_NEAR(t.attacked.reported()[AIT202] - t.attacked.truth()[AIT202], -0.25, 0.05);
    EXPECT_FALSE(s > 700 && t.attacked.truth()[P203] == 2) << "acid isn't needed, it seems";
    real = std::max(real, t.attacked.truth()[AIT202]);
  }
  EXPECT_GT(real, 8.53) << "without acid the real pH leaves its band";
}

TEST(Attack, RampGrowsBySecond) {
  Twins t("ramp:LIT301:-0.5:at=10min:for=15min:view=historian");
  t.run_to(600);
  EXPECT_EQ(t.attacked.reported()[LIT301], t.twin.reported()[LIT301]);
  t.run_to(1000);
  EXPECT_NEAR(t.attacked.reported()[LIT301], t.twin.reported()[LIT301] - 200, 0.05);
  EXPECT_TRUE(std::ranges::equal(t.attacked.truth(), t.twin.truth())) << "the historian alone is deceived";
  EXPECT_TRUE(std::ranges::equal(t.attacked.controller(), t.twin.controller()));
}

TEST(Attack, ViewControllerHidesTheLieFromTheHistorian) {
  Twins t("bias:LIT101:250:at=10min:for=30min:view=controller");
  bool process_differs = false;
  for (int s = 600; s < 2400; ++s) {
    t.run_to(s);
    ASSERT_NEAR(t.attacked.controller()[LIT101], t.attacked.truth()[LIT101] + 250, 5);
    ASSERT_NEAR(t.attacked.reported()[LIT101], t.attacked.truth()[LIT101], 5);
    process_differs |= t.attacked.truth()[LIT101] != t.twin.truth()[LIT101];
  }
  EXPECT_TRUE(process_differs);
}

TEST(Attack, FreezeHoldsOneValue) {
  Twins t("freeze:LIT401:at=10min:for=30min");
  t.run_to(600);
  const double held = t.attacked.reported()[LIT401];
  EXPECT_EQ(held, t.twin.reported()[LIT401]);
  double farthest = 0;
  for (int s = 601; s < 2400; ++s) {
    t.run_to(s);
    ASSERT_EQ(t.attacked.reported()[LIT401], held);
    ASSERT_EQ(t.attacked.controller()[LIT401], held);
    farthest = std::max(farthest, std::abs(t.attacked.truth()[LIT401] - held));
  }
  EXPECT_GT(farthest, 50);
  t.run_to(2400);
  EXPECT_NEAR(t.attacked.reported()[LIT401], t.attacked.truth()[LIT401], 5);
}

TEST(Attack, ReplayPlaysWhatWasRecordedAndLoops) {
  Twins t("replay:LIT101+FIT101:at=10min:for=20min:back=5min");
  std::vector<double> level, flow;
  for (int s = 300; s < 600; ++s) {
    t.run_to(s);
    level.push_back(t.attacked.reported()[LIT101]);
    flow.push_back(t.attacked.reported()[FIT101]);
  }
  for (int s = 600; s < 1800; ++s) {
    t.run_to(s);
    ASSERT_EQ(t.attacked.reported()[LIT101], level[static_cast<std::size_t>(s % 300)]);
    ASSERT_EQ(t.attacked.reported()[FIT101], flow[static_cast<std::size_t>(s % 300)]);
    ASSERT_EQ(t.attacked.controller()[LIT101], t.attacked.reported()[LIT101]);
  }
}

TEST(Attack, ForceMovesTheActuatorAgainstItsPlc) {
  Twins t("force:P102=2+MV304=2:at=10min:for=10min");
  t.run_to(599);
  EXPECT_EQ(t.attacked.truth()[P102], 1);
  t.run_to(600);
  EXPECT_EQ(t.attacked.truth()[P102], 2);
  EXPECT_EQ(t.attacked.reported()[P102], 2) << "states are reported honestly";
  t.run_to(610);
  EXPECT_EQ(t.attacked.truth()[MV304], 2) << "valves need their travel time";
  t.run_to(1199);
  EXPECT_EQ(t.attacked.truth()[P102], 2);
  t.run_to(1200);
  EXPECT_EQ(t.attacked.truth()[P102], 1);
}

TEST(Attack, SetpointMovesTheBand) {
  Twins t("setpoint:AIT402.H:195:at=10min:for=30min");
  double attacked = 0, twin = 0;
  for (int s = 600; s < 2400; ++s) {
    t.run_to(s);
    attacked = std::max(attacked, t.attacked.truth()[AIT402]);
    twin = std::max(twin, t.twin.truth()[AIT402]);
    ASSERT_TRUE(std::ranges::equal(t.attacked.reported(), t.attacked.controller())) << "no reading is spoofed";
  }
  EXPECT_LT(twin, 168);
  EXPECT_GT(attacked, 190);
  EXPECT_LT(attacked, 200);
}

TEST(Attack, StagedDeceivesPlcAndHistorianDifferently) {
  Twins t("staged:LIT301=700+MV201=2:at=1h:for=40min:back=30min:lag=1min");
  std::vector<double> recorded;
  for (int s = 1800; s < 3600; ++s) {
    t.run_to(s);
    recorded.push_back(t.attacked.reported()[LIT301]);
    ASSERT_EQ(t.attacked.attack_now(), nullptr) << "listening isn't yet an attack on the data";
  }
  double highest = 0;
  for (int s = 3600; s < 6000; ++s) {
    t.run_to(s);
    ASSERT_NEAR(t.attacked.controller()[LIT301], 700, 0.04);
    ASSERT_EQ(t.attacked.reported()[LIT301], recorded[static_cast<std::size_t>((s - 3600) % 1800)]);
    ASSERT_TRUE(s <= 3680 || t.attacked.truth()[MV201] == 2);
    ASSERT_TRUE(s <= 3700 || t.attacked.truth()[P101] == 2) << "the PLC believes the tank empty";
    highest = std::max(highest, t.attacked.truth()[LIT301]);
  }
  EXPECT_GT(highest, 1010);
  EXPECT_LT(*std::ranges::max_element(recorded), 1005);
}

TEST(Attack, AddRefusesThePastAndOverlaps) {
  WaterTreatment plant(1);
  for (int i = 0; i < 100; ++i) plant.step();
  const auto refuse = [&](std::string_view line) {
    const auto ok = plant.add(attack_of(line));
    EXPECT_FALSE(ok) << line;
    return ok ? std::string() : ok.error().message;
  };
  EXPECT_NE(refuse("bias:LIT101:5:at=100s:for=1min").find("choose a later at="), std::string::npos);
  EXPECT_NE(refuse("replay:LIT101:at=10min:for=1min:back=9min").find("shorter back="), std::string::npos);
  ASSERT_TRUE(plant.add(attack_of("bias:LIT101+LIT301:5:at=10min:for=10min")));
  EXPECT_EQ(refuse("freeze:LIT301:at=19min:for=10min"),
            "attacks 'bias on LIT101 and LIT301' and 'freeze on LIT301' manipulate the same thing at the same time; move one of them");
  EXPECT_TRUE(plant.add(attack_of("freeze:LIT301:at=20min:for=10min")));
  EXPECT_TRUE(plant.add(attack_of("setpoint:LIT301.H:900:at=10min:for=10min")));
  EXPECT_EQ(plant.attacks().size(), 3U);
}

TEST(Attack, DemoDayHasOneOfEachFamilyWellApart) {
  const auto attacks = demo_attacks();
  ASSERT_EQ(attacks.size(), 7U);
  std::set<AttackFamily> families;
  for (std::size_t i = 0; i < attacks.size(); ++i) {
    families.insert(attacks[i].family);
    EXPECT_TRUE(check(attacks[i], water_layout()));
    EXPECT_FALSE(targets_of(attacks[i], water_layout()).empty());
    EXPECT_FALSE(techniques_of(attacks[i].family).empty());
    EXPECT_LE(attacks[i].duration, std::chrono::minutes(30));
    const auto previous_end = i > 0 ? attacks[i - 1].start + attacks[i - 1].duration : Duration{};
    EXPECT_GE(attacks[i].start - previous_end, std::chrono::hours(2));
    EXPECT_LE(attacks[i].start + attacks[i].duration, std::chrono::hours(24));
  }
  EXPECT_EQ(families.size(), attacks.size());
  EXPECT_EQ(demo_attacks(std::chrono::hours(24))[0].start, attacks[0].start + std::chrono::hours(24));
}

TEST(Attack, PlantRecoversBetweenTheAttacksOfTheDemoDay) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    WaterTreatment plant(seed);
    const auto attacks = demo_attacks();
    for (const auto& attack : attacks) ASSERT_TRUE(plant.add(attack));
    const auto& catalogue = plant.catalogue();
    for (int t = 1; t < 86400; ++t) {
      plant.step();
      const auto since_last = [&] {
        Duration least = std::chrono::hours(24);
        for (const auto& attack : attacks) {
          const auto d = plant.now() - plant.start() - attack.start - attack.duration;
          if (d >= Duration{} || plant.attack_now()) least = std::min(least, d);
        }
        return least;
      }();
      if (plant.attack_now() || since_last < std::chrono::minutes(45)) continue;
      for (std::size_t i = 0; i < tag_count; ++i) {
        ASSERT_GE(plant.reported()[i], catalogue[i].low) << tag_names[i] << " seed " << seed << " at " << t;
        ASSERT_LE(plant.reported()[i], catalogue[i].high) << tag_names[i] << " seed " << seed << " at " << t;
      }
    }
  }
}

}  // namespace
}  // namespace weir
