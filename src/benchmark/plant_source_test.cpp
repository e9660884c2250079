#include "benchmark/plant_source.h"

#include <gtest/gtest.h>

#include <cmath>

#include "plant/plant.h"

namespace weir {
namespace {

PlantDays short_days() {
  PlantDays days;
  days.plant = std::string(plant_names().front());
  days.normal_days = 0.05;
  days.calm_days = 0.05;
  days.drifting_days = 0.05;
  days.attacked_days = 1;
  return days;
}

TEST(PlantSource, AttackedDaysCarryTheirTruth) {
  const auto source = plant_source_of(short_days());
  const auto rows = source.test();
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->labels.size(), rows->frames.rows());
  ASSERT_EQ(rows->left_out.size(), rows->frames.rows());
  ASSERT_FALSE(rows->episodes.empty());
  const auto plant = make_plant(short_days().plant, 1);
  ASSERT_TRUE(plant);
  for (const auto& episode : rows->episodes) {
    EXPECT_LT(episode.first, episode.end);
    EXPECT_FALSE(episode.family.empty());
    EXPECT_FALSE(episode.sensors.empty()) << episode.family;
    for (const auto& sensor : episode.sensors) EXPECT_TRUE((*plant)->catalogue().find(sensor)) << sensor;
    const bool counts = episode.kind != EpisodeClass::fault && episode.kind != EpisodeClass::undetectable;
    for (std::size_t row = 0; row < rows->frames.rows(); ++row) {
      const auto at = rows->frames.step_at(row);
      if (at < episode.first || at >= episode.end) continue;
      EXPECT_EQ(rows->labels[row], counts) << episode.family;
      EXPECT_EQ(rows->left_out[row], !counts) << episode.family;
    }
  }
  const auto calm_rows = static_cast<std::size_t>(0.05 * 8640);
  EXPECT_EQ(std::count(rows->labels.begin(), rows->labels.begin() + calm_rows, 1), 0);
  EXPECT_EQ(std::count(rows->left_out.begin(), rows->left_out.begin() + calm_rows, 1), 0);
  std::size_t runs = 0;
  for (std::size_t row = 0; row < rows->frames.rows(); ++row) runs += rows->frames.after_gap(row);
  EXPECT_EQ(runs, 2u) << "the calm hour and the attacked day are runs of their own";
}

TEST(PlantSource, IsTheSameEveryTime) {
  const auto source = plant_source_of(short_days());
  const auto once = source.normal(), twice = source.normal();
  ASSERT_TRUE(once && twice);
  ASSERT_EQ(once->frames.rows(), twice->frames.rows());
  for (std::size_t row = 0; row < once->frames.rows(); ++row) {
    ASSERT_TRUE(std::ranges::equal(once->frames.values(row), twice->frames.values(row))) << row;
  }
}

TEST(PlantSource, DriftGrowsFromNothingOnEveryThirdSensor) {
  std::vector<Sensor> sensors(4);
  for (std::size_t i = 0; i < 4; ++i) sensors[i].name = fmt::format("s{}", i);
  FrameTable normal{Catalogue(sensors)};
  const std::vector<Quality> good(4, Quality::good);
  for (int row = 0; row < 100; ++row) {
    const std::vector<float> values(4, row % 2 ? 3.0F : 1.0F);  // deviation 1
    normal.append({Timestamp(std::chrono::seconds(row)), values, good, {}, row == 0});
  }
  FrameTable frames = normal;
  let_drift(frames, normal, 2);
  EXPECT_EQ(frames.values(0)[0], normal.values(0)[0]);
  EXPECT_NEAR(std::abs(frames.values(50)[0] - normal.values(50)[0]), 1, 1e-5);
  for (const std::size_t still : {1, 2}) EXPECT_EQ(frames.values(99)[still], normal.values(99)[still]);
  EXPECT_GT(std::abs(frames.values(99)[3] - normal.values(99)[3]), 1.9);
}

TEST(PlantSource, AnUnknownPlantIsRefusedByName) {
  auto days = short_days();
  days.plant = "perpetuum mobile";
  const auto rows = plant_source_of(days).normal();
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().message.find("perpetuum mobile"), std::string::npos) << rows.error().message;
}

}  // namespace
}  // namespace weir
