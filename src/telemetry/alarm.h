// One episode from its first strange step to its last. Fixed size, so that raising one allocates nothing.
#pragma once

#include <array>
#include <cstdint>

#include "telemetry/fixed_text.h"
#include "telemetry/reading.h"

namespace weir {

enum class AlarmPhase : std::uint8_t { opened, updated, closed };
const char* name_of(AlarmPhase phase);

/// Whether the trouble began at a sensor or merely shows there.
enum class CulpritRole : std::uint8_t { unknown, origin, symptom };
const char* name_of(CulpritRole role);

/// A sensor's part in an alarm.
struct Culprit {
  SensorIndex sensor = 0;
  float share = 0;     // of the alarm's strangeness, 0..1
  float seen = 0;      // engineering units, at the strangest step
  float expected = 0;  // engineering units; NaN where no member has an expectation
  float spread = 0;    // engineering units, one robust standard deviation of seen - expected in normal data
  CulpritRole role = CulpritRole::unknown;
  Timestamp onset{};  // its own first strange step; meaningless while the role is unknown
};

/// A relation between two sensors that no longer holds.
struct BrokenEdge {
  SensorIndex from = 0, to = 0;
  float share = 0;
};

enum class PatternKind : std::uint8_t {
  unclear,  // nothing fits, or an attack and a fault fit alike
  attack,
  fault,
  change,  // the plant runs in another way than it learned
};
const char* name_of(PatternKind kind);

/// What an episode looks like, from a library of patterns. All text travels along: who tells the alarm needs no library.
struct PatternGuess {
  FixedText<23> name;  // "replay"
  PatternKind kind = PatternKind::unclear;
  float confidence = 0;      // 0..1; what the guesses don't share between them is "none of these"
  FixedText<39> techniques;  // ATT&CK for ICS, blank between them: "T0856 T0832"; empty: none
  FixedText<159> sentence;   // for people, about the sensor where it began
};

/// Alarms that belong together over hours and stages.
struct CampaignPart {
  std::uint64_t id = 0;     // 0: on its own
  std::uint32_t place = 0;  // which of its alarms this is, from 1
  Timestamp began{};        // onset of its first
  FixedText<15> first_stage, last_stage;
};

/// An earlier alarm of the same run that looked like this one.
struct SimilarAlarm {
  std::uint64_t id = 0;
  Timestamp onset{};
  float likeness = 0;  // 0..1
};

/// What would have kept the alarm from being raised, found by running the detector again. sensors == 0: not known.
struct Counterfactual {
  std::uint32_t sensors = 0;  // the first so many origins (in order of culprits) reading as expected
  double score = 0;           // digits that the episode would then have reached at most
};

struct Alarm {
  static constexpr std::size_t culprits_max = 8;
  static constexpr std::size_t edges_max = 4;
  static constexpr std::size_t patterns_max = 3;
  static constexpr std::size_t similar_max = 2;

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
  PatternKind verdict = PatternKind::unclear;
  std::array<PatternGuess, patterns_max> patterns{};  // the likeliest first
  std::size_t pattern_count = 0;
  CampaignPart campaign;
  std::array<SimilarAlarm, similar_max> similar{};
  std::size_t similar_count = 0;
  Counterfactual counterfactual;
};

}  // namespace weir
