#include "detectors/attention/attention_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace weir {
namespace {

struct Attention : testing::Test {
  static constexpr std::size_t sensors = 4, steps = 6, inputs = 4;
  static std::vector<Edge> edges() { return {{0, 1, 0.9F, false}, {1, 0, -0.4F, false}, {3, 1, -0.5F, false}, {1, 3, 0.7F, false}}; }
  const AttentionNetwork network{AttentionShape{inputs, 8, 8}, Neighbours::of(Graph(sensors, edges()), sensors, 8)};
  nn::Buffer block = network.table().make_block();
  std::vector<float> x;
  Attention() {
    Random random(1);
    network.initialise(block, random);
    for (auto& b : block) b += b == 0 ? 0 : static_cast<float>(0.05 * random.normal());
    for (std::size_t k = 0; k < steps * sensors * inputs; ++k) x.push_back(static_cast<float>(random.normal()));
  }
  static std::vector<float> run(const AttentionNetwork& network, std::span<const float> block, const std::vector<float>& x) {
    const auto stream = network.stream(block);
    std::vector<float> all;
    const std::size_t row = network.sensors() * inputs;
    for (std::size_t at = 0; at < x.size(); at += row) {
      const auto out = stream->step(std::span(x).subspan(at, row));
      all.insert(all.end(), out.begin(), out.end());
    }
    return all;
  }
};

TEST_F(Attention, StepByStepIsTheSameAsAllAtOnce) {
  const auto pass = network.pass(steps);
  const auto all = pass->forward(block, x);
  const auto stream = network.stream(block);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t t = 0; t < steps; ++t) {
      const auto out = stream->step(std::span(x).subspan(t * sensors * inputs, sensors * inputs));
      for (std::size_t k = 0; k < out.size(); ++k) ASSERT_NEAR(out[k], all[t * out.size() + k], 1e-5) << "step " << t;
    }
    stream->reset();
  }
}

// Along a random direction within each tensor, the loss changes as the gradient says.
TEST_F(Attention, BackwardIsTheSlopeOfForward) {
  Random random(2);
  const auto pass = network.pass(steps);
  std::vector<float> d_out(steps * sensors * Answer::count);
  for (auto& d : d_out) d = static_cast<float>(random.normal());
  const auto loss = [&](std::span<const float> at) {
    const auto out = pass->forward(at, x);
    double sum = 0;
    for (std::size_t k = 0; k < out.size(); ++k) sum += static_cast<double>(out[k]) * d_out[k];
    return sum;
  };
  auto gradients = network.table().make_block();
  loss(block);
  pass->backward(block, x, d_out, gradients);
  constexpr double reach = 2e-3;
  for (std::size_t id = 0; id < network.table().parameters().size(); ++id) {
    const auto& parameter = network.table().parameters()[id];
    auto direction = network.table().make_block();
    double along = 0, norm = 0;
    const auto gradient = network.table().view(gradients, id);
    for (auto& d : network.table().view(direction, id)) d = static_cast<float>(random.normal());
    for (const float d : direction) norm += d * d;
    for (std::size_t k = 0; k < gradient.size(); ++k) along += gradient[k] * network.table().view(direction, id)[k] / std::sqrt(norm);
    auto above = block, below = block;
    for (std::size_t k = 0; k < block.size(); ++k) {
      above[k] += static_cast<float>(reach / std::sqrt(norm)) * direction[k];
      below[k] -= static_cast<float>(reach / std::sqrt(norm)) * direction[k];
    }
    const double slope = (loss(above) - loss(below)) / (2 * reach);
    EXPECT_NEAR(along, slope, 0.01 + 0.02 * std::abs(slope)) << parameter.name;
    EXPECT_NE(slope, 0) << parameter.name << " plays a part";
  }
}

TEST_F(Attention, BackwardAddsToWhatIsThere) {
  const auto pass = network.pass(steps);
  const std::vector<float> d_out(steps * sensors * Answer::count, 0.3F);
  auto once = network.table().make_block(), twice = network.table().make_block();
  pass->forward(block, x);
  pass->backward(block, x, d_out, once);
  for (int round = 0; round < 2; ++round) {
    pass->forward(block, x);
    pass->backward(block, x, d_out, twice);
  }
  for (std::size_t k = 0; k < once.size(); ++k) ASSERT_NEAR(twice[k], 2 * once[k], 1e-4 * (1 + std::abs(once[k])));
}

TEST_F(Attention, RenumberingSensorsRenumbersTheOutput) {
  const std::size_t order[] = {2, 0, 3, 1};  // new sensor k is old sensor order[k]
  std::size_t now_called[sensors];
  for (std::size_t k = 0; k < sensors; ++k) now_called[order[k]] = k;
  auto moved_edges = edges();
  for (auto& edge : moved_edges) {
    edge.from = static_cast<SensorIndex>(now_called[edge.from]);
    edge.to = static_cast<SensorIndex>(now_called[edge.to]);
  }
  const AttentionNetwork renumbered{AttentionShape{inputs, 8, 8}, Neighbours::of(Graph(sensors, moved_edges), sensors, 8)};
  std::vector<float> moved(x.size());
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t k = 0; k < sensors * inputs; ++k) {
      moved[t * sensors * inputs + k] = x[(t * sensors + order[k / inputs]) * inputs + k % inputs];
    }
  }
  const auto plain = run(network, block, x), other = run(renumbered, block, moved);
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t k = 0; k < sensors; ++k) {
      for (std::size_t o = 0; o < Answer::count; ++o) {
        ASSERT_NEAR(other[(t * sensors + k) * Answer::count + o], plain[(t * sensors + order[k]) * Answer::count + o], 1e-5);
      }
    }
  }
}

TEST_F(Attention, NeighboursAreHeardNowAndOthersNever) {
  auto louder = x;
  louder[(steps - 1) * sensors * inputs] += 3;  // an input of sensor 0 at the last step
  const auto before = run(network, block, x), after = run(network, block, louder);
  const std::size_t last = (steps - 1) * sensors * Answer::count;
  EXPECT_NE(before[last + 1 * Answer::count], after[last + 1 * Answer::count]) << "sensor 1 listens to sensor 0";
  EXPECT_EQ(before[last + 2 * Answer::count], after[last + 2 * Answer::count]) << "sensor 2 to nobody";
  EXPECT_EQ(before[last + 3 * Answer::count], after[last + 3 * Answer::count]) << "sensor 3 to sensor 1 alone";
}

TEST_F(Attention, TheFirstStepIsStillRememberedLongAfter) {
  std::vector<float> calm(150 * sensors * inputs, 0.1F), stirred = calm;
  for (std::size_t k = 0; k < 2 * sensors * inputs; ++k) stirred[k] = 3;
  const auto before = run(network, block, calm), after = run(network, block, stirred);
  double apart = 0;
  for (std::size_t k = before.size() - sensors * Answer::count; k < before.size(); ++k) apart += std::abs(before[k] - after[k]);
  EXPECT_GT(apart, 1e-4);
}

}  // namespace
}  // namespace weir
