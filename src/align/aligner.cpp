#include "align/aligner.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {
namespace {

// Rows this much of a step apart are never merged for falling into the same cell. 0.6 must stay apart (clocks that tick
// irregularly around the step), 0.5 must merge (a grid of twice the file's step), so: between the two.
constexpr double own_frame_steps = 0.55;
// Instants that must go on steadily after a jump backward before it counts as a new recording.
constexpr std::size_t restart_instants = 3;

constexpr auto never = Timestamp::min();

/// a - b in steps, without overflow for any two times.
double steps_between(Timestamp a, Timestamp b, Duration step) {
  return (static_cast<double>(a.time_since_epoch().count()) - static_cast<double>(b.time_since_epoch().count())) /
         static_cast<double>(step.count());
}

/// a - b, exact where it fits.
std::int64_t saturated_difference(Timestamp a, Timestamp b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.time_since_epoch().count(), b.time_since_epoch().count(), &difference)) {
    return a > b ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
  }
  return difference;
}

bool usable(const Reading& reading) {
  return (reading.quality == Quality::good || reading.quality == Quality::uncertain) && std::isfinite(reading.value) &&
         std::fabs(reading.value) <= static_cast<double>(std::numeric_limits<float>::max());
}

/// What a reading without usable value is, however the source called it.
Quality quality_of_unusable(const Reading& reading) {
  if (reading.quality == Quality::missing || reading.quality == Quality::stale) return reading.quality;
  return std::isnan(reading.value) && reading.quality != Quality::bad ? Quality::missing : Quality::bad;
}

}  // namespace

Aligner::Aligner(Catalogue catalogue, AlignOptions options, Outlet<FrameView>& frames)
    : catalogue_(std::move(catalogue)), options_(options), frames_(frames) {
  options_.step = std::max(options_.step, Duration(1));
  options_.gap_steps_max = std::max(options_.gap_steps_max, 1.0);
  const std::size_t n = catalogue_.size();
  values_.assign(n, std::numeric_limits<float>::quiet_NaN());
  age_s_.assign(n, std::numeric_limits<float>::infinity());
  quality_.assign(n, Quality::missing);
  delivered_.assign(n, 0);
  sum_.assign(n, 0);
  usable_count_.assign(n, 0);
  usable_at_.assign(n, never);
  pending_readings_.resize(restart_instants * n);
  pending_.reserve(restart_instants);
}

bool Aligner::push(std::span<const Reading> readings, std::optional<bool> label) {
  // A push may hold several instants; each is a run of equal times.
  while (!readings.empty()) {
    std::size_t count = 1;
    while (count < readings.size() && readings[count].observed_at == readings[0].observed_at) ++count;
    if (!take_instant(readings.first(count), label)) return false;
    readings = readings.subspan(count);
  }
  return true;
}

bool Aligner::take_instant(std::span<const Reading> readings, std::optional<bool> label) {
  counters_.readings += readings.size();
  const bool any_known =
      std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) { return reading.sensor < values_.size(); });
  if (!any_known) {
    counters_.unknown_sensors += readings.size();
    return true;
  }
  const Timestamp at = readings[0].observed_at;
  if (open_) {
    const double steps = steps_between(at, open_at_, options_.step);
    if (steps < -options_.gap_steps_max) return hold_back(readings, label);
    drop_pending();
    // Older than the open frame's cell: its frame is gone. Within the cell it merges, however the readings are ordered.
    if (at < open_at_ && step_of(at) < open_step_) {
      counters_.backward_readings += readings.size();
      return true;
    }
  }
  return place(readings, label);
}

bool Aligner::hold_back(std::span<const Reading> readings, std::optional<bool> label) {
  const Timestamp at = readings[0].observed_at;
  if (!pending_.empty()) {
    const double steps = steps_between(at, pending_.back().at, options_.step);
    if (steps < 0 || steps > options_.gap_steps_max) drop_pending();
  }
  if (pending_.empty() || pending_.back().at != at) pending_.push_back({at, 0, std::nullopt});
  PendingInstant& instant = pending_.back();
  if (label) instant.label = instant.label.value_or(false) || *label;
  const std::span<Reading> slots = std::span(pending_readings_).subspan((pending_.size() - 1) * values_.size(), values_.size());
  for (std::size_t i = 0; i < readings.size(); ++i) hold_reading(slots, instant.count, readings[i], i);
  if (pending_.size() < restart_instants) return true;

  // It goes on steadily: a new recording.
  if (!emit()) return false;
  ++counters_.restarts;
  started_ = false;
  bool wanted = true;
  for (std::size_t k = 0; k < pending_.size(); ++k) {
    wanted = wanted && place(std::span(pending_readings_).subspan(k * values_.size(), pending_[k].count), pending_[k].label);
  }
  pending_.clear();
  return wanted;
}

void Aligner::hold_reading(std::span<Reading> slots, std::size_t& count, const Reading& reading, std::size_t hint) {
  if (reading.sensor >= values_.size()) {
    ++counters_.unknown_sensors;
    return;
  }
  // Rows that repeat an instant come in the same order, so the place is most often known.
  std::size_t place = hint < count && slots[hint].sensor == reading.sensor ? hint : 0;
  while (place < count && slots[place].sensor != reading.sensor) ++place;
  if (place == count) {
    slots[count++] = reading;  // at most N different sensors, so it fits
    return;
  }
  ++counters_.merged_readings;
  if (usable(reading) || !usable(slots[place])) slots[place] = reading;
}

void Aligner::drop_pending() {
  for (const PendingInstant& instant : pending_) counters_.backward_readings += instant.count;
  pending_.clear();
}

bool Aligner::place(std::span<const Reading> readings, std::optional<bool> label) {
  const Timestamp at = readings[0].observed_at;
  if (!started_) {
    const bool after_gap = counters_.frames > 0;
    started_ = true;
    restart_grid(at);
    open_frame(at, 0, after_gap);
    store(readings, label);
    return true;
  }
  if (steps_between(at, newest_at_, options_.step) > options_.gap_steps_max) {
    if (!emit()) return false;
    ++counters_.gaps;
    restart_grid(at);
    open_frame(at, 0, true);
    store(readings, label);
    return true;
  }
  const std::int64_t step = step_of(at);
  if (step > open_step_) {
    const std::int64_t skipped = step - open_step_ - 1;
    if (!emit()) return false;
    counters_.empty_steps += static_cast<std::uint64_t>(skipped);
    open_frame(at, step, false);
    store(readings, label);
    return true;
  }
  // Same cell. Does it repeat the row that the open frame already holds?
  std::size_t repeated = 0;
  for (const Reading& reading : readings) {
    if (reading.sensor < delivered_.size() && delivered_[reading.sensor] != 0) ++repeated;
  }
  const bool repeats_row = repeated > 0 && 2 * repeated >= delivered_count_;
  if (repeats_row && steps_between(at, newest_row_at_, options_.step) > own_frame_steps) {
    if (!emit()) return false;
    restart_grid(at);  // the grid follows the data: `at` becomes the middle of its cell
    open_frame(at, 0, false);
    store(readings, label);
    return true;
  }
  if (repeats_row) {
    ++counters_.merged_instants;
    if (at == newest_row_at_) ++counters_.duplicate_instants;
    newest_row_at_ = std::max(newest_row_at_, at);
  }
  newest_at_ = std::max(newest_at_, at);
  store(readings, label);
  return true;
}

void Aligner::restart_grid(Timestamp at) { anchor_ = at; }

void Aligner::open_frame(Timestamp at, std::int64_t step_index, bool after_gap) {
  open_ = true;
  open_step_ = step_index;
  open_after_gap_ = after_gap;
  open_at_ = newest_at_ = newest_row_at_ = at;
  open_label_.reset();
  std::fill(delivered_.begin(), delivered_.end(), std::uint8_t{0});
  std::fill(quality_.begin(), quality_.end(), Quality::missing);
  delivered_count_ = 0;
}

void Aligner::store(std::span<const Reading> readings, std::optional<bool> label) {
  if (label) open_label_ = open_label_.value_or(false) || *label;
  for (const Reading& reading : readings) {
    const std::size_t i = reading.sensor;
    if (i >= values_.size()) {
      ++counters_.unknown_sensors;
      continue;
    }
    const bool first = delivered_[i] == 0;
    if (first) {
      delivered_[i] = 1;
      ++delivered_count_;
    } else {
      ++counters_.merged_readings;
    }
    if (usable(reading)) {
      const bool have_one = quality_[i] == Quality::good || quality_[i] == Quality::uncertain;
      usable_count_[i] = have_one ? usable_count_[i] + 1 : 1;
      sum_[i] = have_one ? sum_[i] + reading.value : reading.value;
      values_[i] = static_cast<float>(sum_[i] / usable_count_[i]);
      // A doubt about one of them is a doubt about their mean.
      quality_[i] = have_one && quality_[i] == Quality::uncertain ? Quality::uncertain : reading.quality;
      usable_at_[i] = have_one ? std::max(usable_at_[i], reading.observed_at) : reading.observed_at;
    } else if (first || (quality_[i] != Quality::good && quality_[i] != Quality::uncertain)) {
      quality_[i] = quality_of_unusable(reading);
    }
  }
}

bool Aligner::emit() {
  if (!open_) return true;
  const double stale_after = options_.stale_after_steps;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (usable_at_[i] == never) {
      age_s_[i] = std::numeric_limits<float>::infinity();
      continue;
    }
    // A new recording earlier in time says nothing about how old a value is: count from its start.
    if (usable_at_[i] > newest_at_) usable_at_[i] = open_at_;
    const std::int64_t age = saturated_difference(open_at_, usable_at_[i]);
    age_s_[i] = static_cast<float>(std::max(0.0, static_cast<double>(age) * 1e-9));
    if (quality_[i] == Quality::missing && static_cast<double>(age) > stale_after * static_cast<double>(options_.step.count())) {
      quality_[i] = Quality::stale;
    }
  }
  frame_label_ = open_label_;
  ++counters_.frames;
  const FrameView frame{open_at_, values_, quality_, age_s_, open_after_gap_};
  open_ = false;
  return frames_.push({&frame, 1});
}

bool Aligner::finish() {
  drop_pending();
  const bool wanted = emit();
  started_ = false;
  return wanted;
}

std::int64_t Aligner::step_of(Timestamp at) const {
  const std::int64_t step = options_.step.count();
  const std::int64_t offset = saturated_difference(at, anchor_);
  // floor(offset / step + 1/2) in integers
  std::int64_t index = offset / step;
  std::int64_t rest = offset % step;
  if (rest < 0) {
    rest += step;
    --index;
  }
  return rest >= step - rest ? index + 1 : index;
}

}  // namespace weir
