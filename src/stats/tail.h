// How rare is a score in normal data? The empirical distribution, continued by a generalised Pareto tail.
#pragma once

#include <span>
#include <vector>

#include "base/error.h"

namespace weir {

/// Maps a score to -log10 of the probability that normal data score at least as high. Non-decreasing and continuous.
///
/// Body: order statistics with p = (k + 1/2) / n at some hundred ranks, denser towards the top, joined linearly in
/// (score, -log10 p). Tail: a generalised Pareto distribution over the excesses above the `from` quantile, fitted by
/// probability-weighted moments (Hosking and Wallis, 1987); with fewer than 20 excesses, or shape_max 0, exponential.
class TailModel {
 public:
  static constexpr double digits_max = 99;  // no answer exceeds it
  struct Options {
    double from = 0.98;      // quantile at which the tail begins
    double shape_max = 0.5;  // of the Pareto tail; its least is 0: no tail ends at a largest score
  };

  TailModel() = default;  // answers 0 always
  /// `scores` of normal data, in any order; NaN is left out.
  static TailModel fit(std::vector<float> scores, Options options);
  static TailModel fit(std::vector<float> scores) { return fit(std::move(scores), Options{}); }
  /// -log10 p, 0 .. digits_max.
  double digits(double score) const;
  /// The smallest score with digits(score) >= d; infinity where none is.
  double score_at(double d) const;

  /// [2 K + 4] numbers: threshold, tail probability, scale, shape, K scores, K digits.
  std::vector<float> to_numbers() const;
  static Result<TailModel> from_numbers(std::span<const float> numbers);

 private:
  double threshold_ = 0;  // start of the tail
  double tail_p_ = 1;     // probability of exceeding it
  double scale_ = 1;      // of the excesses
  double shape_ = 0;
  std::vector<float> knot_score_, knot_digits_;  // strictly increasing scores up to the threshold
};

}  // namespace weir
