// What scoring promises: shapes and signs, the past alone, fresh starts, and more than chance.
#include <algorithm>
#include <cmath>

#include "contract_plant.h"
#include "metrics/ranking/ranking.h"

namespace weir::contract {
namespace {

class DetectorScoring : public DetectorContract {};

TEST_P(DetectorScoring, ScoresAreFiniteAndOfTheRightSize) {
  const auto detector = made(GetParam());
  const std::size_t n = plant().attacked.sensors();
  bool above = false, below = false;
  std::vector<bool> is_attacked;
  for (const auto& score : scores_of(*detector, attacked_as_seen_by(GetParam(), is_attacked), {0, 1500})) {
    ASSERT_TRUE(std::isfinite(score.total) && score.total >= 0) << score.total;
    ASSERT_EQ(score.per_sensor.size(), n);
    ASSERT_TRUE(score.per_edge.empty() || score.per_edge.size() == plant().topology.edge_count());
    ASSERT_TRUE(score.expected.empty() || score.expected.size() == n);
    ASSERT_EQ(score.spread.size(), score.expected.size());
    for (const float s : score.per_sensor) {
      ASSERT_TRUE(std::isfinite(s));
      above |= s > 0;
      below |= s < 0;
    }
    for (const float s : score.per_edge) ASSERT_TRUE(std::isfinite(s) && s >= 0);
    for (const float s : score.spread) ASSERT_TRUE(std::isfinite(s) && s >= 0);
  }
  EXPECT_TRUE(above && below) << "strangeness per sensor is signed";
}

/// Frame `row` of the fresh data, with one sensor lied about since `onset`.
test::Row lied(const Sight& sight, SensorIndex about, std::size_t row, std::size_t onset, float by) {
  test::Row now(9);
  now.values.assign(plant().fresh.values(row).begin(), plant().fresh.values(row).end());
  switch (sight.lie) {
    case Sight::Lie::offset: now.values[about] += by; break;
    case Sight::Lie::hold: now.values[about] = plant().fresh.values(onset)[about] + by; break;
    case Sight::Lie::flip: now.values[about] = 1 - plant().fresh.values(onset)[about]; break;
  }
  return now;
}

/// A row from 300 on from which a lie to this side can begin: a valve must stand on the other.
std::size_t onset_for(const Sight& sight, float side) {
  std::size_t row = 300;
  while (sight.lie == Sight::Lie::flip && plant().fresh.values(row)[sight.lied_about] == (side > 0 ? 1.0F : 0.0F)) ++row;
  return row;
}

TEST_P(DetectorScoring, SignsTellTheSide) {
  const auto sight = sight_of(GetParam());
  for (const float side : {1.0F, -1.0F}) {
    const auto detector = made(GetParam());
    const std::size_t onset = onset_for(sight, side);
    scores_of(*detector, plant().fresh, {0, onset});
    float last = 0;
    for (std::size_t row = onset; row < onset + sight.steps; ++row) {
      last = detector->score(lied(sight, sight.lied_about, row, onset, side * 6).view(row)).per_sensor[sight.lied_about];
    }
    EXPECT_GT(last * side, 0);
  }
}

TEST_P(DetectorScoring, ResetBringsBackTheSameScores) {
  const auto detector = made(GetParam());
  const auto before = scores_of(*detector, plant().attacked, {0, 400});
  scores_of(*detector, plant().fresh, {700, 900});
  detector->reset();
  EXPECT_TRUE(scores_of(*detector, plant().attacked, {0, 400}) == before);
}

TEST_P(DetectorScoring, TheFutureDoesNotChangeThePast) {
  const auto one = made(GetParam()), other = made(GetParam());
  std::vector<Kept> shared_one, shared_other;
  for (std::size_t row = 0; row < 300; ++row) shared_one.emplace_back(one->score(plant().attacked.frame(row)));
  scores_of(*one, plant().attacked, {300, 600});
  for (std::size_t row = 0; row < 300; ++row) shared_other.emplace_back(other->score(plant().attacked.frame(row)));
  scores_of(*other, plant().fresh, {900, 1200});
  EXPECT_TRUE(shared_one == shared_other);
}

TEST_P(DetectorScoring, TwoDetectorsDoNotDisturbEachOther) {
  const auto alone = made(GetParam()), one = made(GetParam()), other = made(GetParam());
  const auto expected = scores_of(*alone, plant().attacked, {0, 200});
  std::vector<Kept> interleaved;
  for (std::size_t row = 0; row < 200; ++row) {
    other->score(plant().fresh.frame(row + 500));
    interleaved.emplace_back(one->score(plant().attacked.frame(row)));
  }
  EXPECT_TRUE(interleaved == expected);
}

TEST_P(DetectorScoring, AFrameAfterAGapIsAFreshStart) {
  const auto used = made(GetParam()), fresh = made(GetParam());
  scores_of(*used, plant().attacked, {0, 500});
  for (std::size_t row = 500; row < 1000; ++row) {  // strange for so long that it becomes habit
    test::Row now(9);
    now.values.assign(plant().attacked.values(row).begin(), plant().attacked.values(row).end());
    for (float& value : now.values) value += row % 2 ? 20 : -20;
    used->score(now.view(row));
  }
  for (std::size_t row = 1000; row < 1200; ++row) {
    auto frame = plant().attacked.frame(row);
    frame.after_gap = row == 1000;
    const Kept after_gap(used->score(frame)), from_new(fresh->score(plant().attacked.frame(row)));
    ASSERT_TRUE(after_gap == from_new) << row - 1000 << " steps after the gap: " << after_gap.total << " and " << from_new.total;
  }
}

TEST_P(DetectorScoring, TellsManipulatedStepsFromNormalOnes) {
  const auto detector = made(GetParam());
  std::vector<bool> is_attacked;
  const auto attacked = attacked_as_seen_by(GetParam(), is_attacked);
  std::vector<double> totals;
  std::vector<std::uint8_t> labels;
  for (std::size_t row = 0; row < attacked.rows(); ++row) {
    totals.push_back(detector->score(attacked.frame(row)).total);
    labels.push_back(is_attacked[row]);
  }
  const auto series = Series::make({.labels = labels, .scores = totals});
  ASSERT_TRUE(series) << series.error().message;
  const auto area = auroc(*series);
  ASSERT_TRUE(area);
  EXPECT_GT(*area, 0.7);
  RecordProperty("auroc", fmt::format("{:.3f}", *area));
}

TEST_P(DetectorScoring, BlamesTheManipulatedSensor) {
  // Sensor 1 reads four deviations too high for 30 steps (or is lied about as this detector can see it); it has the largest
  // strangeness on at least two of three steps.
  const auto sight = sight_of(GetParam());
  const auto detector = made(GetParam());
  const std::size_t onset = onset_for(sight, 1);
  scores_of(*detector, plant().fresh, {0, onset});
  int blamed = 0;
  for (std::size_t row = onset; row < onset + 30; ++row) {
    const auto per_sensor =
        detector->score(lied(sight, sight.blamed, row, onset, sight.lie == Sight::Lie::hold ? 0 : 8).view(row)).per_sensor;
    const auto strangest = std::ranges::max_element(per_sensor, {}, [](float s) { return std::abs(s); }) - per_sensor.begin();
    blamed += strangest == sight.blamed || std::ranges::find(sight.bound, strangest) != sight.bound.end();
  }
  EXPECT_GE(blamed, 20);
}

WEIR_EVERY_DETECTOR(DetectorScoring);

}  // namespace
}  // namespace weir::contract
