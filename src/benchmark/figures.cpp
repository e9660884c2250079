#include "benchmark/figures.h"

#include <algorithm>
#include <cmath>

#include "evaluation/verdict.h"
#include "metrics/batadal/batadal.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/point/point.h"
#include "metrics/ranking/ranking.h"
#include "metrics/vus/vus.h"

namespace weir {
namespace {

constexpr double normal_in_alarm_max = 0.05;

Result<Series> series_of(const UnitTrace& unit, std::size_t group_steps) {
  return Series::make(
      {.labels = unit.labels, .alarms = joined_alarms(unit.alarms, group_steps), .scores = unit.scores, .period_s = unit.step_s});
}

/// Of the units that have a value.
struct Mean {
  double sum = 0, count = 0;
  void add(std::optional<double> value) {
    if (!value) return;
    sum += *value;
    count += 1;
  }
  std::optional<double> value() const { return count > 0 ? std::optional(sum / count) : std::nullopt; }
};

/// Highest score of all units first: thresholds at which ever more rows are in alarm, spaced as the eye wants them.
std::vector<double> thresholds_of(const std::vector<UnitTrace>& units, std::size_t points) {
  std::vector<double> all;
  for (const auto& unit : units) all.insert(all.end(), unit.scores.begin(), unit.scores.end());
  std::ranges::sort(all, std::greater());
  std::vector<double> thresholds;
  if (all.empty()) return thresholds;
  const double rows = static_cast<double>(all.size());
  for (std::size_t k = 0; k < points; ++k) {  // from the single highest row to every other one
    const double rank = std::pow(rows / 2, static_cast<double>(k) / static_cast<double>(points - 1)) - 1;
    const double threshold = all[std::min(all.size() - 1, static_cast<std::size_t>(std::max(0.0, rank)))];
    if (thresholds.empty() || threshold < thresholds.back()) thresholds.push_back(threshold);
  }
  return thresholds;
}

}  // namespace

const std::vector<std::string>& figure_names() {
  static const std::vector<std::string> names = {"auroc",
                                                 "auprc",
                                                 "best_f1",
                                                 "vus_pr",
                                                 "eta_f1",
                                                 "fc1",
                                                 "f1",
                                                 "false_positive_rate",
                                                 "batadal_s",
                                                 "events",
                                                 "events_found",
                                                 "events_within_budget",
                                                 "false_alarms",
                                                 "false_alarms_per_day",
                                                 "median_delay_s",
                                                 "already_on",
                                                 "attacks_found_share",
                                                 "advanced_found_share",
                                                 "drift_alarm_ratio",
                                                 "top_1",
                                                 "hit_rate_3",
                                                 "train_s",
                                                 "rows_per_s"};
  return names;
}

Result<std::vector<NamedFigure>> figures_of(const std::vector<UnitTrace>& units, std::size_t vus_window, std::size_t group_steps) {
  Mean auroc_mean, auprc, best, vus_pr, eta, score;
  CompositeCounts composite;
  EventView events;
  Delays delay;
  PointCounts points;
  double rows = 0, score_s = 0;
  for (const auto& unit : units) {
    const auto series = series_of(unit, group_steps);
    if (!series) return std::unexpected(series.error());
    events += event_view(*series);
    delay += delays(*series);
    composite += composite_counts(*series);
    points += point_counts(*series);
    eta.add(etapr(*series).f1);
    score.add(batadal(*series).s);
    rows += static_cast<double>(unit.scores.size());
    score_s += unit.score_s;
    if (const auto a = auroc(*series)) {
      auroc_mean.add(a);
      auprc.add(average_precision(*series).value_or(0));
      best.add(best_f1(*series)->f1);
      vus_pr.add(vus(*series, {.window = vus_window}).value_or(Vus{}).pr);
    }
  }
  auto count = [](std::size_t n) { return std::optional(static_cast<double>(n)); };
  return std::vector<NamedFigure>{{"auroc", auroc_mean.value()},
                                  {"auprc", auprc.value()},
                                  {"best_f1", best.value()},
                                  {"vus_pr", vus_pr.value()},
                                  {"eta_f1", eta.value()},
                                  {"fc1", composite_f1(composite)},
                                  {"f1", f1(points)},
                                  {"false_positive_rate", false_positive_rate(points)},
                                  {"batadal_s", score.value()},
                                  {"events", count(events.events)},
                                  {"events_found", count(events.events_detected)},
                                  {"false_alarms", count(events.false_alarms)},
                                  {"false_alarms_per_day", false_alarms_per_day(events)},
                                  {"median_delay_s", delay_quantile_s(delay, 0.5)},
                                  {"already_on", count(delay.alarm_already_on)},
                                  {"rows_per_s", score_s > 0 ? std::optional(rows / score_s) : std::nullopt}};
}

std::optional<double> value_of(const std::vector<NamedFigure>& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, &NamedFigure::name);
  return found == figures.end() ? std::nullopt : found->value;
}

Result<std::vector<SweepPoint>> sweep(const std::vector<UnitTrace>& units, std::size_t group_steps, std::size_t points) {
  std::vector<Series> series;
  for (const auto& unit : units) {
    auto one = Series::make({.labels = unit.labels, .scores = unit.scores, .period_s = unit.step_s});
    if (!one) return std::unexpected(one.error());
    series.push_back(std::move(*one));
  }
  std::vector<SweepPoint> curve;
  for (const double threshold : thresholds_of(units, points)) {
    EventView events;
    PointCounts counts;
    for (auto& one : series) {
      if (auto ok = one.set_alarms(joined_alarms(alarms_at(one.scores(), threshold), group_steps)); !ok) return std::unexpected(ok.error());
      events += event_view(one);
      counts += point_counts(one);
    }
    curve.push_back({threshold, events.events_detected, false_alarms_per_day(events).value_or(0), false_positive_rate(counts)});
  }
  return curve;
}

std::size_t events_within(const std::vector<SweepPoint>& curve, double budget_per_day) {
  std::size_t most = 0;
  for (const auto& point : curve) {
    if (point.false_alarms_per_day > budget_per_day || point.false_positive_rate > normal_in_alarm_max) break;
    most = std::max(most, point.events_found);
  }
  return most;
}

std::vector<CalibrationPoint> calibration_of(const std::vector<UnitTrace>& units) {
  std::vector<CalibrationPoint> points;
  for (const double nominal : {0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001}) {
    const double digits = -std::log10(nominal);
    std::size_t above = 0, rows = 0;
    for (const auto& unit : units) {
      for (std::size_t row = 0; row < unit.scores.size(); ++row) {
        if (unit.labels[row]) continue;
        ++rows;
        above += unit.scores[row] >= digits;
      }
    }
    if (rows == 0 || nominal * static_cast<double>(rows) < 1) continue;
    points.push_back({nominal, static_cast<double>(above) / static_cast<double>(rows), rows});
  }
  return points;
}

}  // namespace weir
