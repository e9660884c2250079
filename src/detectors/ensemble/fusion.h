// From the views' numbers to one calibrated score.
#pragma once

#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "detectors/ensemble/views.h"
#include "stats/tail.h"

namespace weir {

/// How the views' digits (-log10 p) are joined.
enum class FusionMethod {
  groups,    // the default, below
  mean,      // their mean: Fisher's sum, since the last calibration measures what correlation does to it
  stouffer,  // normal scores, weighted so that views that say the same count once: inverse of their correlation in normal data
  largest,   // the largest
};
inline constexpr std::array<std::string_view, 4> fusion_methods = {"groups", "mean", "stouffer", "max"};

/// Each view's number becomes -log10 p by its own tail model; views of a group are averaged, capped at `digits_cap`, and the
/// groups' ln(1 + digits) averaged by weight: two groups that both see something outdo one that is certain. The result is calibrated
/// once more, because views are correlated and no formula knows by how much.
struct Fusion {
  static constexpr double digits_cap = 20;
  /// A view's tail is exponential from its 95 % quantile: heavier shapes would flatten the order among strange steps.
  static constexpr TailModel::Options view_tail{0.95, 0};

  std::vector<View> views;
  FusionMethod method = FusionMethod::groups;
  std::array<double, group_count> group_weight{1, 1, 1, 1};
  std::vector<double> view_weight;  // [views], Stouffer's; else 1
  std::vector<TailModel> tails;     // [views]
  TailModel fused_tail;

  /// numbers [views] after their averages -> digits [views] by each view's own tail.
  void digits_of(std::span<const float> numbers, std::span<double> digits) const;
  /// digits [views] -> the joined evidence, before the last calibration.
  double fuse_digits(std::span<const double> digits) const;
  /// Both, for whom the digits are of no interest.
  double fuse(std::span<const float> numbers) const;
  /// How much of the evidence is this view's.
  double part_of(std::size_t view, double digits) const {
    return group_weight[static_cast<std::size_t>(views[view].group)] * std::log1p(digits);
  }

  /// `numbers` [rows, views] of rows the members hadn't learned from.
  static Fusion fit(std::vector<View> views, std::array<double, group_count> group_weight, std::span<const float> numbers,
                    FusionMethod method = FusionMethod::groups);

 private:
  double fuse_groups(std::span<const double> digits) const;
};

}  // namespace weir
