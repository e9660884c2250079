#include "metrics/ranking/ranking.h"

#include <algorithm>

#include "metrics/ratio.h"
#include "metrics/threshold_sweep.h"

namespace weir {

namespace {

std::size_t attacked_steps(const Series& series) { return static_cast<std::size_t>(std::ranges::count(series.labels(), std::uint8_t{1})); }

/// Calls lowered(threshold, tp, predicted) with the counts of `score >= threshold`, from the highest score to the lowest.
template <class F>
void sweep_counts(const Series& series, F&& lowered) {
  const auto labels = series.labels();
  std::size_t tp = 0, predicted = 0;
  sweep_thresholds(series.scores(), [&](double threshold, std::span<const std::uint32_t> steps) {
    for (const auto step : steps) tp += labels[step];
    predicted += steps.size();
    lowered(threshold, tp, predicted);
  });
}

}  // namespace

std::optional<double> auroc(const Series& series) {
  const std::size_t positives = attacked_steps(series);
  const std::size_t negatives = series.size() - positives;
  if (series.scores().empty() || positives == 0 || negatives == 0) return std::nullopt;
  double pairs_twice = 0;  // 2 (pairs in order) + tied pairs: whole numbers, exact in a double up to 9e15
  std::size_t tp_above = 0, predicted_above = 0;
  sweep_counts(series, [&](double, std::size_t tp, std::size_t predicted) {
    const std::size_t negatives_here = (predicted - predicted_above) - (tp - tp_above);
    pairs_twice += static_cast<double>(negatives_here) * static_cast<double>(tp_above + tp);
    tp_above = tp;
    predicted_above = predicted;
  });
  return pairs_twice / 2 / static_cast<double>(positives) / static_cast<double>(negatives);
}

std::optional<double> average_precision(const Series& series) {
  const std::size_t positives = attacked_steps(series);
  if (series.scores().empty() || positives == 0) return std::nullopt;
  double area = 0;
  std::size_t tp_above = 0;
  sweep_counts(series, [&](double, std::size_t tp, std::size_t predicted) {
    area += ratio(tp - tp_above, positives) * ratio(tp, predicted);
    tp_above = tp;
  });
  return area;
}

std::optional<BestF1> best_f1(const Series& series) {
  if (series.scores().empty()) return std::nullopt;
  const std::size_t positives = attacked_steps(series);
  std::optional<BestF1> best;
  sweep_counts(series, [&](double threshold, std::size_t tp, std::size_t predicted) {
    const double f1 = ratio(2 * tp, predicted + positives);
    if (!best || f1 > best->f1) best = BestF1{f1, ratio(tp, predicted), ratio(tp, positives), threshold};
  });
  return best;
}

}  // namespace weir
