#include "stats/tail.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {
namespace {

constexpr std::size_t body_knots = 96;

struct Pareto {
  double scale, shape;
};

/// Probability-weighted moments of excesses sorted ascending: a0 = mean, a1 = mean of x (1 - F(x)).
Pareto fit_pareto(std::span<const float> excesses, double shape_max) {
  const auto n = static_cast<double>(excesses.size());
  double a0 = 0, a1 = 0;
  for (std::size_t i = 0; i < excesses.size(); ++i) {
    const double x = excesses[i];
    a0 += x;
    a1 += x * (n - 1 - static_cast<double>(i)) / std::max(1.0, n - 1);
  }
  a0 /= n;
  a1 /= n;
  if (!(a0 > 0)) return {1e-6, 0};
  if (excesses.size() < 20 || shape_max <= 0) return {a0, 0};
  const double denominator = a0 - 2 * a1;
  double shape = denominator > 0 ? 2 - a0 / denominator : shape_max;
  shape = std::clamp(shape, 0.0, shape_max);
  // With the shape clamped, the scale that keeps the mean: a0 = scale / (1 - shape).
  return {a0 * (1 - shape), shape};
}

}  // namespace

TailModel TailModel::fit(std::vector<float> scores, Options options) {
  std::erase_if(scores, [](float s) { return std::isnan(s); });
  TailModel model;
  if (scores.size() < 2) return model;
  std::sort(scores.begin(), scores.end());
  const std::size_t n = scores.size();
  auto digits_of_rank = [n](std::size_t rank) {  // rank from the bottom, 0-based; share of scores at or above
    return -std::log10((static_cast<double>(n - 1 - rank) + 0.5) / static_cast<double>(n));
  };
  auto tail_rank = static_cast<std::size_t>(options.from * static_cast<double>(n - 1));
  model.threshold_ = scores[tail_rank];
  while (tail_rank + 1 < n && scores[tail_rank + 1] <= scores[tail_rank]) ++tail_rank;  // ties belong to the body
  model.tail_p_ = std::pow(10.0, -digits_of_rank(tail_rank));
  std::vector<float> excesses;
  for (std::size_t i = tail_rank + 1; i < n; ++i) excesses.push_back(scores[i] - static_cast<float>(model.threshold_));
  if (excesses.empty()) excesses.push_back(static_cast<float>(std::max(1e-6, (model.threshold_ - scores[n / 2]) * 0.1)));
  const auto [scale, shape] = fit_pareto(excesses, options.shape_max);
  // A tail much thinner than the body would turn its first excess into certainty.
  model.scale_ = std::max(scale, 0.02 * std::abs(model.threshold_) + 1e-9);
  model.shape_ = shape;
  // Knots evenly spaced in digits, from the median of "nothing strange" up to the threshold.
  const double top = digits_of_rank(tail_rank);
  for (std::size_t k = 0; k < body_knots; ++k) {
    const double digits = top * static_cast<double>(k) / (body_knots - 1);
    const double share = std::pow(10.0, -digits);
    const auto rank = std::min(tail_rank, static_cast<std::size_t>(std::max(0.0, (1 - share) * static_cast<double>(n) - 0.5) + 0.5));
    if (!model.knot_score_.empty() && scores[rank] <= model.knot_score_.back()) {
      model.knot_digits_.back() = static_cast<float>(digits_of_rank(rank));
      continue;
    }
    model.knot_score_.push_back(scores[rank]);
    model.knot_digits_.push_back(static_cast<float>(digits_of_rank(rank)));
  }
  return model;
}

double TailModel::digits(double score) const {
  if (knot_score_.empty() || std::isnan(score)) return 0;
  if (score >= threshold_) {
    const double x = (score - threshold_) / scale_;
    const double log_survival = shape_ > 1e-6 ? -std::log1p(shape_ * x) / shape_ : -x;
    return std::clamp(-std::log10(tail_p_) - log_survival / std::log(10.0), 0.0, digits_max);
  }
  const auto above = std::upper_bound(knot_score_.begin(), knot_score_.end(), static_cast<float>(score));
  if (above == knot_score_.begin()) return 0;
  const auto k = static_cast<std::size_t>(above - knot_score_.begin());
  if (k == knot_score_.size()) return knot_digits_.back();
  const double part = (score - knot_score_[k - 1]) / (static_cast<double>(knot_score_[k]) - knot_score_[k - 1]);
  return knot_digits_[k - 1] + part * (static_cast<double>(knot_digits_[k]) - knot_digits_[k - 1]);
}

double TailModel::score_at(double d) const {
  if (knot_score_.empty() || d > digits_max) return std::numeric_limits<double>::infinity();
  const double tail_digits = -std::log10(tail_p_);
  if (d > tail_digits) {
    const double log_survival = -(d - tail_digits) * std::log(10.0);
    const double x = shape_ > 1e-6 ? std::expm1(-log_survival * shape_) / shape_ : -log_survival;
    return threshold_ + scale_ * x;
  }
  const auto at = std::lower_bound(knot_digits_.begin(), knot_digits_.end(), static_cast<float>(d));
  if (at == knot_digits_.end()) return threshold_;
  const auto k = static_cast<std::size_t>(at - knot_digits_.begin());
  if (k == 0) return knot_score_[0];
  const double part = (d - knot_digits_[k - 1]) / (static_cast<double>(knot_digits_[k]) - knot_digits_[k - 1]);
  return knot_score_[k - 1] + part * (static_cast<double>(knot_score_[k]) - knot_score_[k - 1]);
}

std::vector<float> TailModel::to_numbers() const {
  std::vector<float> numbers = {static_cast<float>(threshold_), static_cast<float>(tail_p_), static_cast<float>(scale_),
                                static_cast<float>(shape_)};
  numbers.insert(numbers.end(), knot_score_.begin(), knot_score_.end());
  numbers.insert(numbers.end(), knot_digits_.begin(), knot_digits_.end());
  return numbers;
}

Result<TailModel> TailModel::from_numbers(std::span<const float> numbers) {
  if (numbers.size() < 4 || numbers.size() % 2 != 0) return bad_input("a tail model of {} numbers; it needs 4 + 2 K", numbers.size());
  for (const float number : numbers) {
    if (!std::isfinite(number)) return bad_input("a tail model holds a number that is not finite");
  }
  TailModel model;
  model.threshold_ = numbers[0];
  model.tail_p_ = numbers[1];
  model.scale_ = numbers[2];
  model.shape_ = numbers[3];
  const std::size_t knots = (numbers.size() - 4) / 2;
  model.knot_score_.assign(numbers.begin() + 4, numbers.begin() + 4 + static_cast<std::ptrdiff_t>(knots));
  model.knot_digits_.assign(numbers.begin() + 4 + static_cast<std::ptrdiff_t>(knots), numbers.end());
  const bool ordered =
      std::adjacent_find(model.knot_score_.begin(), model.knot_score_.end(), std::greater_equal<>()) == model.knot_score_.end() &&
      std::is_sorted(model.knot_digits_.begin(), model.knot_digits_.end());
  if (!ordered || !(model.tail_p_ > 0 && model.tail_p_ <= 1) || !(model.scale_ > 0) || model.shape_ < 0 || model.shape_ > 1) {
    return bad_input("a tail model is out of order");
  }
  return model;
}

}  // namespace weir
