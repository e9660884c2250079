#include "detectors/ensemble/views.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

const std::vector<std::string> members = {"var_ridge", "conditional", "stranger"};

Result<std::vector<View>> read(const std::string& toml, const std::vector<std::string>& names = members) {
  auto config = *ConfigTable::parse(toml, "weir.toml");
  auto views = read_views(config, names);
  if (auto ok = config.finish(); views && !ok) return std::unexpected(ok.error());
  return views;
}

TEST(Pooling, IsWhatItsNameSays) {
  Pooling pooled({0, 0, 1, 1});
  const std::vector<float> s = {3, -4, 0, 0}, wild = {100, 0};
  EXPECT_FLOAT_EQ(pooled(Pool::mean, s), 1.75F);
  EXPECT_FLOAT_EQ(pooled(Pool::rms, s), 2.5F);
  EXPECT_FLOAT_EQ(pooled(Pool::largest, s), 4);
  EXPECT_FLOAT_EQ(pooled(Pool::mean, wild), 4) << "capped at 8 a sensor";
  EXPECT_FLOAT_EQ(pooled(Pool::largest, wild), 50);
  EXPECT_FLOAT_EQ(pooled(Pool::stage, s), 7 / std::sqrt(2.0F));
  EXPECT_FLOAT_EQ(pooled(Pool::stage, std::vector<float>{1, 1, 1, -2}), 3 / std::sqrt(2.0F)) << "the strangest stage alone";
  for (const auto pool : {Pool::mean, Pool::rms, Pool::largest, Pool::stage}) EXPECT_EQ(pooled(pool, {}), 0);
}

TEST(Stages, AreTheCataloguesOrElseTheGraphsCommunities) {
  std::vector<Sensor> sensors(4);
  for (std::size_t i = 0; i < 4; ++i) sensors[i].stage = i < 2 ? "P1" : "P2";
  const Graph graph(4, {{0, 3, 0.9F, false}, {3, 0, 0.9F, false}, {1, 2, 0.9F, false}, {2, 1, 0.9F, false}});
  EXPECT_EQ(stages_of(Catalogue(sensors), graph), (std::vector<int>{0, 0, 1, 1}));
  sensors[3].stage = "";
  EXPECT_EQ(stages_of(Catalogue(sensors), graph), (std::vector<int>{0, 1, 1, 0}));
  EXPECT_EQ(stages_of(Catalogue(std::vector<Sensor>(3)), Graph()), (std::vector<int>{0, 0, 0}));
}

TEST(Views, EveryMemberHasItsSayByDefault) {
  const auto views = read("");
  ASSERT_TRUE(views);
  for (std::size_t m = 0; m < members.size(); ++m) {
    EXPECT_TRUE(std::ranges::any_of(*views, [&](const View& view) { return view.member == m; })) << members[m];
  }
  for (const auto& view : *views) {
    EXPECT_LT(view.member, members.size());
    EXPECT_TRUE(view.rate > 0 && view.rate <= 1);
  }
}

TEST(Views, AreReadAsWritten) {
  const auto views =
      read("[[views]]\nmember = 'conditional'\npool = 'rms'\ngroup = 'state'\nrate = 0.25\n[[views]]\nmember = 'stranger'\n");
  ASSERT_TRUE(views) << views.error().message;
  ASSERT_EQ(views->size(), 2U);
  EXPECT_EQ((*views)[0].member, 1U);
  EXPECT_EQ((*views)[0].pool, Pool::rms);
  EXPECT_EQ((*views)[0].group, Group::state);
  EXPECT_EQ((*views)[0].habit, Habit::none);
  EXPECT_EQ((*views)[1].habit, Habit::fast) << "as its group, onset, wants it";
  EXPECT_EQ((*views)[0].rate, 0.25F);
  EXPECT_EQ((*views)[1].member, 2U);
}

TEST(Views, MistakesAreNamed) {
  const struct {
    const char *toml, *told;
  } cases[] = {{"[[views]]\nmember = 'nobody'\n", "nobody"},
               {"[[views]]\nmember = 'var_ridge'\npool = 'median'\n", "median"},
               {"[[views]]\nmember = 'var_ridge'\ngroup = 'x'\n", "group"},
               {"[[views]]\nmember = 'var_ridge'\nrate = 0\n", "rate"},
               {"[[views]]\nmember = 'var_ridge'\nspeed = 1\n", "speed"},
               {"views = []\n", "views"}};
  for (const auto& [toml, told] : cases) {
    const auto views = read(toml);
    ASSERT_FALSE(views) << toml;
    EXPECT_NE(views.error().message.find(told), std::string::npos) << views.error().message;
  }
}

TEST(DefaultMembers, AreThoseThatTheDefaultViewsLookAt) {
  EXPECT_EQ(default_members({"dynamic_pca", "var_ridge", "conditional"}), (std::vector<std::string>{"var_ridge", "conditional"}));
  EXPECT_EQ(default_members({"dynamic_pca"}), (std::vector<std::string>{"dynamic_pca"}));
}

TEST(Habituation, LastingStrangenessCountsLess) {
  Habituation habituation(2, 0.01F);
  const std::vector<float> s = {-6, 0.4F};
  const auto first = habituation.step(s);
  EXPECT_EQ(first[0], -6);
  for (int step = 0; step < 1000; ++step) habituation.step(s);
  const auto later = habituation.step(s);
  EXPECT_NEAR(later[0], -0.5, 0.01) << "s / (2 |s|): habit, with its sign";
  EXPECT_FLOAT_EQ(later[1], 0.4F) << "what was never strange is left alone";
  habituation.reset();
  EXPECT_EQ(habituation.step(s)[0], -6);
}

}  // namespace
}  // namespace weir
