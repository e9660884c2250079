#include "sources/csv/sensor_typing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sources/csv/sensor_names.h"

namespace weir {
namespace {

constexpr std::size_t discrete_values_max = 8;
constexpr double same_value = 1e-9;  // relative to the larger of the two

bool same(double a, double b) { return std::fabs(a - b) <= same_value * std::max({1e-12, std::fabs(a), std::fabs(b)}); }

}  // namespace

/// One sensor's running sums.
struct SensorTyping::Moments {
  std::uint64_t count = 0, changes = 0, rises = 0, falls = 0, resets = 0;
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  double before = 0, increment_before = 0;
  bool has_before = false, has_increment = false, all_integers = true, more_values = false;
  double smallest_step = std::numeric_limits<double>::infinity();
  std::array<double, discrete_values_max> values{};
  std::array<std::uint64_t, discrete_values_max> times{};
  std::size_t value_count = 0;
  // Of successive increments d, d': enough for their correlation. Increments have a mean near 0, so plain sums are exact enough.
  std::uint64_t pairs = 0;
  double sum_squares = 0, sum_squares_before = 0, sum_products = 0;

  void add(double value) {
    ++count;
    low = std::min(low, value);
    high = std::max(high, value);
    all_integers = all_integers && std::fabs(value - std::nearbyint(value)) <= 1e-6;
    note_value(value);
    if (has_before) {
      const bool changed = !same(value, before);
      const double increment = changed ? value - before : 0.0;
      if (changed) {
        ++changes;
        smallest_step = std::min(smallest_step, std::fabs(increment));
        if (increment > 0) ++rises;
        if (increment < 0) {
          ++falls;
          if (value <= low + 0.1 * (high - low)) ++resets;
        }
      }
      if (has_increment) {
        ++pairs;
        sum_squares += increment * increment;
        sum_squares_before += increment_before * increment_before;
        sum_products += increment * increment_before;
      }
      increment_before = increment;
      has_increment = true;
    }
    before = value;
    has_before = true;
  }

  void note_value(double value) {
    if (more_values) return;
    for (std::size_t i = 0; i < value_count; ++i) {
      if (same(values[i], value)) {
        ++times[i];
        return;
      }
    }
    if (value_count == discrete_values_max) {
      more_values = true;
      return;
    }
    values[value_count] = value;
    times[value_count++] = 1;
  }

  void break_chain() { has_before = has_increment = false; }

  double increment_correlation() const {
    const double scale = std::sqrt(sum_squares * sum_squares_before);
    return pairs > 0 && scale > 0 && std::isfinite(scale) ? sum_products / scale : 0.0;
  }
  double increment_rms() const { return pairs > 0 ? std::sqrt(sum_squares / static_cast<double>(pairs)) : 0.0; }

  struct Verdict {
    SensorKind kind;
    std::string reason;
  };
  Verdict judge(std::string_view name) const;
};

SensorTyping::Moments::Verdict SensorTyping::Moments::judge(std::string_view name) const {
  if (count == 0) return {SensorKind::constant, "never delivered a value"};
  if (!more_values && value_count == 1) return {SensorKind::constant, fmt::format("{} in all rows", values[0])};
  const double steps = static_cast<double>(std::max<std::uint64_t>(count - 1, 1));
  if (!more_values && count >= 4 * value_count) {
    const bool rarely_changes = static_cast<double>(changes) <= 0.1 * steps;
    if (all_integers || rarely_changes) {
      return {SensorKind::discrete, fmt::format("{} values, {}", value_count, all_integers ? "integers" : "rarely changing")};
    }
  }
  const bool resets_only = falls == 0 || (falls == resets && 200 * falls <= rises);
  if (count >= 20 && resets_only && static_cast<double>(rises) >= 0.2 * steps) {
    return {SensorKind::counter, falls == 0 ? "never falls" : fmt::format("falls only by {} reset{}", falls, falls == 1 ? "" : "s")};
  }
  if (names_a_level(name)) return {SensorKind::level, "its name says level"};
  const double correlation = increment_correlation();
  if (count >= 200 && correlation >= 0.8 && increment_rms() <= 0.02 * (high - low)) {
    return {SensorKind::level, fmt::format("moves smoothly: correlation of successive increments {:.2f}", correlation)};
  }
  return {SensorKind::continuous, "any value"};
}

SensorTyping::SensorTyping(Catalogue named) : named_(std::move(named)), moments_(named_.size()) {}
SensorTyping::~SensorTyping() = default;
SensorTyping::SensorTyping(SensorTyping&&) noexcept = default;

void SensorTyping::add(std::span<const double> values, std::span<const Quality> quality) {
  const std::size_t n = std::min({values.size(), quality.size(), moments_.size()});
  for (std::size_t i = 0; i < n; ++i) {
    const bool usable = (quality[i] == Quality::good || quality[i] == Quality::uncertain) && std::isfinite(values[i]);
    if (usable) {
      moments_[i].add(values[i]);
    } else {
      moments_[i].break_chain();
    }
  }
}

void SensorTyping::add_gap() {
  for (Moments& moments : moments_) moments.break_chain();
}

Catalogue SensorTyping::catalogue() const {
  Catalogue catalogue = named_;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    const Moments& moments = moments_[i];
    catalogue[i].kind = moments.judge(named_[i].name).kind;
    catalogue[i].low = moments.count > 0 ? moments.low : 0;
    catalogue[i].high = moments.count > 0 ? moments.high : 0;
    catalogue[i].resolution = std::isfinite(moments.smallest_step) ? moments.smallest_step : 0;
  }
  return catalogue;
}

std::string SensorTyping::reason(std::size_t i) const {
  return i < moments_.size() ? moments_[i].judge(named_[i].name).reason : std::string();
}

}  // namespace weir
