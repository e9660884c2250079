// One sensor's course before and during an episode, and what can be measured of it.
#pragma once

#include <span>
#include <vector>

#include "patterns/features.h"
#include "patterns/recent_window.h"
#include "telemetry/catalogue.h"

namespace weir {

/// Where an episode lies in the window: rows of [onset, end).
struct EpisodeRows {
  std::size_t onset = 0, end = 0;
};

/// Reads one sensor after the other; holds memory for the longest window, so that reading allocates nothing.
class CourseReader {
 public:
  explicit CourseReader(std::size_t window_rows);

  struct Course {
    std::size_t onset = 0, last = 0;  // rows of the sensor's own first and last strangeness
    bool strange = false;             // whether it had any worth the name
    Signature signature;              // its own features; those of the plant stay unknown
  };
  /// Cost O(window rows x lags), lags at most 720. REQUIRES: episode.onset < episode.end <= window.rows().
  Course read(const RecentWindow& window, EpisodeRows episode, const Sensor& sensor, std::size_t index) noexcept;

 private:
  struct Before {
    std::size_t first = 0, end = 0;  // rows
    float step_usual = 0;            // 99 % quantile of changes from step to step, engineering units
    float roughness = 0, swing = 0;  // median |second difference|, 5 to 95 % range
    float still_longest = 1;         // steps
    float changes = 0;               // a step
  };
  Before read_before(EpisodeRows episode, const Sensor& sensor);
  void find_onset(EpisodeRows episode, const Before& before, Course& course);
  void read_shape(const Course& course, Signature& into) const;
  void read_movement(const Course& course, std::size_t end, const Before& before, const Sensor& sensor, Signature& into);
  void read_repetition(const Course& course, std::size_t end, const Sensor& sensor, Signature& into);
  float jump_at(std::size_t row, std::size_t reach, std::size_t end) const;
  float quantile_of_scratch(double q);

  std::vector<float> value_, deviation_, strangeness_, scratch_;  // of the sensor being read
  std::vector<std::uint8_t> usable_;
  std::vector<float> shares_;          // by lag
  std::vector<std::uint32_t> movers_;  // rows in which the sensor moved
};

}  // namespace weir
