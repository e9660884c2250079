#include "metrics/affiliation/affiliation.h"

#include <algorithm>

#include "metrics/ratio.h"

namespace weir {

namespace {

struct Interval {
  double from = 0, to = 0;
  double length() const { return to - from; }
};

/// Integral of min(x, m) dx over [a, b], 0 <= a <= b.
double integral_of_min(double a, double b, double m) {
  const auto to = [m](double x) { return x <= m ? x * x / 2 : m * m / 2 + m * (x - m); };
  return to(b) - to(a);
}

/// Integral over distances [a, b] from J of the probability that a uniform point of E is at least as far: the survival function
/// 1 - (|J| + min(d, left margin) + min(d, right margin)) / |E|.
double survival(double a, double b, const Interval& j, const Interval& e) {
  return (b - a) - (j.length() * (b - a) + integral_of_min(a, b, j.from - e.from) + integral_of_min(a, b, e.to - j.to)) / e.length();
}

/// Integral over the part of `i` in E (it lies within E) of the survival at its distance from J; inside J that is 1.
double precision_integral(const Interval& i, const Interval& j, const Interval& e) {
  double sum = std::max(0.0, std::min(i.to, j.to) - std::max(i.from, j.from));
  if (i.from < j.from) sum += survival(j.from - std::min(i.to, j.from), j.from - i.from, j, e);
  if (i.to > j.to) sum += survival(std::max(i.from, j.to) - j.to, i.to - j.to, j, e);
  return sum;
}

/// Integral over y in [from, to] of P(|y - U| >= |y - pivot|), U uniform on E; the pivot is in E and not inside (from, to).
double recall_integral(double from, double to, double pivot, const Interval& e) {
  if (from >= to) return 0;
  // Measured from the end of E on the side away from the pivot: u = distance of y, c = distance of the pivot, u <= c.
  const bool pivot_right = pivot >= to;
  const double c = pivot_right ? pivot - e.from : e.to - pivot;
  const double u0 = pivot_right ? from - e.from : e.to - to;
  const double u1 = pivot_right ? to - e.from : e.to - from;
  const auto narrow = [c](double u) { return u <= c / 2 ? u * u / 2 : c * c / 4 - (c - u) * (c - u) / 2; };  // of min(u, c - u)
  const double wide = ((c - u0) * (c - u0) - (c - u1) * (c - u1)) / 2;                                       // of c - u
  return (u1 - u0) - (narrow(u1) - narrow(u0) + wide) / e.length();
}

/// Sums over one zone, built alarm by alarm from left to right.
class Zone {
 public:
  Zone(const Interval& event, const Interval& zone) : j_(event), e_(zone) {}

  void add(const Interval& alarm) {  // clipped to the zone, right of the earlier ones
    precision_ += precision_integral(alarm, j_, e_);
    alarmed_ += alarm.length();
    const double gap_from = alarmed_to_ ? (*alarmed_to_ + alarm.from) / 2 : e_.from;
    if (alarmed_to_) add_recall(*alarmed_to_, gap_from, *alarmed_to_);
    add_recall(gap_from, alarm.from, alarm.from);
    recall_ += std::max(0.0, std::min(alarm.to, j_.to) - std::max(alarm.from, j_.from));
    alarmed_to_ = alarm.to;
  }

  std::optional<double> precision() const { return alarmed_to_ ? std::optional(precision_ / alarmed_) : std::nullopt; }
  double recall() {
    if (!alarmed_to_) return 0;
    add_recall(*alarmed_to_, e_.to, *alarmed_to_);
    return recall_ / j_.length();
  }

 private:
  void add_recall(double from, double to, double pivot) {
    recall_ += recall_integral(std::max(from, j_.from), std::min(to, j_.to), pivot, e_);
  }

  Interval j_, e_;
  double precision_ = 0, alarmed_ = 0, recall_ = 0;
  std::optional<double> alarmed_to_;
};

Interval interval(const RowRange& range) { return {static_cast<double>(range.first), static_cast<double>(range.last)}; }

}  // namespace

Affiliation affiliation(const Series& series) {
  const auto events = series.label_runs();
  const auto alarms = series.alarm_runs();
  if (events.empty()) return {};
  double precision_sum = 0, recall_sum = 0;
  std::size_t defined = 0, next = 0;
  double zone_from = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Interval event = interval(events[i]);
    const double zone_to = i + 1 < events.size() ? (event.to + interval(events[i + 1]).from) / 2 : static_cast<double>(series.size());
    Zone zone(event, {zone_from, zone_to});
    while (next < alarms.size() && interval(alarms[next]).to <= zone_from) ++next;
    for (std::size_t k = next; k < alarms.size() && interval(alarms[k]).from < zone_to; ++k) {
      const Interval alarm = interval(alarms[k]);
      zone.add({std::max(alarm.from, zone_from), std::min(alarm.to, zone_to)});
    }
    if (const auto precision = zone.precision()) {
      precision_sum += *precision;
      ++defined;
    }
    recall_sum += zone.recall();
    zone_from = zone_to;
  }
  Affiliation out;
  out.recall = recall_sum / static_cast<double>(events.size());
  if (defined > 0) {
    out.precision = precision_sum / static_cast<double>(defined);
    out.f1 = harmonic_mean(*out.precision, *out.recall);
  }
  return out;
}

}  // namespace weir
