// Readings at odd times become frames on a grid.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/outlet.h"
#include "telemetry/catalogue.h"
#include "telemetry/frame.h"
#include "telemetry/reading.h"

namespace weir {

struct AlignOptions {
  Duration step = std::chrono::seconds(1);  // > 0
  double gap_steps_max = 10;                // a jump of more steps than this, forward or backward, interrupts the grid
  double stale_after_steps = 30;            // nothing usable for longer than this: stale
};

struct AlignCounters {
  std::uint64_t readings = 0;            // taken in
  std::uint64_t frames = 0;              // handed out
  std::uint64_t merged_readings = 0;     // a sensor's second and later readings within one step; their mean counts
  std::uint64_t merged_instants = 0;     // instants (rows) that joined a frame which already held an earlier one of the same sensors
  std::uint64_t duplicate_instants = 0;  // ... of those, the ones at exactly the same time
  std::uint64_t empty_steps = 0;         // steps between two frames that held no reading, gaps not counted
  std::uint64_t gaps = 0;                // forward interruptions
  std::uint64_t restarts = 0;            // backward interruptions: a new recording in the same stream
  std::uint64_t backward_readings = 0;   // dropped: older than the open frame
  std::uint64_t unknown_sensors = 0;     // dropped: no such sensor in the catalogue
  bool operator==(const AlignCounters&) const = default;
};

/// The grid, in four rules.
/// 1. The grid is anchored at the first reading; a reading belongs to the nearest step. A frame is handed out for every step
///    that holds at least one reading, once a reading of a later step arrives (or at finish()). Empty steps give no frame.
/// 2. A whole row is never merged for being early: an instant that repeats at least half of the open frame's sensors more than
///    0.55 steps after that frame's last such instant opens the next frame, and moves the anchor to itself. So rows 0.6 to
///    1.4 steps apart are a frame each, while a second source slightly out of phase, or rows twice as fast as the grid, merge.
/// 3. Jumps of more than gap_steps_max steps start a new grid with after_gap set: forward at once; backward when three instants
///    in a row go on steadily from there (they are kept until then). Other backward readings are dropped and counted.
/// 4. A frame's time is that of its first reading, so that it can be found again in the data.
///
/// Several usable readings of a sensor within a step count as their mean: a coarse grid filters noise instead of sampling it.
/// In a frame, a sensor without a usable value keeps its last known one (NaN: never seen; values survive gaps, with their age)
/// and the quality says why: what this step delivered (bad, missing, uncertain), missing if nothing, and stale instead of
/// missing once the last usable value is older than stale_after_steps. Values beyond the range of float become bad.
///
/// Nothing is allocated after construction. Belongs to one thread.
class Aligner {
 public:
  Aligner(Catalogue catalogue, AlignOptions options, Outlet<FrameView>& frames);

  /// Readings in order of arrival; those of one instant together. `label` says whether the instant is known to be anomalous.
  /// False: the outlet wants no more.
  bool push(std::span<const Reading> readings, std::optional<bool> label = std::nullopt);
  /// Hands out the frame that is still open.
  bool finish();

  /// While the outlet is called: the label of that frame (anomalous if any of its instants is; none if none had one).
  std::optional<bool> frame_label() const { return frame_label_; }
  const AlignCounters& counters() const { return counters_; }
  const Catalogue& catalogue() const { return catalogue_; }
  const AlignOptions& options() const { return options_; }

 private:
  struct PendingInstant {
    Timestamp at{};
    std::size_t count = 0;  // readings; the k-th instant's begin at k * N in pending_readings_
    std::optional<bool> label;
  };

  bool take_instant(std::span<const Reading> readings, std::optional<bool> label);
  bool hold_back(std::span<const Reading> readings, std::optional<bool> label);
  bool place(std::span<const Reading> readings, std::optional<bool> label);
  void open_frame(Timestamp at, std::int64_t step_index, bool after_gap);
  void restart_grid(Timestamp at);
  void store(std::span<const Reading> readings, std::optional<bool> label);
  void hold_reading(std::span<Reading> slots, std::size_t& count, const Reading& reading, std::size_t hint);
  void drop_pending();
  bool emit();
  std::int64_t step_of(Timestamp at) const;

  Catalogue catalogue_;
  AlignOptions options_;
  Outlet<FrameView>& frames_;
  AlignCounters counters_;

  Timestamp anchor_{};  // step 0 of the present grid
  std::int64_t open_step_ = 0;
  bool started_ = false, open_ = false, open_after_gap_ = false;
  Timestamp open_at_{};        // first reading of the open frame
  Timestamp newest_at_{};      // newest reading of the open frame
  Timestamp newest_row_at_{};  // newest instant of the open frame that repeated a row, or its first
  std::optional<bool> open_label_, frame_label_;

  std::vector<float> values_, age_s_;       // [N]
  std::vector<Quality> quality_;            // [N]
  std::vector<std::uint8_t> delivered_;     // [N] in the open frame
  std::vector<double> sum_, usable_count_;  // [N] of the usable readings in the open frame
  std::size_t delivered_count_ = 0;
  std::vector<Timestamp> usable_at_;       // [N] of the last usable value; Timestamp::min(): never
  std::vector<Reading> pending_readings_;  // [3 N] up to three instants after a jump backward
  std::vector<PendingInstant> pending_;
};

}  // namespace weir
