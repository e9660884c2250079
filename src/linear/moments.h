// Second moments of the feature vectors, one set per fold: all that the closed-form members learn from, in one pass.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "linear/features.h"
#include "linear/normaliser.h"
#include "telemetry/frame.h"

namespace weir {

/// Sums over rows of the feature vector a [D] and of a a^T [D, D] (full, symmetric). Mergeable by addition.
struct Moments {
  double rows = 0;
  std::vector<double> sum;
  std::vector<double> cross;

  void add(const Moments& other);
  std::size_t dimension() const { return sum.size(); }
};

/// The fitted normaliser, the layout that so many rows allow, and the moments of every fold apart.
struct FoldMoments {
  Normaliser normaliser;
  FeatureLayout layout;
  std::vector<Moments> folds;

  /// Of all folds but one; of all where `without` is no fold's number.
  Moments merged(std::size_t without = static_cast<std::size_t>(-1)) const;
};

/// Contiguous blocks of about equal size over all rows, in time order; never across the end of one recording and the
/// start of the next where that can be helped. At least two.
std::vector<RowRange> make_folds(const FrameTable& frames, std::size_t count);

/// D = N x layout.width(), sensor-major. Averages slower than a fifteenth of the rows are left out.
/// Fails when the sensors are so many that the moments don't fit into memory.
Result<std::shared_ptr<const FoldMoments>> fold_moments(const FrameTable& frames, std::span<const RowRange> folds,
                                                        const FeatureLayout& layout, int threads);

}  // namespace weir
