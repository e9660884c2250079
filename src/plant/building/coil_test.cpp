#include "plant/building/coil.h"

#include <gtest/gtest.h>

#include "plant/building/circuit.h"

namespace weir::building {
namespace {

TEST(Coil, GivesTheAirWhatTheWaterLoses) {
  Coil<3> coil(3000, 90000, 20);
  double water_j = 0, air_j = 0;
  const double stored = coil.stored_j();
  for (int s = 0; s < 3000; ++s) {
    water_j += 2000 * (60 - coil.leaving_c());
    air_j += coil.step(2000, 60, 1500 + 400 * (s % 3), 10);
  }
  EXPECT_GT(air_j, 1e7);
  EXPECT_NEAR(water_j - air_j, coil.stored_j() - stored, 1e-3);
}

TEST(Coil, NeverPassesTheTemperaturesThatEnter) {
  Coil<3> coil(9000, 210000, 15);
  for (int s = 0; s < 3000; ++s) {
    const double heat = coil.step(9000, 7, 2400, 22);
    const double leaving = 22 + heat / 2400;
    EXPECT_GT(leaving, 7);
    EXPECT_LT(coil.leaving_c(), 22);
  }
  const double steady = coil.step(9000, 7, 2400, 22);
  EXPECT_LT(steady, -0.75 * 2400 * 15) << "three rows in counterflow reach most of what can be had";
}

TEST(Circuit, FlowFollowsSpeedAndOpenValvesShareTheHead) {
  Circuit circuit{2e6, 0.1, 0.2, 1100, 80, 1.2e-4, 4e-6, 50, 40, 10};
  for (int s = 0; s < 100; ++s) circuit.pump(1, 0.5);
  const double alone = circuit.through(0.5);
  EXPECT_NEAR(circuit.flow_kg_s, alone + circuit.through(0.1), 1e-12);
  for (int s = 0; s < 100; ++s) circuit.pump(1, 1.5);
  EXPECT_LT(circuit.through(0.5), alone) << "another open valve takes some";
  EXPECT_GT(circuit.flow_kg_s, alone);
  for (int s = 0; s < 100; ++s) circuit.pump(0, 1.5);
  EXPECT_EQ(circuit.flow_kg_s, 0);
}

TEST(Circuit, WarmWaterExpandsIntoTheVessel) {
  Circuit cold{2e6, 0.1, 0.2, 1100, 80, 1.2e-4, 4e-6, 10, 10, 10}, warm = cold;
  warm.supply_c = 60, warm.return_c = 45;
  EXPECT_NEAR(cold.in_vessel_l(), 10, 1e-9);
  EXPECT_NEAR(warm.in_vessel_l() - 10, 1100 * 0.0116, 1.5) << "water between 10 and 52 degrees: 1.2 %";
  EXPECT_GT(warm.pressure_bar(), cold.pressure_bar());
}

TEST(EqualPercentage, RunsFromShutToOpen) {
  EXPECT_EQ(equal_percentage(0), 0);
  EXPECT_DOUBLE_EQ(equal_percentage(1), 1);
  EXPECT_LT(equal_percentage(0.5), 0.2);
}

}  // namespace
}  // namespace weir::building
