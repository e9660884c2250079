#include "detectors/density/mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Dense>

#include "base/random.h"

namespace weir {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// k-means++ (Arthur and Vassilvitskii 2007): each further start is drawn by its squared distance to the nearest one so far.
Matrix starts(const Matrix& points, Eigen::Index modes, Random& random) {
  Matrix mean(points.rows(), modes);
  mean.col(0) = points.col(static_cast<Eigen::Index>(random.index(static_cast<std::size_t>(points.cols()))));
  Vector away = (points.colwise() - mean.col(0)).colwise().squaredNorm();
  for (Eigen::Index k = 1; k < modes; ++k) {
    double left = random.uniform() * away.sum();
    Eigen::Index pick = 0;
    while (pick + 1 < points.cols() && (left -= away(pick)) > 0) ++pick;
    mean.col(k) = points.col(pick);
    away = away.cwiseMin((points.colwise() - mean.col(k)).colwise().squaredNorm().transpose());
  }
  return mean;
}

/// Share of every mode in every point, [K, rows]; all to the nearest start at first.
Matrix nearest_shares(const Matrix& points, const Matrix& mean) {
  Matrix share = Matrix::Zero(mean.cols(), points.cols());
  for (Eigen::Index t = 0; t < points.cols(); ++t) {
    Eigen::Index nearest = 0;
    (mean.colwise() - points.col(t)).colwise().squaredNorm().minCoeff(&nearest);
    share(nearest, t) = 1;
  }
  return share;
}

struct Modes {
  Vector log_weight;             // less half the log determinant
  Matrix mean;                   // [R, K]
  std::vector<Matrix> whitener;  // [K] of [R, R]
};

void maximise(const Matrix& points, const Matrix& share, const MixtureOptions& options, Modes& modes) {
  const Eigen::Index dimensions = points.rows(), count = share.rows();
  const Vector mass = share.rowwise().sum();
  std::vector<Matrix> scatter;
  Matrix common = Matrix::Zero(dimensions, dimensions);
  for (Eigen::Index k = 0; k < count; ++k) {
    if (mass(k) > 1e-9) modes.mean.col(k) = points * share.row(k).transpose() / mass(k);
    const Matrix apart = points.colwise() - modes.mean.col(k);
    scatter.emplace_back(apart * (apart.array().rowwise() * share.row(k).array()).matrix().transpose());
    common += scatter.back();
  }
  common /= static_cast<double>(points.cols());
  const double own = options.shrink_rows * static_cast<double>(dimensions);
  const auto floor = options.variance_floor * Matrix::Identity(dimensions, dimensions);
  for (Eigen::Index k = 0; k < count; ++k) {
    const Matrix covariance = (scatter[static_cast<std::size_t>(k)] + own * common) / (mass(k) + own) + floor;
    const Eigen::LLT<Matrix> root(covariance);
    auto& whitener = modes.whitener[static_cast<std::size_t>(k)];
    whitener = root.matrixL().solve(Matrix::Identity(dimensions, dimensions));
    // One row more a mode, so that none's weight is zero.
    modes.log_weight(k) = std::log((mass(k) + 1) / static_cast<double>(points.cols() + count)) + whitener.diagonal().array().log().sum();
  }
}

void expect(const Matrix& points, const Modes& modes, Matrix& share) {
  for (Eigen::Index k = 0; k < share.rows(); ++k) {
    const auto& whitener = modes.whitener[static_cast<std::size_t>(k)];
    const Matrix away = whitener.triangularView<Eigen::Lower>() * (points.colwise() - modes.mean.col(k));
    share.row(k) = modes.log_weight(k) - 0.5 * away.colwise().squaredNorm().array();
  }
  for (Eigen::Index t = 0; t < share.cols(); ++t) {
    share.col(t) = (share.col(t).array() - share.col(t).maxCoeff()).exp();
    share.col(t) /= share.col(t).sum();
  }
}

}  // namespace

Mixture Mixture::fit(std::span<const float> values, std::size_t dimensions, const MixtureOptions& options, std::uint64_t seed) {
  const auto rows = static_cast<Eigen::Index>(dimensions > 0 ? values.size() / dimensions : 0), r = static_cast<Eigen::Index>(dimensions);
  Mixture result;
  result.dimensions_ = dimensions;
  if (rows == 0) {  // a plant that never moves is in one place
    result.log_weight_ = {0};
    return result;
  }
  const Matrix points = Eigen::Map<const Eigen::MatrixXf>(values.data(), r, rows).cast<double>();
  const Eigen::Index count = std::min(static_cast<Eigen::Index>(options.modes), rows);
  Random random(seed);
  Modes modes{Vector(count), starts(points, count, random), std::vector<Matrix>(static_cast<std::size_t>(count))};
  Matrix share = nearest_shares(points, modes.mean);
  maximise(points, share, options, modes);
  for (std::size_t round = 0; round < options.rounds; ++round) {
    expect(points, modes, share);
    maximise(points, share, options, modes);
  }
  for (Eigen::Index k = 0; k < count; ++k) {
    result.log_weight_.push_back(static_cast<float>(modes.log_weight(k)));
    for (Eigen::Index a = 0; a < r; ++a) {
      result.mean_.push_back(static_cast<float>(modes.mean(a, k)));
      for (Eigen::Index b = 0; b < r; ++b) {
        result.whitener_.push_back(b <= a ? static_cast<float>(modes.whitener[static_cast<std::size_t>(k)](a, b)) : 0.0F);
      }
    }
  }
  return result;
}

float Mixture::distance(std::size_t mode, std::span<const float> point, std::span<float> out) const noexcept {
  const float* mean = mean_.data() + mode * dimensions_;
  const float* row = whitener_.data() + mode * dimensions_ * dimensions_;
  float sum = 0;
  for (std::size_t a = 0; a < dimensions_; ++a, row += dimensions_) {
    float s = 0;
    for (std::size_t b = 0; b <= a; ++b) s += row[b] * (point[b] - mean[b]);
    out[a] = s;
    sum += s * s;
  }
  return sum;
}

double Mixture::log_density(std::span<const float> point) const {
  std::vector<float> away(dimensions_);
  std::vector<double> part;
  for (std::size_t k = 0; k < modes(); ++k) part.push_back(log_weight_[k] - 0.5 * distance(k, point, away));
  const double highest = *std::ranges::max_element(part);
  double sum = 0;
  for (const double p : part) sum += std::exp(p - highest);
  return highest + std::log(sum) - 0.5 * static_cast<double>(dimensions_) * std::log(2 * std::numbers::pi);
}

Mixture::Nearest Mixture::nearest(std::span<const float> point, std::span<float> pull, std::span<float> scratch) const noexcept {
  Nearest best;
  float likeliest = -std::numeric_limits<float>::infinity();
  for (std::size_t k = 0; k < modes(); ++k) {
    const float away = distance(k, point, scratch), likely = log_weight_[k] - 0.5F * away;
    if (likely > likeliest) {
      likeliest = likely;
      best = {k, away};
    }
  }
  distance(best.mode, point, scratch);
  std::fill(pull.begin(), pull.end(), 0.0F);
  const float* row = whitener_.data() + best.mode * dimensions_ * dimensions_;
  for (std::size_t a = 0; a < dimensions_; ++a, row += dimensions_) {
    for (std::size_t b = 0; b <= a; ++b) pull[b] += row[b] * scratch[a];
  }
  return best;
}

void Mixture::save(TensorSet& tensors) const {
  const std::size_t k = modes();
  tensors.put("mode.log_weight", {k}, log_weight_);
  tensors.put("mode.mean", {k, dimensions_}, mean_);
  tensors.put("mode.whitener", {k, dimensions_, dimensions_}, whitener_);
}

Result<Mixture> Mixture::load(const TensorSet& tensors, std::size_t dimensions) {
  const auto log_weight = tensors.get("mode.log_weight", {TensorSet::any});
  if (!log_weight) return std::unexpected(log_weight.error());
  if (log_weight->empty()) return bad_input("tensor mode.log_weight is empty");
  const std::size_t k = log_weight->size();
  const auto mean = tensors.get("mode.mean", {k, dimensions});
  if (!mean) return std::unexpected(mean.error());
  const auto whitener = tensors.get("mode.whitener", {k, dimensions, dimensions});
  if (!whitener) return std::unexpected(whitener.error());
  auto finite = [](float v) { return std::isfinite(v); };
  if (!std::ranges::all_of(*log_weight, finite) || !std::ranges::all_of(*mean, finite) || !std::ranges::all_of(*whitener, finite)) {
    return bad_input("the modes of density hold a number that is not finite");
  }
  Mixture result;
  result.dimensions_ = dimensions;
  result.log_weight_.assign(log_weight->begin(), log_weight->end());
  result.mean_.assign(mean->begin(), mean->end());
  result.whitener_.assign(whitener->begin(), whitener->end());
  return result;
}

}  // namespace weir
