// What attacks and faults do to the real house, what the controllers make of it, and what the historian sees.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "plant/building/building.h"

namespace weir {

using namespace building;

namespace {

/// The same house twice, one of them attacked.
struct Houses {
  explicit Houses(std::initializer_list<const char*> lines) : attacked(4), twin(4) {
    for (const char* line : lines) {
      const auto attack = parse_attack(line, building_layout());
      EXPECT_TRUE(attack) << attack.error().message;
      EXPECT_TRUE(attack && attacked.add(*attack)) << line;
    }
  }
  void run_to(int second) {
    for (; at < second; ++at) attacked.step(), twin.step();
  }
  double moved(Tag tag) const { return attacked.truth()[tag] - twin.truth()[tag]; }
  double shown(Tag tag) const { return attacked.reported()[tag] - twin.reported()[tag]; }
  Building attacked, twin;
  int at = 0;
};

constexpr int hour = 3600;

TEST(BuildingAttack, BiasOnARoomReallyHeatsIt) {
  Houses h{"bias:Z3_TEMP:-3.5:at=10h:for=2h"};
  h.run_to(10 * hour - 1);
  EXPECT_TRUE(std::ranges::equal(h.attacked.reported(), h.twin.reported()));
  double valve = 0;
  for (int s = 10 * hour; s < 12 * hour; ++s) {
    h.run_to(s);
    valve = std::max(valve, h.moved(Z3_RHV));
  }
  EXPECT_GT(valve, 40) << "its valve opens";
  EXPECT_GT(h.moved(Z3_TEMP), 0.7) << "and heats the room";
  EXPECT_LT(h.shown(Z3_TEMP), -1) << "whose reading is still cool";
  EXPECT_LT(std::abs(h.moved(Z1_TEMP)), 0.4) << "the north side hardly notices";
}

TEST(BuildingAttack, ReplayHidesAForcedValve) {
  Houses h{"force:Z3_RHV:100:at=10h:for=90min", "replay:Z3_TEMP:at=10h:for=90min:back=90min"};
  std::vector<double> before;
  h.run_to(8 * hour + hour / 2 - 1);
  for (int s = 0; s < 5400; ++s) {
    h.run_to(8 * hour + hour / 2 + s);
    before.push_back(h.attacked.reported()[Z3_TEMP]);
  }
  for (std::size_t s = 0; s < before.size(); ++s) {
    h.run_to(10 * hour + static_cast<int>(s));
    ASSERT_EQ(h.attacked.reported()[Z3_TEMP], before[s]) << s;
  }
  EXPECT_GT(h.moved(Z3_TEMP), 1.5) << "the room is really hot";
  EXPECT_GT(h.attacked.truth()[Z3_TEMP] - h.attacked.reported()[Z3_TEMP], 1.5) << "and nobody sees it";
  EXPECT_GT(h.moved(GAS_KWH), 2) << "but on the meter";
}

TEST(BuildingAttack, ShutOutsideAirDamperMakesTheAirStale) {
  Houses h{"force:AHU1_OAD=0+AHU1_RAD=100:at=10h:for=2h"};
  h.run_to(10 * hour + 300);
  EXPECT_LT(h.attacked.truth()[AHU1_OAD], 0.5);
  EXPECT_LT(h.attacked.reported()[AHU1_OAD], 1) << "the feedback tells";
  double chiller = 0, twins_chiller = 0;
  for (int s = 10 * hour + 300; s < 12 * hour; ++s) {
    h.run_to(s);
    chiller += h.attacked.truth()[CH1_LOAD];
    twins_chiller += h.twin.truth()[CH1_LOAD];
  }
  EXPECT_GT(h.moved(AHU1_RCO2), 120);
  EXPECT_GT(h.moved(Z1_CO2), 60);
  EXPECT_GT(h.moved(AHU1_MAT), 2) << "nothing but return air";
  EXPECT_GT(chiller, 1.5 * twins_chiller) << "what outside air did for nothing, the chiller must do";
}

TEST(BuildingAttack, BothMixingDampersShutChokeTheFan) {
  Houses h{"force:AHU1_OAD=0+AHU1_RAD=0:at=10h:for=30min"};
  h.run_to(10 * hour + 1799);
  EXPECT_LT(h.attacked.truth()[AHU1_SAF], 0.75 * h.twin.truth()[AHU1_SAF]);
  EXPECT_GT(h.moved(AHU1_SFS), 30) << "the fan races for its pressure";
}

TEST(BuildingAttack, StagedClosesARoomBehindARecording) {
  Houses h{"staged:Z6_CO2=600+Z6_DMP=5:at=10h:for=4h:back=1h:lag=2min"};
  double more = 0, hidden = 0;
  for (int s = 10 * hour + 300; s < 14 * hour; ++s) {
    h.run_to(s);
    ASSERT_LT(h.attacked.truth()[Z6_DMP], 6);
    ASSERT_NEAR(h.attacked.controller()[Z6_CO2], 600, 1);
    more = std::max(more, h.moved(Z6_CO2));
    hidden = std::max(hidden, h.attacked.truth()[Z6_CO2] - h.attacked.reported()[Z6_CO2]);
  }
  EXPECT_GT(more, 300) << "people in there notice";
  EXPECT_GT(hidden, 300) << "operators don't";
}

TEST(BuildingAttack, SetpointOfSupplyAirIsFollowed) {
  Houses h{"setpoint:AHU1_SAT.WARM:22:at=13h:for=1h"};
  h.run_to(14 * hour - 1);
  EXPECT_GT(h.attacked.truth()[AHU1_SATSP], h.twin.truth()[AHU1_SATSP] + 1);
  EXPECT_NEAR(h.attacked.truth()[AHU1_SAT], h.attacked.truth()[AHU1_SATSP], 0.7);
  EXPECT_GT(h.moved(Z5_TEMP), 0.15) << "the core warms up";
}

TEST(BuildingAttack, ColdReturnAirHeatsTheEmptyHouse) {
  Houses h{"bias:AHU1_RAT:-8:at=1h:for=1h"};
  h.run_to(2 * hour - 1);
  EXPECT_EQ(h.attacked.truth()[AHU1_MODE], 1);
  EXPECT_EQ(h.twin.truth()[AHU1_MODE], 0);
  EXPECT_GT(h.moved(Z1_TEMP), 0.3);
  EXPECT_GT(h.moved(GAS_KWH), 20);
}

TEST(BuildingAttack, StalledChilledWaterPumpTripsTheChiller) {
  Houses h{"force:CHW_PUMP1:0:at=13h:for=1h"};
  h.run_to(13 * hour + 600);
  EXPECT_EQ(h.attacked.truth()[CHW_PUMP1], 0);
  EXPECT_LT(h.attacked.truth()[CHW_FLOW], 0.05);
  EXPECT_LT(h.attacked.truth()[CH1_LOAD], 0.5) << "no flow, no cooling";
}

TEST(BuildingFault, DuctLeakCostsFanPower) {
  Houses h{"leak:AHU1_DSP:0.3:at=9h:for=4h"};
  h.run_to(13 * hour - 1);
  EXPECT_GT(h.moved(AHU1_SFS), 3);
  EXPECT_GT(h.moved(AHU1_SAF), 1000) << "air that no room gets";
  EXPECT_NEAR(h.attacked.truth()[AHU1_DSP], h.attacked.truth()[AHU1_DSPSP], 10) << "the loop makes up for it";
}

TEST(BuildingFault, FouledFilterGrowsAndIsMadeUpFor) {
  Houses h{"fouling:AHU1_FDP:120:at=9h:for=4h"};
  h.run_to(13 * hour - 1);
  EXPECT_GT(h.attacked.truth()[AHU1_FDP], 2 * h.twin.truth()[AHU1_FDP]);
  EXPECT_GT(h.moved(AHU1_SFS), 1);
}

TEST(BuildingFault, StickyCoolingValveLetsTheSupplyAirSwing) {
  Houses h{"stiction:AHU1_CCV:0.95:at=11h:for=5h"};
  double broken = 0, sound = 0;
  for (int s = 12 * hour; s < 16 * hour; ++s) {
    h.run_to(s);
    broken += std::abs(h.attacked.truth()[AHU1_SAT] - h.attacked.truth()[AHU1_SATSP]);
    sound += std::abs(h.twin.truth()[AHU1_SAT] - h.twin.truth()[AHU1_SATSP]);
  }
  EXPECT_GT(broken, 1.5 * sound);
}

TEST(BuildingFault, HotWaterLeakEmptiesTheVesselUntilTheBoilerLocksOut) {
  Houses h{"leak:HW_EXPL:20:at=6h:for=12h"};
  h.run_to(8 * hour);
  EXPECT_LT(h.moved(HW_EXPL), -20);
  EXPECT_LT(h.moved(HW_PRESS), -0.2);
  h.run_to(18 * hour - 1);
  EXPECT_LT(h.attacked.truth()[HW_EXPL], 1);
}

}  // namespace
}  // namespace weir
