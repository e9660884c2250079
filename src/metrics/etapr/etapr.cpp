#include "metrics/etapr/etapr.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "metrics/ratio.h"
#include "metrics/runs.h"

namespace weir {

namespace {

/// One non-zero cell of the overlap matrix O[event, alarm]; `score` in steps.
struct Cell {
  std::size_t event = 0, alarm = 0;
  double score = 0;
};

/// The ambiguous zone after event i, half-open; empty where it isn't used. It has int(delta (b - a)) + 1 steps and counts only from
/// two, and is cut before the next event only when it reaches beyond that event's first step; published figures depend on both.
RowRange ambiguous_zone(std::span<const RowRange> events, std::size_t i, double delta) {
  const RowRange& event = events[i];
  if (!(delta > 0)) return {};
  const double wanted = delta * static_cast<double>(event.size() - 1);
  std::size_t last = event.last + static_cast<std::size_t>(std::min(wanted, 1e15));  // inclusive
  if (i + 1 < events.size() && last > events[i + 1].first) {
    if (events[i + 1].first <= event.last) return {};
    last = events[i + 1].first - 1;
  }
  return last > event.last ? RowRange{event.last, last + 1} : RowRange{};
}

/// Sum over the steps that alarm and zone share of 1 / (1 + e^v), v linear from -6 at the zone's first step to 6 at its last.
double zone_score(const RowRange& zone, const RowRange& alarm) {
  double sum = 0;
  const double slope = 12.0 / static_cast<double>(zone.size() - 1);
  for (std::size_t t = std::max(zone.first, alarm.first); t < std::min(zone.last, alarm.last); ++t)
    sum += 1 / (1 + std::exp(-6.0 + static_cast<double>(t - zone.first) * slope));
  return sum;
}

std::vector<Cell> overlaps(const Series& series, double delta) {
  std::vector<Cell> cells;
  const auto events = series.events();
  const auto alarms = series.alarm_runs();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const RowRange zone = ambiguous_zone(events, i, delta);
    const RowRange reach{events[i].first, std::max(events[i].last, zone.last)};
    const auto near = runs_within(alarms, reach);
    const auto first = static_cast<std::size_t>(near.data() - alarms.data());
    for (std::size_t k = 0; k < near.size(); ++k) {
      double score = static_cast<double>(overlap(events[i], near[k]));
      if (zone.size() > 0) score += zone_score(zone, near[k]);
      if (score > 0) cells.push_back({i, first + k, score});
    }
  }
  return cells;
}

/// Sums of the cells by event or by alarm, as a part of the length of that event or alarm.
std::vector<double> parts(const std::vector<Cell>& cells, std::size_t Cell::* index, std::span<const RowRange> ranges) {
  std::vector<double> sums(ranges.size(), 0);
  for (const Cell& cell : cells) sums[cell.*index] += cell.score;
  for (std::size_t i = 0; i < ranges.size(); ++i) sums[i] /= static_cast<double>(ranges[i].size());
  return sums;
}

/// Removes the cells of events (alarms) that overlap, but too little. True if there were any.
bool prune(std::vector<Cell>& cells, std::size_t Cell::* index, std::span<const RowRange> ranges, double theta) {
  const auto part = parts(cells, index, ranges);
  return std::erase_if(cells, [&](const Cell& cell) { return part[cell.*index] < theta; }) > 0;
}

}  // namespace

Etapr etapr(const Series& series, const EtaprOptions& options) {
  const auto events = series.events();
  const auto alarms = series.alarm_runs();
  if (events.empty() || alarms.empty()) return {};
  auto cells = overlaps(series, options.delta);
  for (bool changed = true; changed;) {
    changed = prune(cells, &Cell::event, events, options.theta_r);
    changed = prune(cells, &Cell::alarm, alarms, options.theta_p) || changed;
  }

  Etapr out;
  for (const double part : parts(cells, &Cell::event, events)) {
    if (part < options.theta_r) continue;
    ++out.events_found;
    out.recall += (1 + std::min(part, 1.0)) / 2;
  }
  out.recall /= static_cast<double>(events.size());

  const auto alarm_parts = parts(cells, &Cell::alarm, alarms);
  double weights = 0;
  for (std::size_t j = 0; j < alarms.size(); ++j) {
    const double weight = std::sqrt(static_cast<double>(alarms[j].size()));  // long alarms count more, but not by their length
    weights += weight;
    if (alarm_parts[j] < options.theta_p) continue;
    ++out.alarms_right;
    out.precision += weight * (1 + alarm_parts[j]) / 2;
  }
  out.precision /= weights;
  out.f1 = harmonic_mean(out.precision, out.recall);
  return out;
}

}  // namespace weir
