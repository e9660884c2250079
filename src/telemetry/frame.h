// All sensors at one step of the time grid; and a table of such frames for training and evaluation.
#pragma once

#include <span>
#include <vector>

#include "telemetry/catalogue.h"

namespace weir {

/// A view of one frame. Valid while its owner says so; never stored.
struct FrameView {
  Timestamp step_at{};
  std::span<const float> values;     // [N] engineering units; the last known value where quality isn't good (NaN: never seen)
  std::span<const Quality> quality;  // [N]
  std::span<const float> age_s;      // [N] seconds since the sensor last delivered a usable value
  bool after_gap = false;            // the grid was interrupted before this frame: recursive state must not reach across
};

/// T frames of N sensors, row-major, as training and evaluation read them. Everything in memory: 5 N + 8 bytes a frame.
class FrameTable {
 public:
  explicit FrameTable(Catalogue catalogue) : catalogue_(std::move(catalogue)) {}

  void append(const FrameView& frame);
  void reserve(std::size_t frames);

  std::size_t rows() const { return step_at_.size(); }
  std::size_t sensors() const { return catalogue_.size(); }
  const Catalogue& catalogue() const { return catalogue_; }
  Catalogue& catalogue() { return catalogue_; }
  std::span<const float> values(std::size_t row) const { return {values_.data() + row * sensors(), sensors()}; }
  std::span<float> values(std::size_t row) { return {values_.data() + row * sensors(), sensors()}; }
  std::span<const Quality> quality(std::size_t row) const { return {quality_.data() + row * sensors(), sensors()}; }
  Timestamp step_at(std::size_t row) const { return step_at_[row]; }
  bool after_gap(std::size_t row) const { return after_gap_[row] != 0; }
  /// The frame as a detector sees it. Ages are not kept: age_s is empty.
  FrameView frame(std::size_t row) const;

 private:
  Catalogue catalogue_;
  std::vector<float> values_;
  std::vector<Quality> quality_;
  std::vector<Timestamp> step_at_;
  std::vector<std::uint8_t> after_gap_;
};

/// Half-open range of rows.
struct RowRange {
  std::size_t first = 0, last = 0;
  std::size_t size() const { return last - first; }
  bool operator==(const RowRange&) const = default;
};

}  // namespace weir
