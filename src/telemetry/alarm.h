// One episode from its first strange step to its last. Fixed size, so that raising one allocates nothing.
#pragma once

#include <array>
#include <cstdint>

#include "telemetry/reading.h"

namespace weir {

enum class AlarmPhase : std::uint8_t { opened, updated, closed };
const char* name_of(AlarmPhase phase);

/// A sensor's part in an alarm.
struct Culprit {
  SensorIndex sensor = 0;
  float share = 0;     // of the alarm's strangeness, 0..1
  float seen = 0;      // engineering units, at the strangest step
  float expected = 0;  // engineering units; NaN where no member has an expectation
  float spread = 0;    // engineering units, one robust standard deviation of seen - expected in normal data
};

/// A relation between two sensors that no longer holds.
struct BrokenEdge {
  SensorIndex from = 0, to = 0;
  float share = 0;
};

struct Alarm {
  static constexpr std::size_t culprits_max = 8;
  static constexpr std::size_t edges_max = 4;

  std::uint64_t id = 0;  // counts from 1 within a run
  AlarmPhase phase = AlarmPhase::opened;
  Timestamp at{};      // of this phase
  Timestamp onset{};   // first strange step
  Timestamp peak{};    // strangest step so far
  Timestamp last{};    // last strange step so far
  double score = 0;    // -log10 p at the peak
  double p_value = 1;  // at the peak
  std::array<Culprit, culprits_max> culprits{};
  std::size_t culprit_count = 0;
  std::array<BrokenEdge, edges_max> edges{};
  std::size_t edge_count = 0;
};

}  // namespace weir
