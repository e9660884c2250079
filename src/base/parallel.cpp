#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace weir {

int available_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body) {
  const auto workers = std::min<std::size_t>(static_cast<std::size_t>(std::max(1, threads)), count);
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) body(i);
  };
  std::vector<std::jthread> others;
  others.reserve(workers - 1);
  for (std::size_t w = 1; w < workers; ++w) others.emplace_back(work);
  work();
}

}  // namespace weir
