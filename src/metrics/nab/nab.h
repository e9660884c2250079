// The score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015): early detections in a window gain, false alarms cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "metrics/series.h"

namespace weir {

struct NabProfile {
  double tp = 1, fp = 0.11, fn = 1;  // weights: gain of the earliest detection, cost of a false alarmed step, of a missed window
};
inline constexpr NabProfile nab_standard{1, 0.11, 1};
inline constexpr NabProfile nab_reward_low_fp{1, 0.22, 1};
inline constexpr NabProfile nab_reward_low_fn{1, 0.11, 2};

enum class NabStream : std::uint8_t {
  alarms,  // as NAB reads a detector: every alarmed step outside the windows costs
  onsets,  // only the first step of each alarm run: what a person hears
};

/// Sums of several series give the pooled score.
struct NabScore {
  double raw = 0;
  double null = 0;     // of never raising an alarm
  double perfect = 0;  // of detecting every window at its first step, and nothing else
  NabScore& operator+=(const NabScore& other);
};

/// Events are the windows (overlapping ones are one). The first min(floor(probation n), 5000 probation) steps are not judged (NAB: 0.15).
NabScore nab(const Series& series, const NabProfile& profile = nab_standard, double probation = 0.15, NabStream stream = NabStream::alarms);

/// 100 (raw - null) / (perfect - null); undefined without windows.
std::optional<double> nab_normalised(const NabScore& score);

}  // namespace weir
