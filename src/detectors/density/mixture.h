// The places where a plant usually is: a mixture of normal distributions ("modes") in a small space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "model_file/model_file.h"

namespace weir {

struct MixtureOptions {
  std::size_t modes = 1;
  std::size_t rounds = 15;       // of expectation and maximisation
  double variance_floor = 0.05;  // added to every mode's variances: no mode is narrower than a fifth of the whole
  double shrink_rows = 10;       // rows per dimension that a mode's own covariance is worth against the modes' common one
};

/// K modes in R dimensions. Points are expected whitened: mean about 0, variances about 1.
class Mixture {
 public:
  Mixture() = default;
  /// `points` [rows, R], at least one row. Starts from k-means++ and ends after a fixed number of rounds; modes that lose all their
  /// rows fall back to the common covariance. Deterministic in the seed.
  static Mixture fit(std::span<const float> points, std::size_t dimensions, const MixtureOptions& options, std::uint64_t seed);

  std::size_t modes() const { return log_weight_.size(); }
  std::size_t dimensions() const { return dimensions_; }
  /// Natural logarithm of the density at a point [R].
  double log_density(std::span<const float> point) const;
  /// The mode that a point [R] most likely belongs to.
  struct Nearest {
    std::size_t mode = 0;
    float distance = 0;  // Mahalanobis, squared
  };
  /// Writes the pull [R], precision of that mode x (point - its mean). `scratch` [R] is overwritten.
  Nearest nearest(std::span<const float> point, std::span<float> pull, std::span<float> scratch) const noexcept;
  std::span<const float> mean(std::size_t mode) const { return std::span(mean_).subspan(mode * dimensions_, dimensions_); }

  void save(TensorSet& tensors) const;
  static Result<Mixture> load(const TensorSet& tensors, std::size_t dimensions);

 private:
  /// |whitener (point - mean)|^2; the whitened difference goes to `out` [R].
  float distance(std::size_t mode, std::span<const float> point, std::span<float> out) const noexcept;

  std::size_t dimensions_ = 0;
  std::vector<float> log_weight_;  // [K] log of the weight, less half the log determinant of the covariance
  std::vector<float> mean_;        // [K, R]
  std::vector<float> whitener_;    // [K, R, R] inverse of the covariance's lower Cholesky factor; zero above the diagonal
};

}  // namespace weir
