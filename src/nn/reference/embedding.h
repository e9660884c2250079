// Embedding: a learned row per id. Letters: B rows, V ids, C columns.
//   y [B,C] = table [V,C] [id [B]]
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "nn/reference/spans.h"

namespace weir::nn::reference {

/// Overwrites y. REQUIRES: every id < V.
template <class Real = float>
void embedding_forward(std::size_t columns, std::span<const std::uint32_t> ids, In<Real> table, Out<Real> y) {
  assert(y.size() == ids.size() * columns);
  for (std::size_t b = 0; b < ids.size(); ++b) {
    assert((ids[b] + 1) * columns <= table.size());
    for (std::size_t j = 0; j < columns; ++j) y[b * columns + j] = table[ids[b] * columns + j];
  }
}

/// Adds to d_table [V,C], in the order of the rows.
template <class Real = float>
void embedding_backward(std::size_t columns, std::span<const std::uint32_t> ids, In<Real> d_y, Out<Real> d_table) {
  assert(d_y.size() == ids.size() * columns);
  for (std::size_t b = 0; b < ids.size(); ++b) {
    assert((ids[b] + 1) * columns <= d_table.size());
    for (std::size_t j = 0; j < columns; ++j) d_table[ids[b] * columns + j] += d_y[b * columns + j];
  }
}

}  // namespace weir::nn::reference
