// Attention over the edges of a graph, by content and by the strength of the edge. Letters: N sensors, E edges, G heads, K key
// columns and V value columns a head.
//   score_e,g = q_i,g . k_from(e),g / sqrt(K) + slope_g |w_e|          of the edges e into sensor i
//   alpha     = exp(score) / (1 + sum over the edges of i of exp(score))   "1": the choice to listen to nobody
//   y_i,g [V] = sum over e of alpha_e,g * v_from(e),g                   odd heads: times the sign of w_e
// A sensor without edges gets zeros. Plain attention (graph attention, one head) is in neighbours.h.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "nn/reference/neighbours.h"

namespace weir::nn::reference {

struct EdgeAttentionShape {
  std::size_t heads = 1, keys = 1, values = 1;  // G, K, V
  constexpr std::size_t key_columns() const { return heads * keys; }
  constexpr std::size_t value_columns() const { return heads * values; }
};

/// Overwrites alpha [E,G] and y [N,G V]; edge_weight [E], slope [G], q, k [N,G K], v [N,G V].
template <class Real = float>
void edge_attention_forward(EdgeAttentionShape shape, NeighbourView neighbours, In<Real> edge_weight, In<Real> slope, In<Real> q,
                            In<Real> k, In<Real> v, Out<Real> alpha, Out<Real> y) {
  const auto [heads, keys, values] = shape;
  assert(q.size() == neighbours.sensors() * shape.key_columns() && k.size() == q.size() && alpha.size() == neighbours.edges() * heads);
  assert(v.size() == neighbours.sensors() * shape.value_columns() && y.size() == v.size() && slope.size() == heads);
  const Real scale = Real(1) / std::sqrt(Real(keys));
  std::fill(y.begin(), y.end(), Real(0));
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    for (std::size_t g = 0; g < heads; ++g) {
      const Real* const q_i = q.data() + (i * heads + g) * keys;
      Real highest = 0;  // of the scores and of listening to nobody, so that exp can't overflow
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        const Real* const k_j = k.data() + (neighbours.from[e] * heads + g) * keys;
        Real dot = 0;
        for (std::size_t a = 0; a < keys; ++a) dot += q_i[a] * k_j[a];
        alpha[e * heads + g] = dot * scale + slope[g] * std::abs(edge_weight[e]);
        highest = std::max(highest, alpha[e * heads + g]);
      }
      Real sum = std::exp(-highest);
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        sum += alpha[e * heads + g] = std::exp(alpha[e * heads + g] - highest);
      }
      Real* const y_i = y.data() + (i * heads + g) * values;
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        const Real share = alpha[e * heads + g] /= sum;
        const Real factor = g % 2 == 1 && edge_weight[e] < 0 ? -share : share;
        const Real* const v_j = v.data() + (neighbours.from[e] * heads + g) * values;
        for (std::size_t j = 0; j < values; ++j) y_i[j] += factor * v_j[j];
      }
    }
  }
}

/// Adds to d_slope [G], d_q, d_k [N,G K], d_v [N,G V]. d_alpha [E,G] is scratch and overwritten.
template <class Real = float>
void edge_attention_backward(EdgeAttentionShape shape, NeighbourView neighbours, In<Real> edge_weight, In<Real> q, In<Real> k, In<Real> v,
                             In<Real> alpha, In<Real> d_y, Out<Real> d_slope, Out<Real> d_q, Out<Real> d_k, Out<Real> d_v,
                             Out<Real> d_alpha) {
  const auto [heads, keys, values] = shape;
  assert(d_alpha.size() == alpha.size() && d_q.size() == q.size() && d_k.size() == k.size() && d_v.size() == v.size());
  const Real scale = Real(1) / std::sqrt(Real(keys));
  for (std::size_t i = 0; i < neighbours.sensors(); ++i) {
    for (std::size_t g = 0; g < heads; ++g) {
      const Real* const d_y_i = d_y.data() + (i * heads + g) * values;
      Real mean = 0;  // softmax: d_score_e = alpha_e (d_alpha_e - sum of alpha * d_alpha); nobody has value 0
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        const std::size_t j_at = (neighbours.from[e] * heads + g) * values;
        const Real sign = g % 2 == 1 && edge_weight[e] < 0 ? Real(-1) : Real(1);
        const Real factor = sign * alpha[e * heads + g];
        Real dot = 0;
        for (std::size_t j = 0; j < values; ++j) {
          dot += d_y_i[j] * v[j_at + j];
          d_v[j_at + j] += factor * d_y_i[j];
        }
        d_alpha[e * heads + g] = sign * dot;
        mean += factor * dot;
      }
      for (std::size_t e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
        const Real d_score = alpha[e * heads + g] * (d_alpha[e * heads + g] - mean);
        const std::size_t i_at = (i * heads + g) * keys, j_at = (neighbours.from[e] * heads + g) * keys;
        d_slope[g] += d_score * std::abs(edge_weight[e]);
        for (std::size_t a = 0; a < keys; ++a) {
          d_q[i_at + a] += d_score * scale * k[j_at + a];
          d_k[j_at + a] += d_score * scale * q[i_at + a];
        }
      }
    }
  }
}

}  // namespace weir::nn::reference
