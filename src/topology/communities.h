// Groups of sensors that hang together more than with the rest: a stand-in for stages the catalogue doesn't name.
#pragma once

#include <vector>

#include "topology/graph.h"

namespace weir {

/// The community of each sensor [N], numbered from 0 in order of their first sensor.
///
/// Greedy modularity (Newman 2004, "Fast algorithm for detecting community structure in networks", Phys. Rev. E 69,
/// 066133): every sensor begins alone; the two joined communities whose union raises modularity most are merged, until
/// none does. Directions are ignored, strengths count by their size. Ties go to the lower numbers, so the answer depends
/// on the graph alone. A sensor without edges stays alone. O(N * E).
std::vector<int> communities(const Graph& graph);

}  // namespace weir
