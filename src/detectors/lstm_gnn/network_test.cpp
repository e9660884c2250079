#include "detectors/lstm_gnn/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nn/reference/activations.h"
#include "nn/reference/linear.h"
#include "nn/reference/lstm.h"
#include "nn/reference/neighbours.h"

namespace weir {
namespace {

namespace ref = nn::reference;
using Numbers = std::vector<double>;

Numbers random_numbers(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  Numbers numbers(size);
  for (double& v : numbers) v = random.normal();
  return numbers;
}
std::vector<float> single(const Numbers& numbers) { return {numbers.begin(), numbers.end()}; }

/// The header's formulas made of reference layers in double precision.
Numbers reference_forward(const NetworkLayout& layout, const Neighbours& neighbours, std::size_t sensors, std::size_t steps,
                          const Numbers& block, const Numbers& x) {
  const auto& s = layout.shape;
  const auto weights = [&](nn::ParameterTable::Id id) {
    const auto& parameter = layout.table.parameters()[id];
    return std::span(block).subspan(parameter.offset, parameter.size);
  };
  const Numbers edge_weight(neighbours.weight.begin(), neighbours.weight.end());
  Numbers h(sensors * s.hidden), c(h), gates(sensors * 4 * s.hidden), message(h), context(h), own(sensors * s.dense), heard(own);
  Numbers out(sensors * NetworkShape::outputs), all;
  for (std::size_t t = 0; t < steps; ++t) {
    const auto now = std::span(x).subspan(t * sensors * s.inputs, sensors * s.inputs);
    if (!s.recurrence) {
      std::ranges::fill(h, 0);
      std::ranges::fill(c, 0);
    }
    const Numbers h_before = h, c_before = c;
    ref::lstm_cell_forward<double>({s.inputs, s.hidden}, sensors, now, h_before, c_before, weights(layout.lstm_weight),
                                   weights(layout.lstm_bias), gates, c, h);
    ref::linear_forward<double>({s.hidden, s.hidden}, sensors, h, weights(layout.graph_weight), {}, message);
    ref::neighbour_sum_forward<double>({neighbours.first, neighbours.from}, s.hidden, edge_weight, message, context);
    ref::linear_forward<double>({s.hidden, s.dense}, sensors, h, weights(layout.own_weight), weights(layout.dense_bias), own);
    ref::linear_forward<double>({s.hidden, s.dense}, sensors, context, weights(layout.context_weight), {}, heard);
    for (std::size_t k = 0; k < own.size(); ++k) own[k] += heard[k];
    ref::relu_forward<double>(own, own);
    ref::linear_forward<double>({s.dense, NetworkShape::outputs}, sensors, own, weights(layout.out_weight), weights(layout.out_bias), out);
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}

/// Four sensors; the third listens to nobody, the weights have both signs.
Graph four_sensors() {
  return Graph(
      4, {{0, 1, 0.9F, false}, {1, 0, -0.5F, false}, {2, 0, 0.25F, false}, {3, 1, 0.4F, false}, {0, 3, -0.7F, false}, {2, 3, 0.1F, false}});
}

struct NetworkParts {
  static constexpr std::size_t sensors = 4, steps = 7;
  const NetworkLayout layout;
  const Neighbours neighbours = Neighbours::of(four_sensors(), sensors, 8);
  nn::Buffer block = layout.table.make_block();
  const Numbers x = random_numbers(steps * sensors * 4, 2);
  explicit NetworkParts(bool recurrence) : layout(NetworkShape{4, 5, 6, recurrence}) {
    Random random(1);
    layout.initialise(block, random);
  }
};

struct Network : testing::Test, NetworkParts {
  Network() : NetworkParts(true) {}
};

/// With recurrence, and without.
struct EitherNetwork : testing::TestWithParam<bool>, NetworkParts {
  EitherNetwork() : NetworkParts(GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Recurrence, EitherNetwork, testing::Bool());

TEST_P(EitherNetwork, ForwardIsTheReferencesWithinFloatPrecision) {
  NetworkPass pass(layout, neighbours, sensors, steps);
  const auto x_single = single(x);
  const auto out = pass.forward(block, x_single);
  const auto expected = reference_forward(layout, neighbours, sensors, steps, {block.begin(), block.end()}, x);
  ASSERT_EQ(out.size(), expected.size());
  for (std::size_t k = 0; k < out.size(); ++k) ASSERT_NEAR(out[k], expected[k], 2e-5) << k;
}

// Central differences of the double-precision reference are good to 1e-8; what is left is the float backward with its
// approximated sigmoid and tanh, each good to about 1e-6: 1e-4 of the gradient's size leaves room, and a wrong term is far above.
TEST_P(EitherNetwork, BackwardIsTheSlopeOfForward) {
  const Numbers d_out = random_numbers(steps * sensors * NetworkShape::outputs, 3);
  NetworkPass pass(layout, neighbours, sensors, steps);
  auto gradients = layout.table.make_block();
  const auto x_single = single(x), d_out_single = single(d_out);
  pass.forward(block, x_single);
  pass.backward(block, x_single, d_out_single, gradients);
  Numbers probe(block.begin(), block.end());
  const auto loss = [&] {
    const auto out = reference_forward(layout, neighbours, sensors, steps, probe, x);
    double sum = 0;
    for (std::size_t k = 0; k < out.size(); ++k) sum += out[k] * d_out[k];
    return sum;
  };
  constexpr double nudge = 1e-5;
  std::size_t moving = 0;
  for (const auto& parameter : layout.table.parameters()) {
    for (std::size_t k = parameter.offset; k < parameter.offset + parameter.size; ++k) {
      const double kept = probe[k];
      probe[k] = kept + nudge;
      const double above = loss();
      probe[k] = kept - nudge;
      const double slope = (above - loss()) / (2 * nudge);
      probe[k] = kept;
      ASSERT_NEAR(gradients[k], slope, 1e-4 * (1 + std::abs(slope))) << parameter.name << " at " << k - parameter.offset;
      moving += std::abs(slope) > 1e-3;
    }
  }
  EXPECT_GT(moving, layout.table.count() / 2) << "a network whose loss hardly depends on its weights proves nothing";
}

TEST_P(EitherNetwork, BackwardAddsToWhatIsThere) {
  const auto x_single = single(x), d_out = single(random_numbers(steps * sensors * NetworkShape::outputs, 3));
  NetworkPass pass(layout, neighbours, sensors, steps);
  auto once = layout.table.make_block(), twice = layout.table.make_block();
  for (auto* gradients : {&once, &twice, &twice}) {
    pass.forward(block, x_single);
    pass.backward(block, x_single, d_out, *gradients);
  }
  for (std::size_t k = 0; k < once.size(); ++k) ASSERT_NEAR(twice[k], 2 * once[k], 1e-5 * (1 + std::abs(once[k]))) << k;
}

TEST_P(EitherNetwork, StepByStepIsTheSameAsAllAtOnce) {
  NetworkPass pass(layout, neighbours, sensors, steps);
  NetworkState state(layout, block, neighbours, sensors);
  const auto x_single = single(x);
  const auto all = pass.forward(block, x_single);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t t = 0; t < steps; ++t) {
      const auto out = state.step(std::span(x_single).subspan(t * sensors * 4, sensors * 4));
      for (std::size_t k = 0; k < out.size(); ++k) ASSERT_NEAR(out[k], all[t * out.size() + k], 1e-6) << "step " << t;
    }
    state.reset();
  }
}

/// Output of sensor i of the whole network, from NetworkState over all steps.
std::vector<float> run(const NetworkLayout& layout, std::span<const float> block, const Neighbours& neighbours, std::size_t sensors,
                       const std::vector<float>& x) {
  NetworkState state(layout, block, neighbours, sensors);
  std::vector<float> all;
  for (std::size_t at = 0; at < x.size(); at += sensors * 4) {
    const auto out = state.step(std::span(x).subspan(at, sensors * 4));
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}

TEST_F(Network, RenumberingSensorsRenumbersTheOutput) {
  const std::size_t order[] = {2, 0, 3, 1};  // new sensor k is old sensor order[k]
  std::size_t now_called[sensors];
  for (std::size_t k = 0; k < sensors; ++k) now_called[order[k]] = k;
  std::vector<Edge> edges;
  const auto graph = four_sensors();
  for (auto edge : graph.edges()) {
    edge.from = static_cast<SensorIndex>(now_called[edge.from]);
    edge.to = static_cast<SensorIndex>(now_called[edge.to]);
    edges.push_back(edge);
  }
  const auto x_single = single(x);
  std::vector<float> moved(x_single.size());
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t k = 0; k < sensors; ++k) {
      for (std::size_t i = 0; i < 4; ++i) moved[(t * sensors + k) * 4 + i] = x_single[(t * sensors + order[k]) * 4 + i];
    }
  }
  const auto plain = run(layout, block, neighbours, sensors, x_single);
  const auto other = run(layout, block, Neighbours::of(Graph(sensors, edges), sensors, 8), sensors, moved);
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t k = 0; k < sensors; ++k) {
      for (std::size_t o = 0; o < 3; ++o) ASSERT_NEAR(other[(t * sensors + k) * 3 + o], plain[(t * sensors + order[k]) * 3 + o], 1e-5);
    }
  }
}

TEST_F(Network, ASensorAloneReadsAsItDoesInTheCrowd) {
  const auto x_single = single(x);
  const auto crowd = run(layout, block, neighbours, sensors, x_single);
  std::vector<float> own;
  for (std::size_t t = 0; t < steps; ++t)
    own.insert(own.end(), x_single.begin() + (t * sensors + 2) * 4, x_single.begin() + (t * sensors + 3) * 4);
  const auto alone = run(layout, block, Neighbours::of(Graph(), 1, 8), 1, own);
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t o = 0; o < 3; ++o) ASSERT_NEAR(alone[t * 3 + o], crowd[(t * sensors + 2) * 3 + o], 1e-6);
  }
}

TEST_F(Network, NeighboursAreHeard) {
  auto louder = single(x);
  louder[0] += 3;  // an input of sensor 0 at the first step
  const auto before = run(layout, block, neighbours, sensors, single(x)), after = run(layout, block, neighbours, sensors, louder);
  EXPECT_NE(before[1 * 3], after[1 * 3]) << "sensor 1 listens to sensor 0";
  for (std::size_t t = 0; t < steps; ++t) EXPECT_EQ(before[(t * sensors + 2) * 3], after[(t * sensors + 2) * 3]) << "sensor 2 to nobody";
}

}  // namespace
}  // namespace weir
