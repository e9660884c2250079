// Linear attention over the past of a row, with a state instead of a window (Katharopoulos et al. 2020; with decay as in retentive
// networks, Sun et al. 2023). Letters: T steps, B rows, G heads, K key columns and V value columns a head.
//   state(t) [K,V] = decay * state(t-1) + k(t) v(t)^T         norm(t) [K] = decay * norm(t-1) + k(t)
//   y(t) [V]       = q(t) state(t) / (q(t) . norm(t) + 1e-4)
// so y is a mean of the values so far, each weighted by decay^age x (q . k). q and k must be positive (a sigmoid of a linear map);
// each head has its own decay, hence its own reach.
#pragma once

#include <cassert>
#include <cstddef>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

struct DecayedAttentionShape {
  std::size_t heads = 1, keys = 1, values = 1;  // G, K, V
  constexpr std::size_t key_columns() const { return heads * keys; }
  constexpr std::size_t value_columns() const { return heads * values; }
  constexpr std::size_t state_size() const { return heads * keys * (values + 1); }  // a row: every key's [V] values, then its norm
};

inline constexpr double decayed_attention_epsilon = 1e-4;

/// One step: overwrites state [B, G, K, V+1] and y [B, G V]; q, k [B, G K], v [B, G V], decay [G]. state may be state_before.
template <class Real = float>
void decayed_attention_forward(DecayedAttentionShape shape, std::size_t rows, In<Real> decay, In<Real> q, In<Real> k, In<Real> v,
                               In<Real> state_before, Out<Real> state, Out<Real> y) {
  const auto [heads, keys, values] = shape;
  assert(q.size() == rows * shape.key_columns() && k.size() == q.size() && v.size() == rows * shape.value_columns());
  assert(state.size() == rows * shape.state_size() && state_before.size() == state.size() && y.size() == v.size());
  for (std::size_t at = 0; at < rows * heads; ++at) {  // rows x heads in order
    const Real keep = decay[at % heads];
    const Real *const q_at = q.data() + at * keys, *const k_at = k.data() + at * keys, *const v_at = v.data() + at * values;
    const Real* before = state_before.data() + at * keys * (values + 1);
    Real* now = state.data() + at * keys * (values + 1);
    Real* const y_at = y.data() + at * values;
    Real weight = Real(decayed_attention_epsilon);
    for (std::size_t j = 0; j < values; ++j) y_at[j] = 0;
    for (std::size_t a = 0; a < keys; ++a, before += values + 1, now += values + 1) {
      for (std::size_t j = 0; j < values; ++j) {
        now[j] = keep * before[j] + k_at[a] * v_at[j];
        y_at[j] += q_at[a] * now[j];
      }
      now[values] = keep * before[values] + k_at[a];
      weight += q_at[a] * now[values];
    }
    for (std::size_t j = 0; j < values; ++j) y_at[j] /= weight;
  }
}

/// One step backwards, from the last to the first.
///   d_state [B, G, K, V+1]   in: gradient of this step's state from the steps after it; out: gradient of the state before
///   d_q, d_k [B, G K], d_v [B, G V]   added to
template <class Real = float>
void decayed_attention_backward(DecayedAttentionShape shape, std::size_t rows, In<Real> decay, In<Real> q, In<Real> k, In<Real> v,
                                In<Real> state, In<Real> y, In<Real> d_y, Out<Real> d_state, Out<Real> d_q, Out<Real> d_k, Out<Real> d_v) {
  const auto [heads, keys, values] = shape;
  assert(d_state.size() == rows * shape.state_size() && state.size() == d_state.size() && d_y.size() == y.size());
  for (std::size_t at = 0; at < rows * heads; ++at) {
    const Real keep = decay[at % heads];
    const Real *const q_at = q.data() + at * keys, *const k_at = k.data() + at * keys, *const v_at = v.data() + at * values;
    const Real *const y_at = y.data() + at * values, *const d_y_at = d_y.data() + at * values;
    const Real* now = state.data() + at * keys * (values + 1);
    Real* d_now = d_state.data() + at * keys * (values + 1);
    Real weight = Real(decayed_attention_epsilon);
    for (std::size_t a = 0; a < keys; ++a) weight += q_at[a] * now[a * (values + 1) + values];
    Real d_weight = 0;  // of y = sum / weight
    for (std::size_t j = 0; j < values; ++j) d_weight -= y_at[j] * d_y_at[j];
    d_weight /= weight;
    for (std::size_t a = 0; a < keys; ++a, now += values + 1, d_now += values + 1) {
      Real d_query = d_weight * now[values], d_key = 0;
      for (std::size_t j = 0; j < values; ++j) {
        const Real d_sum = d_y_at[j] / weight;
        d_query += d_sum * now[j];
        d_now[j] += d_sum * q_at[a];
        d_key += d_now[j] * v_at[j];
        d_v[at * values + j] += d_now[j] * k_at[a];
        d_now[j] *= keep;
      }
      d_now[values] += d_weight * q_at[a];
      d_key += d_now[values];
      d_now[values] *= keep;
      d_q[at * keys + a] += d_query;
      d_k[at * keys + a] += d_key;
    }
  }
}

}  // namespace weir::nn::reference
