// The signed neighbour sum of reference/neighbours.h on vector units. Letters: N sensors, E edges, C columns.
#pragma once

#include <span>

#include "nn/reference/neighbours.h"

namespace weir::nn::fast {

using reference::NeighbourView;

/// Overwrites y [N,C] with y_i = sum over edges e of i of edge_weight_e * x_from(e), in the order of the edges.
void neighbour_sum_forward(NeighbourView neighbours, std::size_t columns, std::span<const float> edge_weight, std::span<const float> x,
                           std::span<float> y);

/// Adds to d_x [N,C]: the edge weights are fixed (learned ones: the reference's backward).
void neighbour_sum_backward(NeighbourView neighbours, std::size_t columns, std::span<const float> edge_weight, std::span<const float> d_y,
                            std::span<float> d_x);

}  // namespace weir::nn::fast
