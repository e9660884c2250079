#include "detectors/self_supervised/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "detectors/lstm_gnn/network.h"
#include "linear/test_plant.h"
#include "nn/reference/losses.h"

namespace weir {
namespace {

/// Examples of the small plant with manipulations of two to six deviations, and a graph along its true couplings.
struct Toy : testing::Test {
  static constexpr std::size_t sensors = 9;
  const LstmGnnNetwork network{
      NetworkShape{4, 8, 8},
      Neighbours::of(Graph(sensors, {{0, 1, 1, false}, {1, 2, 1, false}, {0, 2, -0.5F, false}, {3, 4, 1, false}, {5, 7, 1, false}}),
                     sensors, 4)};
  std::vector<Example> examples, held_out;
  TrainerOptions options;
  Toy() {
    const auto frames = test::small_plant(1200, 1);
    const auto folds = make_folds(frames, 3);
    const auto linear = fit_linear(frames, folds, *fold_moments(frames, folds, {}, 1), {}, 1);
    const auto habit = habitual_stillness(frames, folds);
    ExampleOptions made;
    made.count = 32;
    made.rows = 96;
    made.manipulations.size_min = 2;
    const RowRange teaching{0, 800}, judging{800, 1200};
    examples = make_examples(frames, folds, linear, habit, std::span(&teaching, 1), made, 7, 1);
    held_out = make_examples(frames, folds, linear, habit, std::span(&judging, 1), made, 8, 1);
    options.steps = 200;
    options.crops = 4;
    options.crop_rows = 48;
    options.settling_rows = 10;
    options.judge_every = 20;
  }
  Result<nn::Buffer> train(std::uint64_t seed = 3, int threads = 1) {
    return train_network(network, examples, held_out, options, seed, threads, {});
  }

  struct Judged {
    double loss = 0;
    std::vector<std::pair<float, int>> logits;  // of judged readings, with what they are
  };
  /// Mean cross-entropy, weighted as in training, and all logits over the held-out examples.
  Judged judge(std::span<const float> block) {
    Judged result;
    for (const auto& example : held_out) {
      const auto pass = network.pass(example.rows);
      const auto out = pass->forward(block, example.inputs);
      for (std::size_t k = 0; k < example.judged.size(); ++k) {
        if (example.judged[k]) result.logits.emplace_back(out[k * Answer::count], example.manipulated[k]);
      }
    }
    for (const auto& [logit, truth] : result.logits) {
      result.loss += truth ? options.manipulated_weight * nn::reference::softplus<double>(-logit) : nn::reference::softplus<double>(logit);
    }
    result.loss /= static_cast<double>(result.logits.size());
    return result;
  }
  /// The trainer's loss as its options state it, mean over held-out examples.
  double objective(std::span<const float> block) {
    double sum = 0;
    for (const auto& example : held_out) {
      const auto pass = network.pass(example.rows);
      const auto out = pass->forward(block, example.inputs);
      std::vector<double> logit, mean, log_variance, is_manipulated, truth(example.truth.begin(), example.truth.end()), weight;
      for (std::size_t k = 0; k < example.judged.size(); ++k) {
        logit.push_back(out[k * 3]);
        mean.push_back(out[k * 3 + 1]);
        log_variance.push_back(out[k * 3 + 2]);
        is_manipulated.push_back(example.manipulated[k]);
        weight.push_back(example.judged[k]);
      }
      const double judged = static_cast<double>(std::ranges::count(example.judged, 1));
      namespace ref = nn::reference;
      sum += ref::bce_with_logits<double>(logit, is_manipulated, weight, options.manipulated_weight, options.question_weight / judged, {}) +
             ref::gaussian_nll<double>(mean, log_variance, truth, weight, -8, 4, 0.25 / judged, {}, {});
    }
    return sum / static_cast<double>(held_out.size());
  }
};

double auroc(std::vector<std::pair<float, int>> scores) {
  std::ranges::sort(scores);
  double below = 0, pairs = 0, positives = 0;
  for (const auto& [score, truth] : scores) {
    below += truth ? 0 : 1;
    pairs += truth ? below : 0;
    positives += truth;
  }
  return pairs / (positives * (static_cast<double>(scores.size()) - positives));
}

TEST_F(Toy, LearnsToTellManipulatedReadings) {
  Random random(3);
  auto untaught = network.table().make_block();
  network.initialise(untaught, random);
  const auto before = judge(untaught);
  const auto block = train();
  ASSERT_TRUE(block) << block.error().message;
  const auto after = judge(*block);
  EXPECT_LT(objective(*block), 0.8 * objective(untaught));
  EXPECT_LT(after.loss, 0.8 * before.loss);
  EXPECT_GT(auroc(after.logits), 0.8);
  EXPECT_GT(auroc(after.logits), auroc(before.logits));
  RecordProperty("auroc", fmt::format("{:.3f}", auroc(after.logits)));
  RecordProperty("objective", fmt::format("{:.3f}, untaught {:.3f}", objective(*block), objective(untaught)));
}

TEST_F(Toy, SameSeedSameBytesForAnyNumberOfThreads) {
  options.steps = 8;
  options.judge_every = 4;
  const auto one = train(3, 1), again = train(3, 1), two = train(3, 2), other = train(4, 1);
  ASSERT_TRUE(one && again && two && other);
  EXPECT_EQ(*one, *again);
  EXPECT_EQ(*one, *two);
  EXPECT_NE(*one, *other);
}

TEST_F(Toy, ReturnsTheBestNotTheLast) {
  options.crop_rows = 96;  // a crop is a whole example, so that the loss looked at can be recomputed here
  options.settling_rows = 0;
  options.rate_max = 0.5;  // far too fast: it ends worse than it was on the way
  options.steps = options.judge_every = 30;
  const auto last = train();
  options.judge_every = 1;
  const auto best = train();
  ASSERT_TRUE(last && best);
  EXPECT_LT(objective(*best), objective(*last));
}

TEST_F(Toy, TrainsToTheEndWhereNothingIsHeldOut) {
  held_out.clear();
  options.steps = 12;
  options.judge_every = 4;
  const auto block = train();
  options.judge_every = 12;
  const auto at_the_end = train();
  ASSERT_TRUE(block && at_the_end);
  EXPECT_EQ(*block, *at_the_end);
}

TEST_F(Toy, StopsWhenAsked) {
  int asked = 0;
  const auto block =
      train_network(network, examples, held_out, options, 3, 1, [&](std::string_view, double done) { return ++asked, done < 0.3; });
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, ErrorCode::cancelled);
  EXPECT_GT(asked, 1);
}

}  // namespace
}  // namespace weir
