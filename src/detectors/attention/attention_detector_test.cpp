#include "detectors/attention/attention_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

struct AttentionDetector : testing::Test {
  const FrameTable normal = test::small_plant(900, 1);
  Graph topology;
  std::string options = "hidden = 8\ndense = 8\nsteps = 10\nexamples = 8\n";
  Progress progress;

  DetectorContext context() const { return {.catalogue = normal.catalogue(), .topology = topology, .seed = 3, .progress = progress}; }
  Result<Trained> train() const {
    return attention_detector().train(*ConfigTable::parse(options, "weir.toml"), {normal, make_folds(normal, 3), nullptr}, context());
  }
};

TEST_F(AttentionDetector, ListensAlongTheGivenGraph) {
  topology = Graph(9, {{3, 0, 0.5F, true}, {5, 7, -0.25F, false}});
  const auto trained = train();
  ASSERT_TRUE(trained) << trained.error().message;
  const auto from = *trained->full.get("edge.from", {2}), weight = *trained->full.get("edge.weight", {2});
  EXPECT_EQ(from[0], 3);
  EXPECT_EQ(from[1], 5);
  EXPECT_EQ(weight[1], -1);
}

TEST_F(AttentionDetector, WorksWithoutNeighbours) {
  options += "neighbours = 0\n";
  const auto trained = train();
  ASSERT_TRUE(trained) << trained.error().message;
  const auto detector = attention_detector().make(trained->full, context());
  ASSERT_TRUE(detector);
  EXPECT_TRUE(std::isfinite((*detector)->score(normal.frame(0)).total));
}

TEST_F(AttentionDetector, ShapesAreOptions) {
  const auto trained = train();
  ASSERT_TRUE(trained);
  EXPECT_TRUE(trained->full.get("hidden.token_weight", {16, 8}));
  EXPECT_TRUE(trained->full.get("heads.weight", {8, 3}));
}

TEST_F(AttentionDetector, LearnsToBlameManipulatedReadings) {
  options = "steps = 150\nexamples = 48\n";
  const auto trained = train();
  ASSERT_TRUE(trained) << trained.error().message;
  const auto detector = *attention_detector().make(trained->full, context());
  const auto fresh = test::small_plant(600, 2);
  double usual = 0, manipulated = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    test::Row now(9);
    now.values.assign(fresh.values(row).begin(), fresh.values(row).end());
    const bool attacked = row % 100 >= 80;
    if (attacked) now.values[1] += 4;
    const float s = std::abs(detector->score(now.view(row)).per_sensor[1]);
    if (row >= 50) (attacked ? manipulated : usual) += attacked ? s / 120 : s / 430;
  }
  EXPECT_GT(manipulated, 3 * usual);
}

TEST_F(AttentionDetector, StopsWhenAsked) {
  progress = [](std::string_view, double) { return false; };
  const auto trained = train();
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, ErrorCode::cancelled);
}

TEST_F(AttentionDetector, SmallEnoughForALargePlant) {
  const auto trained = train();
  ASSERT_TRUE(trained);
  std::size_t own = 0;  // weights, whatever the plant; the linear base and the edges come on top
  for (const auto& tensor : trained->full.tensors()) {
    if (!tensor.name.starts_with("linear.") && !tensor.name.starts_with("edge.")) own += tensor.values.size();
  }
  EXPECT_LT(own, 6000U);
}

}  // namespace
}  // namespace weir
