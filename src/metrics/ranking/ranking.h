// How well a score orders attacked steps before normal ones, without choosing a threshold.
#pragma once

#include <optional>

#include "metrics/series.h"

namespace weir {

/// Probability that an attacked step scores above a normal one, ties half (Mann and Whitney). Undefined without scores or with one
/// class only.
std::optional<double> auroc(const Series& series);

/// Sum over distinct thresholds of (recall_k - recall_{k-1}) precision_k, no interpolation; also called AUPRC. Undefined without
/// scores or without attacked steps.
std::optional<double> average_precision(const Series& series);

/// F1 at the threshold that is best *on these labels*: ranks scores, is no operating point (print it starred, as F1*).
struct BestF1 {
  double f1 = 0, precision = 0, recall = 0;
  double threshold = 0;  // alarm where score >= threshold; the highest of equally good ones
};
/// Undefined without scores; 0 without attacked steps.
std::optional<BestF1> best_f1(const Series& series);

}  // namespace weir
