// The sensor graph as the data tell it: who still says something about whom once all others are known.
#pragma once

#include "linear/group_regression.h"
#include "topology/graph.h"

namespace weir {

/// From the present coefficients of the conditional regression: the partial correlation of i and j is
/// sign(b_ij) sqrt(|b_ij b_ji|) (Lauritzen 1996, 5.1.3), or b_ij where only one regression kept the other. Keeps the
/// `neighbours` strongest of each sensor, above `weakest`.
Graph learned_graph(const GroupRegression& conditional, std::size_t neighbours = 8, float weakest = 0.02F);

}  // namespace weir
