// What learning promises: the same bytes from the same data, parameters that survive the model file, and no model that isn't one.
#include <algorithm>
#include <functional>
#include <limits>
#include <regex>

#include "contract_plant.h"
#include "model_file/model_file.h"

namespace weir::contract {
namespace {

class DetectorTraining : public DetectorContract {};

std::string bytes_of(const TensorSet& tensors) { return serialise({tensors, {}}); }

TEST_P(DetectorTraining, GivesTheSameBytesTwiceAndForAnyNumberOfThreads) {
  const auto& first = trained(GetParam());
  ASSERT_EQ(first.without.size(), plant().folds.size());
  for (const int threads : {1, 2}) {
    const auto again = train(GetParam(), quick_config(GetParam()), plant().normal, context_of(threads));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(bytes_of(again->full), bytes_of(first.full)) << threads << " threads";
    for (std::size_t k = 0; k < first.without.size(); ++k) {
      EXPECT_EQ(bytes_of(again->without[k]), bytes_of(first.without[k])) << "without fold " << k << ", " << threads << " threads";
    }
  }
}

TEST_P(DetectorTraining, OtherDataGiveAnotherModel) {
  const auto other = train(GetParam(), quick_config(GetParam()), plant().fresh, context_of());
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_NE(bytes_of(other->full), bytes_of(trained(GetParam()).full));
  EXPECT_NE(bytes_of(trained(GetParam()).without[0]), bytes_of(trained(GetParam()).without[1]));
}

TEST_P(DetectorTraining, ParametersSurviveTheModelFile) {
  const auto& parameters = trained(GetParam()).full;
  const auto parsed = parse_model_file(serialise({parameters, {}}), "contract");
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto loaded = GetParam().make(parsed->tensors, context_of());
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto kept = made(GetParam());
  EXPECT_TRUE(scores_of(*kept, plant().attacked, {0, 500}) == scores_of(**loaded, plant().attacked, {0, 500}));
}

TEST_P(DetectorTraining, EveryFoldsParametersMakeADetector) {
  for (const auto& parameters : trained(GetParam()).without) {
    const auto detector = GetParam().make(parameters, context_of());
    ASSERT_TRUE(detector) << detector.error().message;
  }
}

/// All tensors but those that `change` drops (false) or alters.
TensorSet changed(const TensorSet& tensors, const std::function<bool(Tensor&)>& change) {
  TensorSet result;
  for (auto tensor : tensors.tensors()) {
    if (change(tensor)) result.put(tensor.name, tensor.shape, tensor.values);
  }
  return result;
}

TEST_P(DetectorTraining, MakeRefusesEveryDamagedTensorWithASentence) {
  const auto& parameters = trained(GetParam()).full;
  for (const auto& victim : parameters.tensors()) {
    const auto expect_refused = [&](const char* how, const std::function<bool(Tensor&)>& damage) {
      const auto damaged = changed(parameters, [&](Tensor& tensor) { return tensor.name != victim.name || damage(tensor); });
      const auto detector = GetParam().make(damaged, context_of());
      ASSERT_FALSE(detector) << victim.name << " " << how;
      EXPECT_EQ(detector.error().code, ErrorCode::bad_input);
      EXPECT_GE(std::ranges::count(detector.error().message, ' '), 3) << detector.error().message;
    };
    expect_refused("taken away", [](Tensor&) { return false; });
    expect_refused("one number longer", [](Tensor& tensor) {
      tensor.values.push_back(1);
      tensor.shape = {tensor.values.size()};
      return true;
    });
    expect_refused("in three dimensions more", [](Tensor& tensor) {
      tensor.shape.insert(tensor.shape.end(), {1, 1, 1});
      return true;
    });
    for (const float junk : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      expect_refused("with a number that is none", [&](Tensor& tensor) {
        tensor.values[tensor.values.size() / 2] = junk;
        return true;
      });
    }
  }
}

TEST_P(DetectorTraining, MakeRefusesTheModelOfAnotherPlant) {
  const auto fewer = test::catalogue_of(std::vector<SensorKind>(8));
  const Graph none;
  const auto detector = GetParam().make(trained(GetParam()).full, context_of(1, fewer, none));
  ASSERT_FALSE(detector);
  EXPECT_GT(detector.error().message.size(), 20U);
  EXPECT_FALSE(GetParam().make({}, context_of()));
}

TEST_P(DetectorTraining, ItsSampleTrains) {
  // The sample as it is, but for the number of steps and examples: those cost minutes and change nothing in the reading.
  std::string text = GetParam().sample;
  text = std::regex_replace(text, std::regex("\nsteps = \\d+"), "\nsteps = 20");
  text = std::regex_replace(text, std::regex("\nexamples = \\d+"), "\nexamples = 8");
  if (name() == "ensemble") text += "\n[lstm_gnn]\nsteps = 20\nexamples = 8\n";
  const auto config = ConfigTable::parse(text, "sample.toml");
  ASSERT_TRUE(config) << config.error().message;
  const auto learned = train(GetParam(), *config, plant().normal, context_of());
  ASSERT_TRUE(learned) << learned.error().message;
  EXPECT_TRUE(GetParam().make(learned->full, context_of()));
  EXPECT_EQ(bytes_of(learned->full), bytes_of(trained(GetParam()).full)) << "the sample shows the defaults";
}

TEST_P(DetectorTraining, RefusesAnOptionItDoesNotKnow) {
  std::string text = "no_such_option = 1\n";
  if (name() == "ensemble") text += "[lstm_gnn]\nsteps = 1\nexamples = 4\n";
  const auto learned = train(GetParam(), *ConfigTable::parse(text, "weir.toml"), plant().normal, context_of());
  ASSERT_FALSE(learned);
  EXPECT_NE(learned.error().message.find("no_such_option"), std::string::npos) << learned.error().message;
}

TEST_P(DetectorTraining, LearnsFromVeryLittleAndFromNothingThatMoves) {
  const auto little = test::small_plant(60, 3);
  const auto still =
      test::make_table(test::small_plant_kinds, 200, [](std::size_t, test::Row& now) { std::ranges::fill(now.values, 5.0F); });
  const auto unseen = test::make_table(test::small_plant_kinds, 200, [](std::size_t row, test::Row& now) {
    std::ranges::fill(now.values, std::numeric_limits<float>::quiet_NaN());
    now.values[0] = static_cast<float>(row % 7);
  });
  for (const auto* frames : {&little, &still, &unseen}) {
    const auto learned = train(GetParam(), quick_config(GetParam()), *frames, context_of());
    if (!learned) {
      EXPECT_EQ(learned.error().code, ErrorCode::bad_input) << learned.error().message;
      continue;
    }
    const auto detector = GetParam().make(learned->full, context_of());
    ASSERT_TRUE(detector) << detector.error().message;
    for (const auto& score : scores_of(**detector, plant().fresh, {0, 50})) ASSERT_TRUE(std::isfinite(score.total) && score.total >= 0);
  }
}

WEIR_EVERY_DETECTOR(DetectorTraining);

}  // namespace
}  // namespace weir::contract
