// Every sensor as a linear function of the few sensors that say most about it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "linear/features.h"
#include "linear/moments.h"
#include "model_file/model_file.h"

namespace weir {

/// Ridge regression of z_i on whole groups of features, a group being all features of one source sensor. At most
/// `sources_max` groups a target, its own among them: those with the largest norm of coefficient x standard deviation in
/// the regression on all, then fitted again on these alone (a group-sparse least squares by thresholding).
///
///   forecast:    sources' past only        -> one-step VAR residual
///   conditional: sources' past and present (not the target's present) -> residual of z_i given everything else. The
///                same as row i of the precision matrix of [z, features] + ridge, scaled by its diagonal.
///
/// Cost N x sources x width multiply-adds a step.
class GroupRegression {
 public:
  enum class Kind { forecast, conditional };

  GroupRegression() = default;
  static GroupRegression fit(const Moments& moments, const FeatureLayout& layout, Kind kind, double ridge, std::size_t sources_max,
                             int threads);

  /// Expected z_i from features [N, width].
  float predict(std::size_t i, std::span<const float> features) const;
  std::size_t sensors() const { return intercept_.size(); }
  std::span<const std::uint32_t> sources(std::size_t i) const {
    return std::span(source_).subspan(i * sources_per_target_, sources_per_target_);
  }
  /// Coefficients [width] of the group of sources(i)[k]; slot 0 is 0 where the present isn't used.
  std::span<const float> coefficients(std::size_t i, std::size_t k) const {
    return std::span(coefficient_).subspan((i * sources_per_target_ + k) * width_, width_);
  }

  void save(TensorSet& tensors, const std::string& prefix) const;
  static Result<GroupRegression> load(const TensorSet& tensors, const std::string& prefix, std::size_t sensors, std::size_t width);

 private:
  std::size_t width_ = 0, sources_per_target_ = 0;
  std::vector<std::uint32_t> source_;  // [N, sources]
  std::vector<float> coefficient_;     // [N, sources, width]
  std::vector<float> intercept_;       // [N]
};

}  // namespace weir
