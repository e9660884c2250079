// Parameters, optimiser, schedule and early stopping; and all of them together against a PyTorch training run.
#include <gtest/gtest.h>

#include <cmath>

#include "nn/adamw.h"
#include "nn/fast/linear.h"
#include "nn/fast/lstm.h"
#include "nn/fast/matmul.h"
#include "nn/parameters.h"
#include "nn/reference/losses.h"
#include "nn/schedule.h"
#include "nn/test_numbers.h"

namespace weir::nn {
namespace {

TEST(ParameterTable, LaysOutSavesAndLoads) {
  ParameterTable table;
  const auto weight = table.add("weight", {3, 5});
  const auto bias = table.add("bias", {5});
  EXPECT_EQ(table.count(), 20U);
  EXPECT_EQ(table.block_size(), 32U);
  EXPECT_EQ(table.parameters()[bias].offset, 16U);
  Buffer block = table.make_block();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.data()) % cache_line_bytes, 0U);
  Random random(3);
  fill_uniform(table.view(block, weight), random, 0.5);
  fill_normal(table.view(block, bias), random, 2);
  TensorSet tensors;
  table.save(block, tensors, "lstm.");
  EXPECT_EQ(tensors.number_count(), 20U);
  Buffer loaded = table.make_block();
  ASSERT_TRUE(table.load(tensors, loaded, "lstm."));
  EXPECT_EQ(loaded, block);
}

TEST(ParameterTable, RefusesWhatDoesNotFitAndKeepsTheBlock) {
  ParameterTable table;
  table.add("weight", {2, 2});
  table.add("bias", {2});
  const auto refusal = [&](const TensorSet& tensors) {
    Buffer block = table.make_block();
    const Status status = table.load(tensors, block);
    EXPECT_EQ(block, table.make_block());
    return status ? std::string("accepted") : status.error().message;
  };
  TensorSet tensors;
  tensors.put("weight", {2, 2}, {1, 2, 3, 4});
  EXPECT_NE(refusal(tensors).find("no tensor 'bias'"), std::string::npos);
  tensors.put("bias", {1}, {1});
  EXPECT_NE(refusal(tensors).find("'bias' has shape [1], expected [2]"), std::string::npos);
  tensors.put("bias", {2}, {1, std::nanf("")});
  EXPECT_NE(refusal(tensors).find("'bias' holds a number that isn't finite at 1"), std::string::npos);
}

TEST(Parameters, InitialisersFillTheirRange) {
  Random random(1);
  std::vector<float> values(20000);
  fill_uniform(values, random, 0.25);
  double sum = 0, low = 1, high = -1;
  for (const float v : values) sum += v, low = std::min<double>(low, v), high = std::max<double>(high, v);
  EXPECT_NEAR(sum / 20000, 0, 0.005);
  EXPECT_NEAR(low, -0.25, 0.001);
  EXPECT_NEAR(high, 0.25, 0.001);
  fill_normal(values, random, 3);
  double squares = 0;
  for (const float v : values) squares += static_cast<double>(v) * v;
  EXPECT_NEAR(std::sqrt(squares / 20000), 3, 0.06);
}

TEST(Parameters, ClipNormScalesOnlyWhatIsTooLong) {
  std::vector<float> gradients = {3, 4};
  EXPECT_DOUBLE_EQ(clip_norm(gradients, 10), 5);
  EXPECT_EQ(gradients, (std::vector<float>{3, 4}));
  EXPECT_DOUBLE_EQ(clip_norm(gradients, 1), 5);
  EXPECT_NEAR(gradients[0], 0.6, 1e-6);
  EXPECT_NEAR(gradients[1], 0.8, 1e-6);
  std::vector<float> broken = {1, std::nanf("")};
  EXPECT_TRUE(std::isnan(clip_norm(broken, 0.1)));
  EXPECT_EQ(broken[0], 1.0F);
}

TEST(OneCycle, IsPyTorchs) {
  const Golden golden("one_cycle");
  const auto rate = golden("rate"), beta1 = golden("beta1");
  const OneCycle cycle{.steps = 40, .rate_max = 6e-3};
  for (std::size_t step = 0; step < 40; ++step) {
    EXPECT_NEAR(cycle.learning_rate(step), rate[step], 1e-9) << step;
    EXPECT_NEAR(cycle.beta1(step), beta1[step], 1e-7) << step;
  }
  EXPECT_EQ(cycle.learning_rate(1000), cycle.learning_rate(39));
  for (const std::size_t steps : {1UZ, 2UZ, 3UZ, 4UZ}) {  // shorter than its phases: still finite and within bounds
    for (std::size_t step = 0; step < steps; ++step) {
      const double now = OneCycle{.steps = steps, .rate_max = 1}.learning_rate(step);
      EXPECT_TRUE(now > 0 && now <= 1) << steps << " " << step << " " << now;
    }
  }
}

TEST(EarlyStopping, KeepsTheBestAndStopsWhenPatienceEnds) {
  EarlyStopping stopping(2, 0.01);
  const auto judge = [&](double loss, float value) { return stopping.judge(loss, std::vector{value}); };
  EXPECT_FALSE(judge(std::nan(""), 0));
  EXPECT_TRUE(stopping.best_values().empty());
  EXPECT_FALSE(judge(1.0, 1));
  EXPECT_FALSE(judge(0.995, 2));  // less than the smallest gain
  EXPECT_FALSE(judge(0.9, 3));
  EXPECT_FALSE(judge(0.95, 4));
  EXPECT_TRUE(judge(0.93, 5));
  EXPECT_EQ(stopping.best_loss(), 0.9);
  ASSERT_EQ(stopping.best_values().size(), 1U);
  EXPECT_EQ(stopping.best_values()[0], 3.0F);
}

// Layers, loss, clipping, AdamW and schedule in one: 30 updates of an LSTM with a linear head, fast kernels, against PyTorch.
// 1e-4 of the size of the number: float rounding, grown over 30 updates at a rate of .1.
TEST(Training, AnLstmLearnsAsInPyTorch) {
  constexpr std::size_t T = 12, B = 6, I = 2, H = 5, S = B * H, steps = 30;
  constexpr fast::LstmShape shape{I, H};
  constexpr fast::LinearShape head{H, 1};
  const Golden golden("training");
  ParameterTable table;
  const auto weight = table.add("weight", {I + H, 4 * H}), bias = table.add("bias", {4 * H});
  const auto head_weight = table.add("head_weight", {H, 1}), head_bias = table.add("head_bias", {1});
  Buffer values = table.make_block(), gradients = table.make_block();
  TensorSet start;
  for (const Parameter& p : table.parameters()) start.put(p.name, p.shape, golden(p.name));
  ASSERT_TRUE(table.load(start, values));

  const auto x = golden("x"), target = golden("target"), losses = golden("loss"), norms = golden("norm");
  std::vector<float> gates(T * 4 * S), c((T + 1) * S), h((T + 1) * S), logit(T * B), d_logit(T * B), d_h((T + 1) * S), d_c(S);
  std::vector<float> turned((I + H) * 4 * H);
  AdamW optimiser(table.block_size(), {.weight_decay = 1e-3});
  const OneCycle cycle{.steps = steps, .rate_max = 0.1};
  for (std::size_t step = 0; step < steps; ++step) {
    for (auto* zero : {&d_logit, &d_h, &d_c}) std::ranges::fill(*zero, 0.0F);
    std::ranges::fill(gradients, 0.0F);
    fast::lstm_forward(shape, T, B, x, table.view(values, weight), table.view(values, bias), gates, c, h);
    fast::linear_forward(head, T * B, std::span(h).subspan(S), table.view(values, head_weight), table.view(values, head_bias), logit);
    const double loss = reference::bce_with_logits(logit, target, {}, 2, 1.0 / (T * B), d_logit);
    ASSERT_NEAR(loss, losses[step], 1e-4 * losses[step]) << step;
    // A head of one output: its weight transposed is the weight itself.
    fast::linear_backward(head, T * B, std::span(h).subspan(S), table.view(values, head_weight), d_logit, std::span(d_h).subspan(S),
                          table.view(gradients, head_weight), table.view(gradients, head_bias));
    fast::transpose(I + H, 4 * H, table.view(values, weight), turned);
    fast::lstm_backward(shape, T, B, x, h, c, turned, gates, d_h, d_c, {}, table.view(gradients, weight), table.view(gradients, bias));
    ASSERT_NEAR(clip_norm(gradients, 0.25), norms[step], 2e-4 * norms[step]) << step;
    optimiser.step(values, gradients, cycle.learning_rate(step), cycle.beta1(step));
  }
  EXPECT_EQ(optimiser.steps(), steps);
  for (ParameterTable::Id id = 0; id < 4; ++id) {
    expect_near(table.view(values, id), golden("trained_" + table.parameters()[id].name), 1e-4, table.parameters()[id].name);
  }
  EXPECT_LT(losses.back(), 0.15F);  // it did learn
}

}  // namespace
}  // namespace weir::nn
