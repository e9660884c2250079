#include "detectors/linear_for.h"

#include <gtest/gtest.h>

#include "linear/test_plant.h"

namespace weir {
namespace {

Result<LinearOptions> read(const std::string& toml) { return read_linear_options(*ConfigTable::parse(toml, "weir.toml")); }

TEST(LinearOptions, DefaultsAreThoseOfTheStruct) {
  const auto options = read("");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->layout.lags, LinearOptions{}.layout.lags);
  EXPECT_EQ(options->sources, LinearOptions{}.sources);
  EXPECT_EQ(options->ridge_forecast, LinearOptions{}.ridge_forecast);
  EXPECT_EQ(options->ridge_conditional, LinearOptions{}.ridge_conditional);
  EXPECT_EQ(options->ridge_per_feature, LinearOptions{}.ridge_per_feature);
}

TEST(LinearOptions, AreReadAndChecked) {
  const auto options = read("lags = 5\nsources = 12\nridge_forecast = 0.1\n");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->layout.lags, 5U);
  EXPECT_EQ(options->sources, 12U);
  EXPECT_EQ(options->ridge_forecast, 0.1);
  for (const auto* wrong : {"lags = 0", "lags = 17", "sources = 1", "ridge_forecast = 0", "ridge_per_feature = -1", "lagz = 3"}) {
    EXPECT_FALSE(read(wrong)) << wrong;
  }
}

TEST(LinearFor, TakesWhatTheTrainingSetCarries) {
  const auto frames = test::small_plant(400, 1);
  TrainingSet data{frames, make_folds(frames, 2), nullptr};
  const auto fitted = linear_for(data, 1);
  ASSERT_TRUE(fitted);
  data.linear = *fitted;
  EXPECT_EQ(*linear_for(data, 1), *fitted);
}

TEST(LinearFor, SavesEveryFit) {
  const auto frames = test::small_plant(400, 1);
  const auto fitted = fit_linear_base({frames, make_folds(frames, 2), nullptr}, {}, 1);
  ASSERT_TRUE(fitted);
  const auto trained = linear_parameters(**fitted);
  ASSERT_EQ(trained.without.size(), 2U);
  for (const auto* parameters : {&trained.full, &trained.without[0], &trained.without[1]}) {
    for (const auto& tensor : parameters->tensors()) EXPECT_TRUE(tensor.name.starts_with("linear.")) << tensor.name;
    EXPECT_TRUE(LinearModel::load(parameters->part("linear."), 9));
  }
}

}  // namespace
}  // namespace weir
