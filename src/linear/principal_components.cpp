#include "linear/principal_components.h"

#include <algorithm>

#include <Eigen/Dense>

namespace weir {

PrincipalComponents PrincipalComponents::fit(const Moments& moments, std::size_t width, std::span<const std::size_t> slots, double share,
                                             std::size_t components_max) {
  const std::size_t n = moments.dimension() / width;
  const auto d = static_cast<Eigen::Index>(moments.dimension());
  const Eigen::Map<const Eigen::VectorXd> sum(moments.sum.data(), d);
  const Eigen::Map<const Eigen::MatrixXd> cross(moments.cross.data(), d, d);
  auto feature = [&](std::size_t k) { return static_cast<Eigen::Index>((k % n) * width + slots[k / n]); };
  const auto m = static_cast<Eigen::Index>(slots.size() * n);
  Eigen::MatrixXd covariance(m, m);
  PrincipalComponents result;
  result.mean.resize(slots.size() * n);
  for (Eigen::Index a = 0; a < m; ++a) {
    const auto row = feature(static_cast<std::size_t>(a));
    result.mean[static_cast<std::size_t>(a)] = static_cast<float>(sum(row) / moments.rows);
    for (Eigen::Index b = 0; b < m; ++b) {
      const auto column = feature(static_cast<std::size_t>(b));
      covariance(a, b) = cross(row, column) / moments.rows - sum(row) * sum(column) / (moments.rows * moments.rows);
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
  const double total = std::max(covariance.trace(), 1e-12);
  double carried = 0;
  for (Eigen::Index r = m - 1; r >= 0 && result.variance.size() < components_max && carried < share * total; --r) {
    const double variance = eigen.eigenvalues()(r);
    if (!(variance > 1e-9 * total)) break;
    carried += variance;
    result.variance.push_back(static_cast<float>(variance));
    // An eigenvector's sign is arbitrary: fix it, so that the same data give the same bytes.
    Eigen::VectorXd direction = eigen.eigenvectors().col(r);
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0) direction = -direction;
    for (Eigen::Index k = 0; k < m; ++k) result.direction.push_back(static_cast<float>(direction(k)));
  }
  return result;
}

}  // namespace weir
