#include "patterns/course.h"

#include <algorithm>
#include <cmath>

#include "stats/robust.h"

namespace weir {
namespace {

constexpr std::size_t before_rows_max = 360, before_rows_min = 20;
constexpr std::size_t clear_of_onset = 60;  // rows ahead of the onset that may belong to the episode already
constexpr std::size_t lookback_max = 120;   // rows that a sensor's onset may lie ahead of the alarm's
constexpr std::size_t gap_max = 4;          // rows that strangeness may pause without a new onset
constexpr std::size_t lags_max = 720, lag_min = 2, movers_max = 240;
constexpr std::size_t copy_least = 8;    // moving rows that repeat unbroken, to be a copy
constexpr std::size_t ahead_rows = 200;  // looked at ahead of an onset
constexpr std::size_t shape_rows_min = 6;
constexpr float strangeness_least = 1, deviation_least = 3;

/// Least squares of y on its index: r2 and whether it rises. Unknown values are left out.
float straightness_of(std::span<const float> y) {
  double n = 0, st = 0, sy = 0, stt = 0, syy = 0, sty = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    if (!std::isfinite(y[k])) continue;
    const double t = static_cast<double>(k), v = y[k];
    n += 1, st += t, sy += v, stt += t * t, syy += v * v, sty += t * v;
  }
  const double vt = n * stt - st * st, vy = n * syy - sy * sy;
  if (n < 4 || vt <= 0 || vy <= 1e-9 * n * n) return NAN;
  const double c = n * sty - st * sy;
  return static_cast<float>(c * c / (vt * vy));
}

/// Nearer values are the same value.
float tolerance_of(const Sensor& sensor) {
  return static_cast<float>(std::max(0.51 * sensor.resolution, 2e-6 * (sensor.high - sensor.low)));
}

float mean_of(std::span<const float> y) {
  double n = 0, sum = 0;
  for (const float v : y) {
    if (std::isfinite(v)) n += 1, sum += v;
  }
  return n > 0 ? static_cast<float>(sum / n) : NAN;
}

float log_ratio(float during, float before, float least) { return std::clamp(std::log2((during + least) / (before + least)), -8.0F, 8.0F); }

}  // namespace

CourseReader::CourseReader(std::size_t window_rows) {
  for (auto* column : {&value_, &deviation_, &strangeness_, &scratch_}) column->reserve(window_rows);
  usable_.reserve(window_rows);
  shares_.reserve(lags_max + 1);
  movers_.reserve(movers_max);
}

CourseReader::Course CourseReader::read(const RecentWindow& window, EpisodeRows episode, const Sensor& sensor, std::size_t index) noexcept {
  value_.clear(), deviation_.clear(), strangeness_.clear(), usable_.clear();
  for (std::size_t row = 0; row < episode.end; ++row) {
    value_.push_back(window.value(row, index));
    deviation_.push_back(window.deviation(row, index));
    strangeness_.push_back(window.strangeness(row, index));
    usable_.push_back(window.usable(row, index));
  }
  const auto before = read_before(episode, sensor);
  Course course;
  find_onset(episode, before, course);
  auto& s = course.signature;
  s[Feature::discrete] = sensor.kind == SensorKind::discrete ? 1 : 0;
  s[Feature::level] = sensor.kind == SensorKind::level ? 1 : 0;
  s[Feature::lead] = static_cast<float>(episode.onset) - static_cast<float>(course.onset);
  read_shape(course, s);
  read_movement(course, episode.end, before, sensor, s);
  read_repetition(course, sensor);
  read_ahead(course, sensor);
  return course;
}

float CourseReader::quantile_of_scratch(double q) { return scratch_.empty() ? NAN : static_cast<float>(quantile(scratch_, q)); }

CourseReader::Before CourseReader::read_before(EpisodeRows episode, const Sensor& sensor) {
  Before before;
  before.end = episode.onset > clear_of_onset + before_rows_min ? episode.onset - clear_of_onset : episode.onset * 3 / 4;
  before.first = before.end > before_rows_max ? before.end - before_rows_max : 0;
  if (before.end - before.first < before_rows_min) return before;
  const auto least = static_cast<float>(std::max(sensor.resolution, 1e-6 * (sensor.high - sensor.low)));
  scratch_.clear();
  std::size_t run = 1, changed = 0, longest = 1;
  for (std::size_t row = before.first + 1; row < before.end; ++row) {
    const float change = std::abs(value_[row] - value_[row - 1]);
    if (std::isfinite(change)) scratch_.push_back(change);
    const bool moved = value_[row] != value_[row - 1];
    changed += moved;
    run = moved ? 1 : run + 1;
    longest = std::max(longest, run);
  }
  before.step_usual = std::max(quantile_of_scratch(0.99), least);
  before.step_largest = std::max(quantile_of_scratch(1), least);
  before.still_longest = static_cast<float>(longest);
  before.changes = static_cast<float>(changed) / static_cast<float>(before.end - before.first);
  scratch_.clear();
  for (std::size_t row = before.first + 2; row < before.end; ++row) {
    const float bend = std::abs(value_[row] - 2 * value_[row - 1] + value_[row - 2]);
    if (std::isfinite(bend)) scratch_.push_back(bend);
  }
  before.roughness = quantile_of_scratch(0.5);
  scratch_.clear();
  for (std::size_t row = before.first; row < before.end; ++row) {
    if (std::isfinite(value_[row])) scratch_.push_back(value_[row]);
  }
  const float top = quantile_of_scratch(0.95);
  before.swing = top - quantile_of_scratch(0.05);
  return before;
}

/// From the first lasting strangeness at or after the alarm's onset back to where that began.
void CourseReader::find_onset(EpisodeRows episode, const Before& before, Course& course) {
  scratch_.clear();
  for (std::size_t row = before.first; row < before.end; ++row) scratch_.push_back(std::abs(strangeness_[row]));
  const float s_bound = std::max(strangeness_least, scratch_.empty() ? 0 : 1.2F * quantile_of_scratch(0.99));
  scratch_.clear();
  for (std::size_t row = before.first; row < before.end; ++row) {
    if (std::isfinite(deviation_[row])) scratch_.push_back(std::abs(deviation_[row]));
  }
  const float d_bound = std::max(deviation_least, scratch_.empty() ? 0 : 1.2F * quantile_of_scratch(0.99));
  const auto strange = [&](std::size_t row) {
    return std::abs(strangeness_[row]) >= s_bound || std::abs(deviation_[row]) >= d_bound || (usable_[row] == 0);
  };
  std::size_t first = episode.onset;
  while (first < episode.end && !strange(first)) ++first;
  course.strange = first < episode.end;
  if (!course.strange) {
    course.onset = episode.onset;
    course.last = episode.end - 1;
    return;
  }
  const std::size_t floor = episode.onset > lookback_max ? episode.onset - lookback_max : 0;
  course.onset = first;
  for (std::size_t row = first; row > floor && course.onset - row <= gap_max; --row) {
    if (strange(row - 1)) course.onset = row - 1;
  }
  course.last = first;
  std::size_t stretches = 1;
  for (std::size_t row = course.onset; row < episode.end; ++row) {
    if (!strange(row)) continue;
    if (row > course.last + gap_max) ++stretches;
    course.last = std::max(course.last, row);
  }
  course.signature[Feature::excursions] = static_cast<float>(stretches);
}

void CourseReader::read_shape(const Course& course, Signature& into) const {
  const auto off = std::span(deviation_).subspan(course.onset, course.last + 1 - course.onset);
  const float mean = mean_of(off);
  if (!std::isfinite(mean)) return;
  double n = 0, square = 0;
  for (const float d : off) {
    if (std::isfinite(d)) n += 1, square += (d - mean) * (d - mean);
  }
  const auto swing = static_cast<float>(std::sqrt(square / n));
  into[Feature::offset] = std::abs(mean);
  into[Feature::steadiness] = std::abs(mean) / (std::abs(mean) + swing + 1e-6F);
  into[Feature::straightness] = straightness_of(off);
  const std::size_t third = off.size() / 3;
  if (third < 1) return;
  const float head = std::abs(mean_of(off.first(third))), tail = std::abs(mean_of(off.last(third)));
  if (std::isfinite(head) && std::isfinite(tail)) into[Feature::growth] = (tail - head) / std::max({head, tail, 1.0F});
}

float CourseReader::jump_at(std::size_t row, std::size_t reach, std::size_t end) const {
  float largest = 0;
  const std::size_t first = std::max<std::size_t>(1, row > reach ? row - reach : 1);
  for (std::size_t k = first; k < std::min(end, row + reach + 1); ++k) {
    const float change = std::abs(value_[k] - value_[k - 1]);
    if (std::isfinite(change)) largest = std::max(largest, change);
  }
  return largest;
}

void CourseReader::read_movement(const Course& course, std::size_t end, const Before& before, const Sensor& sensor, Signature& into) {
  const std::size_t rows = course.last + 1 - course.onset;
  const auto count = static_cast<float>(rows);
  std::size_t run = 1, longest = 1, changed = 0, lost = 0, ended = 0;
  float beyond = 0;
  const auto low = static_cast<float>(sensor.low), high = static_cast<float>(sensor.high), span = high - low;
  for (std::size_t row = course.onset; row <= course.last; ++row) {
    const float v = value_[row];
    lost += usable_[row] == 0;
    if (std::isfinite(v) && span > 0) {
      beyond = std::max({beyond, (low - v) / span, (v - high) / span});
      ended += v <= low + 0.002F * span || v >= high - 0.002F * span;
    }
    if (row == course.onset) continue;
    const bool moved = v != value_[row - 1];
    changed += moved;
    run = moved ? 1 : run + 1;
    longest = std::max(longest, run);
  }
  into[Feature::lost] = static_cast<float>(lost) / count;
  into[Feature::beyond] = beyond;
  into[Feature::at_end] = static_cast<float>(ended) / count;
  if (rows >= shape_rows_min) into[Feature::still] = static_cast<float>(longest) / count;
  if (before.end - before.first < before_rows_min) return;
  into[Feature::still_ratio] = static_cast<float>(longest) / before.still_longest;
  into[Feature::chatter] = static_cast<float>(changed) / count / (before.changes + 1 / count);
  if (before.step_usual > 0) {
    into[Feature::jump] = jump_at(course.onset, 2, end) / before.step_usual;
    into[Feature::leap] = jump_at(course.onset, 2, end) / before.step_largest;
    float later = 0;
    for (std::size_t row = course.onset + 4; row < end; ++row) later = std::max(later, jump_at(row, 0, end));
    into[Feature::return_jump] = later / before.step_largest;
  }
  scratch_.clear();
  for (std::size_t row = course.onset + 2; row <= course.last; ++row) {
    const float bend = std::abs(value_[row] - 2 * value_[row - 1] + value_[row - 2]);
    if (std::isfinite(bend)) scratch_.push_back(bend);
  }
  const auto least = static_cast<float>(std::max(sensor.resolution, 1e-5 * (sensor.high - sensor.low)));
  if (scratch_.size() >= 4) into[Feature::noise_ratio] = log_ratio(quantile_of_scratch(0.5), before.roughness, least);
  scratch_.clear();
  for (std::size_t row = course.onset; row <= course.last; ++row) {
    if (std::isfinite(value_[row])) scratch_.push_back(value_[row]);
  }
  if (scratch_.size() >= 4) {
    const float top = quantile_of_scratch(0.95);
    into[Feature::swing_ratio] = log_ratio(top - quantile_of_scratch(0.05), before.swing, least);
  }
  // Where nothing is expected the deviation is unknown and so is this.
  double n = 0, so = 0, se = 0, soo = 0, see = 0, soe = 0;
  for (std::size_t row = course.onset; row <= course.last; ++row) {
    if (!std::isfinite(deviation_[row]) || !std::isfinite(value_[row])) continue;
    const double o = std::abs(deviation_[row]), e = std::abs(value_[row]);
    n += 1, so += o, se += e, soo += o * o, see += e * e, soe += o * e;
  }
  const double vo = n * soo - so * so, ve = n * see - se * se;
  if (n >= 6 && vo > 1e-9 && ve > 1e-9) into[Feature::proportion] = static_cast<float>((n * soe - so * se) / std::sqrt(vo * ve));
}

std::optional<CourseReader::Repetition> CourseReader::repetition_in(std::size_t first, std::size_t last, float tolerance) {
  movers_.clear();
  for (std::size_t row = std::max<std::size_t>(1, first); row <= last && movers_.size() < movers_max; ++row) {
    if (std::abs(value_[row] - value_[row - 1]) > tolerance) movers_.push_back(static_cast<std::uint32_t>(row));
  }
  if (movers_.size() < 4) return std::nullopt;
  Repetition found;
  shares_.clear();
  for (std::size_t lag = lag_min; lag <= std::min(first, lags_max); ++lag) {
    std::size_t met = 0, run = 0, run_first = 0;
    for (const auto row : movers_) {
      if (std::abs(value_[row] - value_[row - lag]) > tolerance) {
        run = 0;
        continue;
      }
      ++met;
      if (run++ == 0) run_first = row;
      if (run > found.longest) found.longest = run, found.longest_lag = lag, found.longest_first = run_first, found.longest_end = row + 1;
    }
    const float share = static_cast<float>(met) / static_cast<float>(movers_.size());
    shares_.push_back(share);
    if (share > found.share) found.share = share, found.lag = lag;
  }
  if (shares_.empty()) return std::nullopt;
  found.chance = static_cast<float>(quantile(shares_, 0.5));
  return found;
}

/// The share of moving rows that equal the sensor's own value of some fixed time ago, best lag, above what lags give by chance.
void CourseReader::read_repetition(Course& course, const Sensor& sensor) {
  if (sensor.kind == SensorKind::discrete) return;
  auto& into = course.signature;
  const std::size_t first = course.onset, last = course.last;
  const float tolerance = tolerance_of(sensor);
  const auto found = repetition_in(first, last, tolerance);
  if (!found) return;
  into[Feature::replay] = std::clamp((found->share - found->chance) / (1 - std::min(found->chance, 0.99F)), 0.0F, 1.0F);
  into[Feature::replay_lag] = static_cast<float>(found->lag) / static_cast<float>(last + 1 - first);
  into[Feature::repeats] = static_cast<float>(found->longest);
  if (found->longest >= copy_least)
    course.copy_lag = found->longest_lag, course.copy_first = found->longest_first, course.copy_end = found->longest_end;
}

/// What ended with the onset: an alarm may be raised by the jump back from what nobody noticed.
void CourseReader::read_ahead(Course& course, const Sensor& sensor) {
  auto& into = course.signature;
  into[Feature::still_ahead] = into[Feature::repeats_ahead] = 0;
  if (sensor.kind == SensorKind::discrete || course.onset < ahead_rows) return;
  const float tolerance = tolerance_of(sensor);
  const auto still = [&](std::size_t row) { return std::abs(value_[row] - value_[row - 1]) <= tolerance; };
  std::size_t run = 0, moved = 0;
  std::size_t row = course.onset;
  for (std::size_t skipped = 0; skipped < 3 && !still(row); ++skipped) --row;  // the jump itself
  for (; row > 0 && still(row); --row) ++run;
  const std::size_t from = row > 300 ? row - 300 : 1;
  for (std::size_t k = from; k < row; ++k) moved += !still(k);
  if (2 * moved > row - from) into[Feature::still_ahead] = static_cast<float>(run);
  const auto found = repetition_in(course.onset - ahead_rows, course.onset - 1, tolerance);
  if (!found) return;
  into[Feature::repeats_ahead] = static_cast<float>(found->longest);
  if (course.copy_lag == 0 && found->longest >= copy_least) {
    course.copy_lag = found->longest_lag, course.copy_first = found->longest_first, course.copy_end = found->longest_end;
  }
  if (course.copy_lag > 0) {
    const auto lag = static_cast<float>(course.copy_lag), length = static_cast<float>(course.copy_end - course.copy_first);
    into[Feature::delay] = std::max(0.0F, 1 - std::abs(length - lag) / lag);
  } else if (std::isfinite(into[Feature::repeats])) {
    into[Feature::delay] = 0;
  }
}

}  // namespace weir
