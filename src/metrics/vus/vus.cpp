#include "metrics/vus/vus.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "metrics/ratio.h"

namespace weir {

namespace {

/// The soft labels around the events: sqrt(1 - d / width) at distance d = 1 .. width / 2, summed over events, at most 1.
class Margins {
 public:
  explicit Margins(const Series& series) : series_(series), weight_(series.size(), 0.0) {}

  /// Calls at(step, weight) for every step outside the events with a weight, in no particular order.
  template <class F>
  void visit(std::size_t width, F&& at) {
    const std::size_t half = width / 2;
    fade_.resize(half + 1);
    for (std::size_t d = 1; d <= half; ++d) fade_[d] = std::sqrt(1 - static_cast<double>(d) / static_cast<double>(width));
    for (const RowRange& event : series_.label_runs()) {
      const std::size_t right = std::min(half, series_.size() - event.last);
      for (std::size_t d = 1; d <= right; ++d) add(event.last - 1 + d, fade_[d]);
      const std::size_t left = std::min(half, event.first);
      for (std::size_t d = 1; d <= left; ++d) add(event.first - d, fade_[d]);
    }
    for (const std::size_t step : touched_) {
      at(step, std::min(weight_[step], 1.0));
      weight_[step] = 0;
    }
    touched_.clear();
  }

 private:
  void add(std::size_t step, double weight) {
    if (series_.labels()[step] != 0) return;
    if (weight_[step] == 0) touched_.push_back(step);
    weight_[step] += weight;
  }

  const Series& series_;
  std::vector<double> weight_;  // [n] zero between calls
  std::vector<double> fade_;
  std::vector<std::size_t> touched_;
};

/// For every step the first of the falling thresholds that its score reaches: it is predicted at that one and all later ones.
class Levels {
 public:
  Levels(std::span<const double> scores, std::size_t thresholds) : count_(thresholds), level_(scores.size()) {
    std::vector<double> sorted(scores.begin(), scores.end());
    std::ranges::sort(sorted, std::greater{});
    // numpy.linspace(0, n - 1, thresholds).astype(int): the rounding of its product decides which score is taken.
    const auto last = static_cast<double>(sorted.size() - 1);
    const double step = thresholds > 1 ? last / static_cast<double>(thresholds - 1) : 0;
    std::vector<double> at(thresholds);
    for (std::size_t k = 0; k < thresholds; ++k) at[k] = sorted[static_cast<std::size_t>(static_cast<double>(k) * step)];
    if (thresholds > 1) at.back() = sorted.back();
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const auto first = std::ranges::lower_bound(at, scores[i], std::greater{});
      level_[i] = static_cast<std::size_t>(first - at.begin());
    }
  }

  std::size_t count() const { return count_; }
  std::size_t of(std::size_t step) const { return level_[step]; }  // count() where the score reaches no threshold

 private:
  std::size_t count_;
  std::vector<std::size_t> level_;
};

/// Running sums turn "first predicted at level k" into "predicted at level k".
template <class T>
void accumulate_levels(std::vector<T>& at) {
  for (std::size_t k = 1; k < at.size(); ++k) at[k] += at[k - 1];
}

/// Existence: per level, how many of the widened events (those that share a step are one) hold a predicted step.
class WidenedEvents {
 public:
  WidenedEvents(const Series& series, const Levels& levels) : series_(series), levels_(levels) {
    for (const RowRange& event : series.label_runs()) {
      std::size_t first = levels.count();
      for (std::size_t t = event.first; t < event.last; ++t) first = std::min(first, levels.of(t));
      first_level_.push_back(first);
    }
  }

  /// Widths must not fall from call to call. Returns the number of segments; adds to hit[level].
  std::size_t count(std::size_t width, std::vector<double>& hit) {
    const auto events = series_.label_runs();
    for (; half_ < width / 2; ++half_) {
      for (std::size_t e = 0; e < events.size(); ++e) {
        if (events[e].first > half_) first_level_[e] = std::min(first_level_[e], levels_.of(events[e].first - half_ - 1));
        if (events[e].last + half_ < series_.size()) first_level_[e] = std::min(first_level_[e], levels_.of(events[e].last + half_));
      }
    }
    std::size_t segments = 0;
    for (std::size_t e = 0; e < events.size();) {
      std::size_t first = first_level_[e];
      std::size_t next = e + 1;
      while (next < events.size() && events[next - 1].last - 1 + half_ >= events[next].first - std::min(events[next].first, half_)) {
        first = std::min(first, first_level_[next]);
        ++next;
      }
      if (first < hit.size()) hit[first] += 1;
      ++segments;
      e = next;
    }
    return segments;
  }

 private:
  const Series& series_;
  const Levels& levels_;
  std::vector<std::size_t> first_level_;  // [events] over the event widened by half_
  std::size_t half_ = 0;
};

bool both_classes(const Series& series) {
  const auto runs = series.label_runs();
  return !runs.empty() && runs.front().size() < series.size();
}

Vus mean_over_widths(const Series& series, std::size_t from, std::size_t to, std::size_t thresholds) {
  const auto n = static_cast<double>(series.size());
  const Levels levels(series.scores(), std::max<std::size_t>(thresholds, 1));
  Margins margins(series);
  WidenedEvents widened(series, levels);
  std::vector<double> predicted(levels.count(), 0), inside(levels.count(), 0);  // steps, and steps inside events, per level
  double attacked = 0;
  for (std::size_t t = 0; t < series.size(); ++t) {
    attacked += series.labels()[t];
    const std::size_t level = levels.of(t);
    if (level >= levels.count()) continue;
    predicted[level] += 1;
    inside[level] += series.labels()[t];
  }
  accumulate_levels(predicted);
  accumulate_levels(inside);

  Vus sum;
  std::vector<double> nearby(levels.count()), hit(levels.count());
  for (std::size_t width = from; width <= to; ++width) {
    std::ranges::fill(nearby, 0);
    std::ranges::fill(hit, 0);
    margins.visit(width, [&](std::size_t step, double weight) {
      if (levels.of(step) < nearby.size()) nearby[levels.of(step)] += weight;
    });
    accumulate_levels(nearby);
    const std::size_t segments = widened.count(width, hit);
    accumulate_levels(hit);
    double tpr_before = 0, fpr_before = 0;
    for (std::size_t k = 0; k < levels.count(); ++k) {
      const double tp = inside[k] + nearby[k];
      const double positives = (attacked + attacked + nearby[k]) / 2;  // so that recall is neither large nor small
      const double tpr = std::min(tp / positives, 1.0) * hit[k] / static_cast<double>(segments);
      const double fpr = (predicted[k] - tp) / (n - positives);
      sum.roc += (fpr - fpr_before) * (tpr + tpr_before) / 2;
      sum.pr += (tpr - tpr_before) * tp / predicted[k];
      tpr_before = tpr;
      fpr_before = fpr;
    }
    sum.roc += (1 - fpr_before) * (1 + tpr_before) / 2;  // closed at (1, 1)
  }
  const auto widths = static_cast<double>(to - from + 1);
  return {sum.roc / widths, sum.pr / widths};
}

}  // namespace

std::optional<Vus> vus(const Series& series, const VusOptions& options) {
  if (series.scores().empty() || !both_classes(series)) return std::nullopt;
  return mean_over_widths(series, 0, options.window, options.thresholds);
}

std::optional<Vus> range_auc(const Series& series, const VusOptions& options) {
  if (series.scores().empty() || !both_classes(series)) return std::nullopt;
  return mean_over_widths(series, options.window, options.window, options.thresholds);
}

std::optional<VusOfAlarms> vus_of_alarms(const Series& series, std::size_t window) {
  if (!both_classes(series)) return std::nullopt;
  Margins margins(series);
  double predicted = 0, inside = 0, attacked = 0;
  for (std::size_t t = 0; t < series.size(); ++t) {
    attacked += series.labels()[t];
    predicted += series.alarms()[t];
    inside += series.labels()[t] & series.alarms()[t];
  }
  VusOfAlarms sum;
  for (std::size_t width = 0; width <= window; ++width) {
    double nearby = 0;
    margins.visit(width, [&](std::size_t step, double weight) { nearby += series.alarms()[step] != 0 ? weight : 0; });
    const double tp = inside + nearby;
    const double recall = std::min(tp / ((attacked + attacked + nearby) / 2), 1.0);
    const double precision = ratio(tp, predicted);
    sum.recall += recall;
    sum.precision += precision;
    sum.f1 += harmonic_mean(precision, recall);
  }
  const auto widths = static_cast<double>(window) + 1;
  return VusOfAlarms{sum.recall / widths, sum.precision / widths, sum.f1 / widths};
}

}  // namespace weir
