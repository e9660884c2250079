// The last steps of all sensors: values, deviations and strangeness, in memory of a fixed size.
#pragma once

#include <cstddef>
#include <vector>

#include "telemetry/frame.h"
#include "telemetry/score.h"

namespace weir {

/// A ring of `rows` steps of N sensors, 13 bytes a cell. append() allocates nothing. Row 0 is the oldest one kept.
class RecentWindow {
 public:
  RecentWindow(std::size_t sensors, std::size_t rows);
  void append(const FrameView& frame, const ScoreView& score) noexcept;
  void clear() noexcept { filled_ = next_ = 0; }
  std::size_t rows() const { return filled_; }
  std::size_t sensors() const { return sensors_; }
  Timestamp at(std::size_t row) const { return at_[place(row)]; }
  /// Rows from the first one at or after `at`; rows() where there is none.
  std::size_t row_of(Timestamp at) const;

  float value(std::size_t row, std::size_t sensor) const { return value_[place(row) * sensors_ + sensor]; }
  /// (seen - expected) / spread; NaN where nothing is expected.
  float deviation(std::size_t row, std::size_t sensor) const { return deviation_[place(row) * sensors_ + sensor]; }
  float strangeness(std::size_t row, std::size_t sensor) const { return strangeness_[place(row) * sensors_ + sensor]; }
  bool usable(std::size_t row, std::size_t sensor) const { return usable_[place(row) * sensors_ + sensor] != 0; }

 private:
  std::size_t place(std::size_t row) const {
    const std::size_t at = next_ + capacity_ - filled_ + row;
    return at < capacity_ ? at : at - capacity_;
  }

  std::size_t sensors_, capacity_, filled_ = 0, next_ = 0;
  std::vector<Timestamp> at_;
  std::vector<float> value_, deviation_, strangeness_;  // [capacity][N]
  std::vector<std::uint8_t> usable_;
};

}  // namespace weir
