// Work split over threads without changing the result: every index writes only its own output, and whoever reduces
// afterwards does so in index order.
#pragma once

#include <cstddef>
#include <functional>

namespace weir {

/// How many threads this process may use (at least 1).
int available_threads();

/// Calls body(i) for every i in [0, count), on up to `threads` threads. Order is unspecified, so body must not depend on it.
void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace weir
