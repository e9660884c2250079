#include "plant/controller.h"

#include <gtest/gtest.h>

#include "plant/water_treatment.h"

namespace weir {
namespace {

/// Readings of a plant that runs quietly: tanks half full, every valve where the pumps need it.
TagValues quiet() {
  TagValues read{};
  WaterTreatment plant(1);
  std::ranges::copy(plant.reported(), read.begin());
  read[LIT101] = 650;
  read[LIT301] = read[LIT401] = 900;
  return read;
}

TEST(Controller, InletFollowsTheLevelBand) {
  Controller controller;
  const Limits limits = default_limits();
  TagValues read = quiet();
  const auto at = [&](double level) {
    read[LIT101] = level;
    controller.scan(read, limits);
    return controller.commands()[MV101];
  };
  EXPECT_EQ(at(501), 1);
  EXPECT_EQ(at(500), 2);  // L
  EXPECT_EQ(at(650), 2);  // keeps on within the band
  EXPECT_EQ(at(799), 2);
  EXPECT_EQ(at(800), 1);  // H
  EXPECT_EQ(at(650), 1);
  EXPECT_EQ(at(1250), 1);
}

TEST(Controller, TransferWaitsForTheValveAndStopsAtLowSupply) {
  Controller controller;
  const Limits limits = default_limits();
  TagValues read = quiet();
  read[LIT301] = 790;
  read[MV201] = 1;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[MV201], 2);
  EXPECT_EQ(controller.commands()[P101], 1) << "the valve isn't open yet";
  read[MV201] = 2;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P101], 2);
  read[LIT101] = 249;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P101], 1) << "LL protects the pump";
  read[LIT101] = 290;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P101], 1);
  read[LIT101] = 301;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P101], 2);
  read[LIT301] = 1000;
  for (int i = 0; i < 5; ++i) controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P101], 1);
  EXPECT_EQ(controller.commands()[MV201], 1);
}

TEST(Controller, StandbyTakesOverFromADutyPumpThatDoesNotRun) {
  Controller controller;
  const Limits limits = default_limits();
  TagValues read = quiet();
  read[LIT301] = 790;
  read[MV201] = 2;
  read[P101] = 1;
  for (int i = 0; i < 20; ++i) controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P102], 1);
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P102], 2);
  EXPECT_EQ(controller.commands()[P101], 1);
  read[LIT301] = 1001;
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P102], 1);
}

TEST(Controller, DosesOnlyIntoFlowingWater) {
  Controller controller;
  const Limits limits = default_limits();
  TagValues read = quiet();
  read[AIT201] = 250;
  read[AIT202] = 8.6;
  read[AIT203] = 320;
  read[FIT201] = 0;
  controller.scan(read, limits);
  for (const Tag pump : {P201, P203, P205}) EXPECT_EQ(controller.commands()[pump], 1) << tag_names[pump];
  read[FIT201] = 2.4;
  controller.scan(read, limits);
  for (const Tag pump : {P201, P203, P205}) EXPECT_EQ(controller.commands()[pump], 2) << tag_names[pump];
  read[AIT201] = 266;
  read[AIT202] = 8.37;
  read[AIT203] = 351;
  controller.scan(read, limits);
  for (const Tag pump : {P201, P203, P205}) EXPECT_EQ(controller.commands()[pump], 1) << tag_names[pump];
}

TEST(Controller, BoosterStopsWithoutLampAndComesBack) {
  Controller controller;
  const Limits limits = default_limits();
  TagValues read = quiet();
  controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P501], 2);
  read[UV401] = 1;
  for (int i = 0; i < 16; ++i) controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P501], 1);
  read[UV401] = 2;
  for (int i = 0; i < 61; ++i) controller.scan(read, limits);
  EXPECT_EQ(controller.commands()[P501], 2);
}

TEST(Controller, KeepsItsBandsInTheRunningPlant) {
  WaterTreatment plant(4);
  double inlet_before = plant.reported()[MV101], level_before = plant.reported()[LIT101];
  int opened = 0, closed = 0, washes = 0;
  for (int t = 0; t < 86400; ++t) {
    const double wash_before = plant.reported()[P602];
    plant.step();
    const auto now = plant.reported();
    if (inlet_before == 1 && now[MV101] != 1) {
      ++opened;
      EXPECT_LE(level_before, 500.5);
    }
    if (inlet_before == 2 && now[MV101] != 2) {
      ++closed;
      EXPECT_GE(level_before, 799.5);
    }
    if (wash_before == 1 && now[P602] == 2) {
      ++washes;
      EXPECT_EQ(now[MV301], 2);
      EXPECT_EQ(now[MV303], 2);
      EXPECT_EQ(now[MV302], 1);
      EXPECT_EQ(now[P302], 1);
    }
    EXPECT_FALSE(now[P101] == 2 && now[MV201] == 1) << t;
    inlet_before = now[MV101];
    level_before = now[LIT101];
  }
  EXPECT_GT(opened, 8);
  EXPECT_NEAR(opened, closed, 1);
  EXPECT_GT(washes, 36);
}

}  // namespace
}  // namespace weir
