#include "linear/group_regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

#include "base/parallel.h"

namespace weir {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Centred {
  VectorXd mean;
  MatrixXd covariance;
};

Centred centred(const Moments& moments) {
  const auto d = static_cast<Index>(moments.dimension());
  Centred result;
  result.mean = Eigen::Map<const VectorXd>(moments.sum.data(), d) / moments.rows;
  result.covariance = Eigen::Map<const MatrixXd>(moments.cross.data(), d, d) / moments.rows - result.mean * result.mean.transpose();
  return result;
}

MatrixXd picked(const MatrixXd& from, const std::vector<Index>& rows, const std::vector<Index>& columns) {
  MatrixXd result(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t r = 0; r < rows.size(); ++r) result(static_cast<Index>(r), static_cast<Index>(c)) = from(rows[r], columns[c]);
  }
  return result;
}

}  // namespace

GroupRegression GroupRegression::fit(const Moments& moments, const FeatureLayout& layout, Kind kind, double ridge, std::size_t sources_max,
                                     int threads) {
  const std::size_t width = layout.width(), n = moments.dimension() / width;
  const std::size_t first_slot = kind == Kind::forecast ? 1 : 0;
  const auto [mean, covariance] = centred(moments);

  GroupRegression result;
  result.width_ = width;
  result.sources_per_target_ = std::min(n, std::max<std::size_t>(2, sources_max));
  const std::size_t groups = result.sources_per_target_;
  result.source_.resize(n * groups);
  result.coefficient_.assign(n * groups * width, 0.0F);
  result.intercept_.resize(n);

  // Regression of every target on all features at once, for choosing the groups. dense(r, i): coefficient of regressor r.
  std::vector<Index> regressors;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t s = first_slot; s < width; ++s) regressors.push_back(static_cast<Index>(j * width + s));
  }
  std::vector<Index> targets;
  for (std::size_t i = 0; i < n; ++i) targets.push_back(static_cast<Index>(i * width));
  MatrixXd dense;
  if (groups < n) {
    MatrixXd gram = picked(covariance, regressors, regressors);
    gram.diagonal().array() += ridge;
    const Eigen::LLT<MatrixXd> factor(gram);
    if (kind == Kind::forecast) {
      dense = factor.solve(picked(covariance, regressors, targets));
    } else {
      // Columns of the precision matrix at the present slots: -P(r, i) / P(i, i) is the regression of z_i on all others.
      MatrixXd unit = MatrixXd::Zero(static_cast<Index>(regressors.size()), static_cast<Index>(n));
      for (std::size_t i = 0; i < n; ++i) unit(static_cast<Index>(i * width), static_cast<Index>(i)) = 1;
      dense = factor.solve(unit);
      for (std::size_t i = 0; i < n; ++i) {
        const auto column = static_cast<Index>(i);
        dense.col(column) /= -dense(static_cast<Index>(i * width), column);
        dense(static_cast<Index>(i * width), column) = 0;
      }
    }
  }

  parallel_for(threads, n, [&](std::size_t i) {
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    if (groups < n) {
      std::vector<double> weight(n, 0);
      const std::size_t slots = width - first_slot;
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t s = 0; s < slots; ++s) {
          const auto r = static_cast<Index>(j * slots + s);
          const double variance = covariance(regressors[static_cast<std::size_t>(r)], regressors[static_cast<std::size_t>(r)]);
          weight[j] += dense(r, static_cast<Index>(i)) * dense(r, static_cast<Index>(i)) * variance;
        }
      }
      weight[i] = std::numeric_limits<double>::infinity();  // its own past always counts
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(groups), order.end(),
                        [&](auto a, auto b) { return weight[a] != weight[b] ? weight[a] > weight[b] : a < b; });
      std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(groups));
    }
    std::vector<Index> columns;
    for (std::size_t k = 0; k < groups; ++k) {
      result.source_[i * groups + k] = order[k];
      for (std::size_t s = first_slot; s < width; ++s) {
        if (s == 0 && order[k] == i) continue;
        columns.push_back(static_cast<Index>(order[k] * width + s));
      }
    }
    MatrixXd gram = picked(covariance, columns, columns);
    gram.diagonal().array() += ridge;
    const VectorXd solution = gram.llt().solve(picked(covariance, columns, {static_cast<Index>(i * width)}));
    double intercept = mean(static_cast<Index>(i * width));
    for (std::size_t c = 0, k = 0; c < columns.size(); ++c) {
      const auto sensor = static_cast<std::size_t>(columns[c]) / width, slot = static_cast<std::size_t>(columns[c]) % width;
      while (order[k] != sensor) ++k;
      result.coefficient_[(i * groups + k) * width + slot] = static_cast<float>(solution(static_cast<Index>(c)));
      intercept -= solution(static_cast<Index>(c)) * mean(columns[c]);
    }
    result.intercept_[i] = static_cast<float>(intercept);
  });
  return result;
}

float GroupRegression::predict(std::size_t i, std::span<const float> features) const {
  float sum = intercept_[i];
  const float* coefficient = coefficient_.data() + i * sources_per_target_ * width_;
  for (std::size_t k = 0; k < sources_per_target_; ++k, coefficient += width_) {
    const float* f = features.data() + source_[i * sources_per_target_ + k] * width_;
    float part = 0;
    for (std::size_t s = 0; s < width_; ++s) part += coefficient[s] * f[s];
    sum += part;
  }
  return sum;
}

void GroupRegression::save(TensorSet& tensors, const std::string& prefix) const {
  const std::size_t n = sensors();
  tensors.put(prefix + ".source", {n, sources_per_target_}, std::vector<float>(source_.begin(), source_.end()));
  tensors.put(prefix + ".coefficient", {n, sources_per_target_, width_}, coefficient_);
  tensors.put(prefix + ".intercept", {n}, intercept_);
}

Result<GroupRegression> GroupRegression::load(const TensorSet& tensors, const std::string& prefix, std::size_t sensors, std::size_t width) {
  const auto source = tensors.get(prefix + ".source", {sensors, TensorSet::any});
  if (!source) return std::unexpected(source.error());
  const std::size_t groups = sensors ? source->size() / sensors : 0;
  const auto coefficient = tensors.get(prefix + ".coefficient", {sensors, groups, width});
  if (!coefficient) return std::unexpected(coefficient.error());
  const auto intercept = tensors.get(prefix + ".intercept", {sensors});
  if (!intercept) return std::unexpected(intercept.error());
  GroupRegression result;
  result.width_ = width;
  result.sources_per_target_ = groups;
  for (const float s : *source) {
    if (!(s >= 0 && s < static_cast<float>(sensors)) || s != std::floor(s))
      return bad_input("tensor {}.source names sensor {}, of {}", prefix, s, sensors);
    result.source_.push_back(static_cast<std::uint32_t>(s));
  }
  for (const auto& numbers : {*coefficient, *intercept}) {
    for (const float v : numbers) {
      if (!std::isfinite(v)) return bad_input("tensor {} holds a number that is not finite", prefix);
    }
  }
  result.coefficient_.assign(coefficient->begin(), coefficient->end());
  result.intercept_.assign(intercept->begin(), intercept->end());
  return result;
}

}  // namespace weir
