// Who listens to whom, and the two ways of gathering what neighbours say. Letters: N sensors, E edges, C columns.
//
// Signed sum:   y_i = sum over edges e of i:  edge_weight_e * x_from(e)
// Attention:    y_i = sum over edges e of i:  alpha_e * x_from(e),   alpha = softmax over the edges of i of
//               leaky_relu(to_score_i + from_score_from(e))   (graph attention, Velickovic et al. 2018; slope .2)
// The linear maps before (x = h * W, scores = x * a) are linear layers of their own. A sensor without edges gets zeros.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

/// Edges of sensor i are [first[i], first[i + 1]); each names the sensor it comes from.
struct NeighbourView {
  std::span<const std::uint32_t> first;  // [N+1], ascending from 0
  std::span<const std::uint32_t> from;   // [E], each < N
  std::size_t sensors() const { return first.empty() ? 0 : first.size() - 1; }
  std::size_t edges() const { return from.size(); }
};

/// Overwrites y [N,C]; x [N,C], edge_weight [E].
template <class Real = float>
void neighbour_sum_forward(NeighbourView neighbours, std::size_t columns, In<Real> edge_weight, In<Real> x, Out<Real> y) {
  assert(x.size() == neighbours.sensors() * columns && y.size() == x.size() && edge_weight.size() == neighbours.edges());
  std::fill(y.begin(), y.end(), Real(0));
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
      const Real* const row = x.data() + neighbours.from[e] * columns;
      for (std::size_t j = 0; j < columns; ++j) y[i * columns + j] += edge_weight[e] * row[j];
    }
  }
}

/// Adds to d_x [N,C] and d_edge_weight [E] (may be empty: fixed weights).
template <class Real = float>
void neighbour_sum_backward(NeighbourView neighbours, std::size_t columns, In<Real> edge_weight, In<Real> x, In<Real> d_y, Out<Real> d_x,
                            Out<Real> d_edge_weight) {
  assert(x.size() == neighbours.sensors() * columns && d_y.size() == x.size() && d_x.size() == x.size());
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    const Real* const d_row = d_y.data() + i * columns;
    for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
      const std::size_t from = neighbours.from[e] * columns;
      Real dot = 0;
      for (std::size_t j = 0; j < columns; ++j) {
        d_x[from + j] += edge_weight[e] * d_row[j];
        dot += d_row[j] * x[from + j];
      }
      if (!d_edge_weight.empty()) d_edge_weight[e] += dot;
    }
  }
}

inline constexpr double attention_slope = 0.2;  // of leaky ReLU, as in the paper

/// Overwrites alpha [E] and y [N,C]; to_score [N], from_score [N], x [N,C].
template <class Real = float>
void attention_forward(NeighbourView neighbours, std::size_t columns, In<Real> to_score, In<Real> from_score, In<Real> x, Out<Real> alpha,
                       Out<Real> y) {
  assert(to_score.size() == neighbours.sensors() && from_score.size() == neighbours.sensors() && alpha.size() == neighbours.edges());
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    const std::size_t begin = neighbours.first[i], end = neighbours.first[i + 1];
    if (begin == end) continue;
    for (std::size_t e = begin; e < end; ++e) {
      const Real raw = to_score[i] + from_score[neighbours.from[e]];
      alpha[e] = raw > 0 ? raw : Real(attention_slope) * raw;
    }
    const Real highest = *std::max_element(alpha.begin() + begin, alpha.begin() + end);  // so that exp can't overflow
    Real sum = 0;
    for (std::size_t e = begin; e < end; ++e) sum += alpha[e] = std::exp(alpha[e] - highest);
    for (std::size_t e = begin; e < end; ++e) alpha[e] /= sum;
  }
  neighbour_sum_forward<Real>(neighbours, columns, alpha, x, y);
}

/// Adds to d_to_score [N], d_from_score [N], d_x [N,C]. d_alpha [E] is scratch and overwritten.
template <class Real = float>
void attention_backward(NeighbourView neighbours, std::size_t columns, In<Real> to_score, In<Real> from_score, In<Real> x, In<Real> alpha,
                        In<Real> d_y, Out<Real> d_to_score, Out<Real> d_from_score, Out<Real> d_x, Out<Real> d_alpha) {
  assert(d_alpha.size() == neighbours.edges() && alpha.size() == neighbours.edges());
  std::fill(d_alpha.begin(), d_alpha.end(), Real(0));
  neighbour_sum_backward<Real>(neighbours, columns, alpha, x, d_y, d_x, d_alpha);
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    Real mean = 0;  // softmax: d_score_e = alpha_e (d_alpha_e - sum of alpha * d_alpha)
    for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) mean += alpha[e] * d_alpha[e];
    for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
      const std::size_t from = neighbours.from[e];
      const Real slope = to_score[i] + from_score[from] > 0 ? Real(1) : Real(attention_slope);
      const Real d_score = alpha[e] * (d_alpha[e] - mean) * slope;
      d_to_score[i] += d_score;
      d_from_score[from] += d_score;
    }
  }
}

}  // namespace weir::nn::reference
