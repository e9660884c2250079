#include "metrics/point/point.h"

#include <cmath>

#include "metrics/ratio.h"

namespace weir {

PointCounts& PointCounts::operator+=(const PointCounts& other) {
  tp += other.tp;
  fp += other.fp;
  fn += other.fn;
  tn += other.tn;
  return *this;
}

PointCounts point_counts(const Series& series) {
  PointCounts c;
  const auto labels = series.labels();
  const auto alarms = series.alarms();
  for (std::size_t i = 0; i < series.size(); ++i) {
    c.tp += labels[i] & alarms[i];
    c.fp += (1 - labels[i]) & alarms[i];
    c.fn += labels[i] & (1 - alarms[i]);
  }
  c.tn = series.size() - c.tp - c.fp - c.fn;
  return c;
}

double precision(const PointCounts& c) { return ratio(c.tp, c.tp + c.fp); }
double recall(const PointCounts& c) { return ratio(c.tp, c.tp + c.fn); }
double f1(const PointCounts& c) { return ratio(2 * c.tp, 2 * c.tp + c.fp + c.fn); }
double false_positive_rate(const PointCounts& c) { return ratio(c.fp, c.fp + c.tn); }
double accuracy(const PointCounts& c) { return ratio(c.tp + c.tn, c.tp + c.fp + c.fn + c.tn); }
double trivial_accuracy(const PointCounts& c) { return ratio(c.fp + c.tn, c.tp + c.fp + c.fn + c.tn); }
double balanced_accuracy(const PointCounts& c) { return (recall(c) + ratio(c.tn, c.fp + c.tn)) / 2; }

double matthews_correlation(const PointCounts& c) {
  const auto tp = static_cast<double>(c.tp), fp = static_cast<double>(c.fp), fn = static_cast<double>(c.fn), tn = static_cast<double>(c.tn);
  // Four roots instead of the root of four factors: the product of four step counts leaves the exact range of a double.
  return ratio(tp * tn - fp * fn, std::sqrt(tp + fp) * std::sqrt(tp + fn) * std::sqrt(tn + fp) * std::sqrt(tn + fn));
}

double skab_far_percent(const PointCounts& c) { return 100 * false_positive_rate(c); }
double skab_mar_percent(const PointCounts& c) { return 100 * ratio(c.fn, c.fn + c.tp); }

}  // namespace weir
