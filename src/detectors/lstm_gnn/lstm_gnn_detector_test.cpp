#include "detectors/lstm_gnn/lstm_gnn_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

struct LstmGnn : testing::Test {
  const FrameTable normal = test::small_plant(900, 1);
  Graph topology;
  std::string options = "hidden = 8\ndense = 8\nsteps = 10\nexamples = 8\n";
  Progress progress;

  DetectorContext context(const FrameTable& frames) const {
    return {.catalogue = frames.catalogue(), .topology = topology, .seed = 3, .progress = progress};
  }
  Result<Trained> train(const FrameTable& frames) const {
    return lstm_gnn_detector().train(*ConfigTable::parse(options, "weir.toml"), {frames, make_folds(frames, 3), nullptr}, context(frames));
  }
};

TEST_F(LstmGnn, ListensAlongTheGivenGraph) {
  topology = Graph(9, {{3, 0, 0.5F, true}, {5, 7, -0.25F, false}});
  const auto trained = train(normal);
  ASSERT_TRUE(trained) << trained.error().message;
  const auto from = *trained->full.get("edge.from", {2}), weight = *trained->full.get("edge.weight", {2});
  EXPECT_EQ(from[0], 3);
  EXPECT_EQ(from[1], 5);
  EXPECT_EQ(weight[1], -1);
}

TEST_F(LstmGnn, LearnsAGraphWhereNoneOfThisPlantIsGiven) {
  topology = Graph(4, {{3, 0, 0.5F, true}});
  const auto trained = train(normal);
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_GT(trained->full.get("edge.from", {TensorSet::any})->size(), 5U);
}

TEST_F(LstmGnn, WorksWithoutItsGraphLayer) {
  options += "neighbours = 0\n";
  const auto trained = train(normal);
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_TRUE(trained->full.get("edge.from", {0}));
  EXPECT_TRUE(lstm_gnn_detector().make(trained->full, context(normal)));
}

TEST_F(LstmGnn, ShapesAreOptions) {
  const auto trained = train(normal);
  ASSERT_TRUE(trained);
  EXPECT_TRUE(trained->full.get("lstm.weight", {4 + 8, 4 * 8}));
  EXPECT_TRUE(trained->full.get("heads.weight", {8, 3}));
}

TEST_F(LstmGnn, SaysWhatItExpectsInTheSensorsUnits) {
  const auto trained = train(normal);
  ASSERT_TRUE(trained);
  const auto detector = *lstm_gnn_detector().make(trained->full, context(normal));
  const auto fresh = test::small_plant(400, 2);
  double off = 0, steps = 0;
  for (std::size_t row = 0; row < 400; ++row) {
    const auto score = detector->score(fresh.frame(row));
    if (row < 50) continue;
    off += std::abs(score.expected[0] - fresh.values(row)[0]);
    steps += 1;
    for (const float spread : score.spread) ASSERT_GT(spread, 0);
  }
  EXPECT_LT(off / steps, 4) << "S0 scatters around 50 by about 4: a hardly taught network isn't worse than its mean";
}

TEST_F(LstmGnn, DataWithoutAStretchInOnePieceAreRefused) {
  FrameTable torn(normal.catalogue());
  for (std::size_t row = 0; row < normal.rows(); ++row) {
    auto frame = normal.frame(row);
    frame.after_gap = row % 10 == 0;
    torn.append(frame);
  }
  const auto trained = train(torn);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, ErrorCode::bad_input);
  EXPECT_NE(trained.error().message.find("without a gap"), std::string::npos) << trained.error().message;
}

TEST_F(LstmGnn, StopsWhenAsked) {
  progress = [](std::string_view, double) { return false; };
  const auto trained = train(normal);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, ErrorCode::cancelled);
}

TEST_F(LstmGnn, RefusesAGraphThatMakesNoSense) {
  topology = Graph(9, {{3, 0, 0.5F, true}, {5, 7, -0.25F, false}});
  const auto trained = train(normal);
  ASSERT_TRUE(trained);
  const auto with = [&](const char* name, std::vector<float> values) {
    TensorSet bad = trained->full;
    const std::vector<std::size_t> shape = {values.size()};
    bad.put(name, shape, std::move(values));
    return lstm_gnn_detector().make(bad, context(normal)).has_value();
  };
  EXPECT_TRUE(with("edge.from", {3, 5}));
  EXPECT_FALSE(with("edge.from", {3, 9}));
  EXPECT_FALSE(with("edge.from", {-1, 5}));
  EXPECT_FALSE(with("edge.from", {0.5F, 5}));
  EXPECT_FALSE(with("edge.first", {1, 1, 1, 1, 1, 1, 1, 1, 2, 2})) << "begins late";
  EXPECT_FALSE(with("edge.first", {0, 1, 1, 1, 1, 1, 1, 1, 1, 1})) << "ends early";
  EXPECT_FALSE(with("edge.first", {0, 2, 1, 1, 1, 1, 1, 1, 2, 2})) << "goes back";
  EXPECT_FALSE(with("edge.first", {0, 1, 1, 1, 1, 1, 1, 1, 3, 2}));
  EXPECT_FALSE(with("edge.first", {0, 0.5F, 1, 1, 1, 1, 1, 1, 2, 2}));
}

}  // namespace
}  // namespace weir
