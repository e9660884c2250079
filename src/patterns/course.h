// One sensor's course before and during an episode, and what can be measured of it.
#pragma once

#include <optional>
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
    std::size_t onset = 0, last = 0;           // rows of the sensor's own first and last strangeness
    bool strange = false;                      // whether it had any worth the name
    std::size_t copy_lag = 0;                  // rows; 0: it repeats nothing
    std::size_t copy_first = 0, copy_end = 0;  // rows of its longest repeating stretch
    Signature signature;                       // its own features; those of the plant stay unknown
  };
  /// Cost O(window rows x lags), lags at most 720. REQUIRES: episode.onset < episode.end <= window.rows().
  Course read(const RecentWindow& window, EpisodeRows episode, const Sensor& sensor, std::size_t index) noexcept;

 private:
  struct Before {
    std::size_t first = 0, end = 0;  // rows
    float step_usual = 0;            // 99 % quantile of changes from step to step, engineering units
    float step_largest = 0;          // their largest
    float roughness = 0, swing = 0;  // median |second difference|, 5 to 95 % range
    float still_longest = 1;         // steps
    float changes = 0;               // a step
  };
  Before read_before(EpisodeRows episode, const Sensor& sensor);
  void find_onset(EpisodeRows episode, const Before& before, Course& course);
  void read_shape(const Course& course, Signature& into) const;
  void read_movement(const Course& course, std::size_t end, const Before& before, const Sensor& sensor, Signature& into);
  struct Repetition {
    float share = 0, chance = 0;  // of the moving rows that equal those of the best lag ago; of the middling lag
    std::size_t lag = 0;          // the best
    std::size_t longest = 0;      // moving rows in the longest stretch that repeats unbroken
    std::size_t longest_lag = 0, longest_first = 0, longest_end = 0;
  };
  /// Nothing where fewer than four rows move.
  std::optional<Repetition> repetition_in(std::size_t first, std::size_t last, float tolerance);
  void read_repetition(Course& course, const Sensor& sensor);
  void read_ahead(Course& course, const Sensor& sensor);
  float jump_at(std::size_t row, std::size_t reach, std::size_t end) const;
  float quantile_of_scratch(double q);

  std::vector<float> value_, deviation_, strangeness_, scratch_;  // of the sensor being read
  std::vector<std::uint8_t> usable_;
  std::vector<float> shares_;          // by lag
  std::vector<std::uint32_t> movers_;  // rows in which the sensor moved
};

}  // namespace weir
