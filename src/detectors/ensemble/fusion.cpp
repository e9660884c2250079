#include "detectors/ensemble/fusion.h"

#include <algorithm>
#include <cmath>

namespace weir {
namespace {

constexpr double stouffer_floor = 8;  // added to normal scores so that what is below the mean still has an order above 0

/// The z that a standard normal exceeds with probability 10^-digits. Newton steps on the tail from a start good to .005
/// (Abramowitz and Stegun, 26.2.23).
double normal_score(double digits) {
  const double p = std::min(std::pow(10.0, -std::max(digits, 1e-6)), 1 - 1e-12);
  const double q = std::min(p, 1 - p), t = std::sqrt(-2 * std::log(q));
  double z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  for (int step = 0; step < 2; ++step) {
    const double tail = 0.5 * std::erfc(z / std::sqrt(2.0)), density = std::exp(-z * z / 2) / std::sqrt(2 * 3.141592653589793);
    z += (tail - q) / std::max(density, 1e-300);
  }
  return p <= 0.5 ? z : -z;
}

/// Weights w >= 0 that make the variance of the weighted mean of normal scores least: R w = 1 by coordinate descent.
std::vector<double> decorrelating_weights(const Fusion& fusion, std::span<const float> numbers) {
  const std::size_t width = fusion.views.size(), rows = numbers.size() / width;
  std::vector<double> mean(width, 0), product(width * width, 0), z(width);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t v = 0; v < width; ++v) z[v] = normal_score(fusion.tails[v].digits(numbers[row * width + v]));
    for (std::size_t a = 0; a < width; ++a) {
      mean[a] += z[a];
      for (std::size_t b = 0; b <= a; ++b) product[a * width + b] += z[a] * z[b];
    }
  }
  const auto n = static_cast<double>(rows);
  auto covariance = [&](std::size_t a, std::size_t b) {
    return product[std::max(a, b) * width + std::min(a, b)] / n - mean[a] / n * mean[b] / n;
  };
  std::vector<double> weights(width, 1.0 / static_cast<double>(width));
  for (int sweep = 0; sweep < 200; ++sweep) {
    for (std::size_t a = 0; a < width; ++a) {
      double others = 0;
      for (std::size_t b = 0; b < width; ++b) others += b == a ? 0 : covariance(a, b) * weights[b];
      weights[a] = std::max(0.0, (1 - others) / std::max(covariance(a, a), 1e-9));
    }
  }
  return weights;
}

}  // namespace

double Fusion::fuse_groups(std::span<const double> digits) const {
  std::array<double, group_count> sum{}, count{};
  for (std::size_t v = 0; v < views.size(); ++v) {
    const auto group = static_cast<std::size_t>(views[v].group);
    sum[group] += digits[v];
    count[group] += 1;
  }
  double joined = 0, groups = 0;
  for (std::size_t g = 0; g < group_count; ++g) {
    if (count[g] == 0) continue;
    joined += group_weight[g] * std::log1p(std::min(sum[g] / count[g], digits_cap));
    groups += group_weight[g];
  }
  return groups > 0 ? joined / groups : 0;
}

void Fusion::digits_of(std::span<const float> numbers, std::span<double> digits) const {
  for (std::size_t v = 0; v < views.size(); ++v) digits[v] = tails[v].digits(numbers[v]);
}

double Fusion::fuse_digits(std::span<const double> digits) const {
  if (method == FusionMethod::groups) return fuse_groups(digits);
  double sum = 0, weights = 0, largest = 0;
  for (std::size_t v = 0; v < views.size(); ++v) {
    const double capped = std::min(digits[v], digits_cap);
    largest = std::max(largest, capped);
    sum += view_weight[v] * (method == FusionMethod::stouffer ? normal_score(capped) : capped);
    weights += view_weight[v];
  }
  if (method == FusionMethod::largest) return largest;
  return weights > 0 ? std::max(0.0, sum / weights + (method == FusionMethod::stouffer ? stouffer_floor : 0)) : 0;
}

double Fusion::fuse(std::span<const float> numbers) const {
  std::vector<double> digits(views.size());
  digits_of(numbers, digits);
  return fuse_digits(digits);
}

Fusion Fusion::fit(std::vector<View> views, std::array<double, group_count> group_weight, std::span<const float> numbers,
                   FusionMethod method) {
  Fusion fusion;
  fusion.method = method;
  fusion.group_weight = group_weight;
  fusion.views = std::move(views);
  const std::size_t width = fusion.views.size(), rows = width ? numbers.size() / width : 0;
  for (std::size_t v = 0; v < width; ++v) {
    std::vector<float> column(rows);
    for (std::size_t row = 0; row < rows; ++row) column[row] = numbers[row * width + v];
    fusion.tails.push_back(TailModel::fit(std::move(column), view_tail));
  }
  fusion.view_weight.assign(width, 1);
  if (method == FusionMethod::stouffer && rows > 0) fusion.view_weight = decorrelating_weights(fusion, numbers);
  std::vector<float> fused(rows);
  for (std::size_t row = 0; row < rows; ++row) fused[row] = static_cast<float>(fusion.fuse(numbers.subspan(row * width, width)));
  fusion.fused_tail = TailModel::fit(std::move(fused));
  return fusion;
}

}  // namespace weir
