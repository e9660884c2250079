#include "detectors/ensemble/ensemble_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/ensemble/ensemble_scope.h"
#include "linear/moments.h"
#include "linear/test_plant.h"

namespace weir {
namespace {

/// A member whose strangeness per sensor is the reading itself, times a number that it "learned".
class Plain final : public Detector {
 public:
  Plain(float factor, std::size_t sensors) : factor_(factor), out_(sensors) {}
  ScoreView score(const FrameView& frame) noexcept override {
    for (std::size_t i = 0; i < out_.size(); ++i) out_[i] = frame.quality[i] == Quality::good ? factor_ * frame.values[i] : 0;
    return {0, out_, {}, {}, {}};
  }
  void reset() noexcept override {}

 private:
  float factor_;
  std::vector<float> out_;
};

Result<Trained> train_plain(ConfigTable config, const TrainingSet& data, const DetectorContext&) {
  const double factor = config.number("factor", 1, 0, 10);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  Trained trained;
  trained.without.resize(data.folds.size());
  trained.full.put_number("factor", static_cast<float>(factor));
  for (auto& one : trained.without) one.put_number("factor", static_cast<float>(factor));
  return trained;
}

Result<std::unique_ptr<Detector>> make_plain(const TensorSet& parameters, const DetectorContext& context) {
  const auto factor = parameters.number("factor");
  if (!factor) return std::unexpected(factor.error());
  return std::make_unique<Plain>(*factor, context.catalogue.size());
}

FrameTable noise(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  return test::make_table(std::vector<SensorKind>(3), rows, [&](std::size_t, test::Row& now) {
    for (float& value : now.values) value = static_cast<float>(0.3 * random.normal());
  });
}

struct Ensemble : testing::Test {
  const FrameTable normal = noise(4000, 1), fresh = noise(4000, 2);
  Graph topology{3, {{0, 1, 0.5F, false}, {2, 1, -0.5F, false}}};
  const std::vector<DetectorFactory> known = {{"one", "", "", train_plain, make_plain}, {"two", "", "", train_plain, make_plain}};
  DetectorContext context{.catalogue = normal.catalogue(), .topology = topology, .step_s = 60, .members = known, .progress = {}};
  const DetectorFactory factory = ensemble_detector();

  Result<Trained> train(const std::string& toml) {
    return factory.train(*ConfigTable::parse(toml, "weir.toml"), {normal, make_folds(normal, 4), nullptr}, context);
  }
  std::unique_ptr<Detector> made(const std::string& toml) {
    const auto trained = train(toml);
    EXPECT_TRUE(trained) << trained.error().message;
    auto detector = factory.make(trained->full, context);
    EXPECT_TRUE(detector) << detector.error().message;
    return std::move(*detector);
  }
};

TEST_F(Ensemble, TotalIsTheRarityInNormalData) {
  const auto detector = made("");
  int over_one = 0, over_two = 0;
  for (std::size_t row = 0; row < fresh.rows(); ++row) {
    const float total = detector->score(fresh.frame(row)).total;
    over_one += total > 1;
    over_two += total > 2;
  }
  EXPECT_NEAR(over_one, 400, 200) << "one step in ten; neighbouring steps go together, so the count scatters";
  EXPECT_NEAR(over_two, 40, 40);
  test::Row strange(3);
  strange.values = {6, 6, 6};
  float total = 0;
  for (std::size_t row = 0; row < 30; ++row) total = detector->score(strange.view(row)).total;
  EXPECT_GT(total, 4);
}

TEST_F(Ensemble, BeginsItsAveragesAnewWhenAnAlarmHasClosed) {
  const std::string toml = "[[views]]\nmember = 'one'\nrate = 0.05\ngroup = 'state'\n";
  const auto told = made(toml), not_told = made(toml);
  test::Row now(3);
  now.values = {6, 6, 6};
  for (std::size_t row = 0; row < 60; ++row) {
    told->score(now.view(row));
    not_told->score(now.view(row));
  }
  told->episode_over();
  now.values = {0, 0, 0};
  EXPECT_LT(told->score(now.view(60)).total, 1);
  EXPECT_GT(not_told->score(now.view(60)).total, 3);
}

TEST_F(Ensemble, HalfOfAMembersSayGoesByItsPartInTheEvidence) {
  const std::string views = "[two]\nfactor = 3\n[[views]]\nmember = 'one'\n[[views]]\nmember = 'two'\ngroup = 'learned'\n";
  test::Row now(3);
  now.values = {2, -2, 0};
  const auto detector = made("learned_weight = 0\n" + views);
  const auto score = detector->score(now.view(0));
  EXPECT_NEAR(score.per_sensor[0], 0.75 * 2 + 0.25 * 6, 0.01) << "two has one of the views and nothing of the evidence";
  EXPECT_NEAR(score.per_sensor[1], -3, 0.01);
  const auto both = made("learned_weight = 1\nlearned_rows = 0\n" + views)->score(now.view(0)).per_sensor[0];
  EXPECT_GT(both, 3.5);
  EXPECT_LT(both, 4.5);
}

TEST_F(Ensemble, ARelationIsBrokenWhereItsTargetIsStrangeAndItsSourceIsNot) {
  const auto detector = made("");
  ASSERT_EQ(topology.edges()[0], (Edge{0, 1, 0.5F, false}));
  test::Row now(3);
  now.values = {0, 5, 0};
  const auto target = detector->score(now.view(0));
  ASSERT_EQ(target.per_edge.size(), 2U);
  EXPECT_GT(target.per_edge[0], 0);
  EXPECT_FLOAT_EQ(target.per_edge[0], target.per_edge[1]) << "both sources are equally quiet and equally strong";
  detector->reset();
  now.values = {5, 0, 0};
  const auto source = detector->score(now.view(0));
  EXPECT_EQ(source.per_edge[0], 0);
}

TEST_F(Ensemble, HabitIsForgottenAtAGap) {
  const auto detector = made("");
  test::Row strange(3);
  strange.values = {6, 0, 0};
  const float first = detector->score(strange.view(0)).per_sensor[0];
  for (std::size_t row = 1; row < 2000; ++row) detector->score(strange.view(row));
  EXPECT_LT(detector->score(strange.view(2000)).per_sensor[0], first / 4);
  strange.after_gap = true;
  EXPECT_EQ(detector->score(strange.view(2001)).per_sensor[0], first);
}

TEST_F(Ensemble, MembersThatHaveLearnedAreFusedAsIfTaughtTogether) {
  const std::string toml = "learned_weight = 0.2\n[two]\nfactor = 3\n";
  const auto together = train(toml);
  ASSERT_TRUE(together) << together.error().message;
  EXPECT_EQ(member_names(together->full), (std::vector<std::string>{"one", "two"}));
  std::vector<TaughtMember> members;
  for (const auto& name : member_names(together->full)) {
    TaughtMember member{name, {*member_parameters(together->full, name), {}}};
    for (const auto& one : together->without) member.trained.without.push_back(*member_parameters(one, name));
    members.push_back(std::move(member));
  }
  const TrainingSet data{normal, make_folds(normal, 4), nullptr};
  const auto fused = fuse_members(*ConfigTable::parse(toml, "weir.toml"), members, data, context);
  ASSERT_TRUE(fused) << fused.error().message;
  EXPECT_EQ(serialise({fused->full, {}}), serialise({together->full, {}}));
  EXPECT_EQ(serialise({fused->without[2], {}}), serialise({together->without[2], {}}));
  EXPECT_FALSE(fuse_members(ConfigTable(), {}, data, context)) << "nothing to fuse";
}

TEST_F(Ensemble, AMemberThatCannotLearnIsLeftOutAndNamed) {
  const auto fails = [](ConfigTable, const TrainingSet&, const DetectorContext&) -> Result<Trained> {
    return environment_error("nothing here moves");
  };
  const std::vector<DetectorFactory> some = {{"one", "", "", train_plain, make_plain}, {"two", "", "", fails, make_plain}};
  context.members = some;
  const auto trained = train("");
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_EQ(member_names(trained->full), (std::vector<std::string>{"one"}));
  ASSERT_EQ(trained->remarks.size(), 1u);
  EXPECT_EQ(trained->remarks[0], "member two is left out: nothing here moves");
  EXPECT_TRUE(factory.make(trained->full, context));
  const std::vector<DetectorFactory> none = {{"two", "", "", fails, make_plain}};
  context.members = none;
  EXPECT_FALSE(train("")) << "nobody is left";
}

TEST_F(Ensemble, MistakesAreNamed) {
  const struct {
    const char *toml, *told;
  } cases[] = {{"members = ['three']", "known: one, two"},
               {"members = []", "empty"},
               {"[three]\nx = 1", "three"},
               {"[one]\nfactr = 1", "factr"},
               {"[linear]\nlags = 0", "lags"},
               {"learned_weight = -1", "learned_weight"}};
  for (const auto& [toml, told] : cases) {
    const auto trained = train(toml);
    ASSERT_FALSE(trained) << toml;
    EXPECT_EQ(trained.error().code, ErrorCode::bad_input);
    EXPECT_NE(trained.error().message.find(told), std::string::npos) << trained.error().message;
  }
}

TEST_F(Ensemble, AModelMustFitThePlantAndTheProgram) {
  const auto trained = train("");
  ASSERT_TRUE(trained);
  const Graph too_large(4, {{3, 0, 1, false}});
  DetectorContext other{.catalogue = normal.catalogue(), .topology = too_large, .step_s = 60, .members = known, .progress = {}};
  const auto wrong_graph = factory.make(trained->full, other);
  ASSERT_FALSE(wrong_graph);
  EXPECT_NE(wrong_graph.error().message.find("topology"), std::string::npos) << wrong_graph.error().message;
  DetectorContext fewer{
      .catalogue = normal.catalogue(), .topology = topology, .step_s = 60, .members = std::span(known).first(1), .progress = {}};
  const auto no_member = factory.make(trained->full, fewer);
  ASSERT_FALSE(no_member);
  EXPECT_NE(no_member.error().message.find("'two'"), std::string::npos) << no_member.error().message;
  TensorSet blind = trained->full;
  blind.put("views", {0, 4}, {});
  EXPECT_FALSE(factory.make(blind, context));
}

TEST_F(Ensemble, StopsWhenAsked) {
  context.progress = [](std::string_view, double) { return false; };
  const auto trained = train("");
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace weir
