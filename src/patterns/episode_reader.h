// An alarm's signature and where it began, read from the window of recent steps.
#pragma once

#include <array>

#include "patterns/actuators.h"
#include "patterns/course.h"
#include "telemetry/alarm.h"
#include "topology/graph.h"

namespace weir {

/// Catalogue and topology must outlive it.
class EpisodeReader {
 public:
  EpisodeReader(const Catalogue& catalogue, const Graph& topology, std::size_t window_rows);

  /// Gives each culprit its onset and role, puts the origins first (the likeliest leading), and returns the signature of the first origin
  /// and of the plant. False where the window holds too little of the episode to read anything; the alarm is untouched then. At most a few
  /// ms for 127 sensors and a window of 1024 rows.
  bool read(const RecentWindow& window, Alarm& alarm, Signature& signature) noexcept;

 private:
  void read_culprit(const RecentWindow& window, EpisodeRows rows, Alarm& alarm, std::size_t k) noexcept;
  /// The actuators among the culprits, and the one beside the leading culprits that looks most forced, taken in as a culprit.
  void read_actuators(const RecentWindow& window, EpisodeRows rows, Alarm& alarm) noexcept;
  /// A sensor that fell silent is no detector's culprit: nothing is seen of it. It is taken in as one.
  void read_silent(const RecentWindow& window, EpisodeRows rows, Alarm& alarm) noexcept;
  std::size_t take_in(const RecentWindow& window, EpisodeRows rows, Alarm& alarm, std::size_t sensor) noexcept;
  std::size_t earliest_onset(const Alarm& alarm, EpisodeRows rows) const;
  void tell_roles(Alarm& alarm, EpisodeRows rows) noexcept;
  /// How much a sensor's own course looks made rather than caused: repeated, standing still, jumped, gone.
  float tampering(const Signature& own, SensorKind kind) const;
  bool ranks_before(const Alarm& alarm, std::size_t a, std::size_t b) const;
  bool follows(SensorIndex from, SensorIndex to) const;
  void read_plant(const Alarm& alarm, Signature& into) const noexcept;
  void read_mirrored(const RecentWindow& window, const Alarm& alarm, Signature& into) const noexcept;
  void read_others(const RecentWindow& window, const Alarm& alarm, EpisodeRows rows, Signature& into) const noexcept;

  const Catalogue& catalogue_;
  const Graph& topology_;
  CourseReader reader_;
  std::array<CourseReader::Course, Alarm::culprits_max> courses_{};
  std::array<ActuatorConduct, Alarm::culprits_max> conduct_{};  // of discrete culprits
  std::array<float, Alarm::culprits_max> weight_{};             // how likely it began at this culprit
};

}  // namespace weir
