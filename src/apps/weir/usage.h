// What a run has taken of the machine.
#pragma once

#include <chrono>

namespace weir {

/// Most memory this process has held so far, in MB (10^6 bytes).
double peak_memory_mb();

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace weir
