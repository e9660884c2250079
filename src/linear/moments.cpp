#include "linear/moments.h"

#include <algorithm>

#include <Eigen/Dense>

#include "base/parallel.h"

namespace weir {
namespace {

constexpr std::size_t dimension_max = 8000;  // 8000^2 doubles are 512 MB a fold
constexpr std::size_t rows_a_block = 128;
constexpr double rows_per_span = 15;  // an average over s rows wants this many times s rows of data

Moments moments_of(const FrameTable& frames, RowRange rows, const Normaliser& normaliser, const FeatureLayout& layout) {
  const std::size_t n = frames.sensors(), d = n * layout.width();
  Eigen::MatrixXd block(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(rows_a_block));
  Eigen::MatrixXd cross = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(d));
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(d));
  FeatureState state(n, layout);
  std::vector<float> z(n), previous(n, std::numeric_limits<float>::quiet_NaN());
  Eigen::Index filled = 0;
  auto flush = [&] {
    if (filled == 0) return;  // Eigen divides by the width of a large product
    cross.selfadjointView<Eigen::Lower>().rankUpdate(block.leftCols(filled));
    sum += block.leftCols(filled).rowwise().sum();
    filled = 0;
  };
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    if (frames.after_gap(row)) {
      state.reset();
      std::fill(previous.begin(), previous.end(), std::numeric_limits<float>::quiet_NaN());
    }
    normaliser.apply(frames.values(row), previous, z);
    state.advance(z);
    block.col(filled++) = Eigen::Map<const Eigen::VectorXf>(state.values().data(), static_cast<Eigen::Index>(d)).cast<double>();
    if (filled == static_cast<Eigen::Index>(rows_a_block)) flush();
  }
  flush();
  cross.triangularView<Eigen::StrictlyUpper>() = cross.transpose();
  Moments result;
  result.rows = static_cast<double>(rows.size());
  result.sum.assign(sum.data(), sum.data() + sum.size());
  result.cross.assign(cross.data(), cross.data() + cross.size());
  return result;
}

}  // namespace

void Moments::add(const Moments& other) {
  if (sum.empty()) {
    *this = other;
    return;
  }
  rows += other.rows;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other.sum[i];
  for (std::size_t i = 0; i < cross.size(); ++i) cross[i] += other.cross[i];
}

Moments FoldMoments::merged(std::size_t without) const {
  Moments result;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k != without) result.add(folds[k]);
  }
  return result;
}

std::vector<RowRange> make_folds(const FrameTable& frames, std::size_t count) {
  const std::size_t rows = frames.rows();
  count = std::max<std::size_t>(2, std::min(count, rows / 20));
  std::vector<std::size_t> cuts = {0};
  for (std::size_t k = 1; k < count; ++k) {
    const std::size_t ideal = rows * k / count;
    // A cut at a gap costs no continuity: take the nearest one within a quarter of a fold.
    const std::size_t reach = rows / count / 4;
    std::size_t cut = ideal;
    for (std::size_t away = 0; away <= reach; ++away) {
      if (ideal + away < rows && frames.after_gap(ideal + away)) {
        cut = ideal + away;
        break;
      }
      if (ideal > away && frames.after_gap(ideal - away)) {
        cut = ideal - away;
        break;
      }
    }
    if (cut > cuts.back()) cuts.push_back(cut);
  }
  cuts.push_back(rows);
  std::vector<RowRange> folds;
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) folds.push_back({cuts[k], cuts[k + 1]});
  return folds;
}

Result<std::shared_ptr<const FoldMoments>> fold_moments(const FrameTable& frames, std::span<const RowRange> folds,
                                                        const FeatureLayout& layout, int threads) {
  auto result = std::make_shared<FoldMoments>();
  result->normaliser = Normaliser::fit(frames, folds);
  std::size_t rows = 0;
  for (const auto& fold : folds) rows += fold.size();
  result->layout = layout;
  std::erase_if(result->layout.spans, [&](float span) { return static_cast<double>(rows) < rows_per_span * span; });
  const std::size_t dimension = frames.sensors() * result->layout.width();
  if (dimension > dimension_max) {
    return bad_input("{} sensors are more than this version learns at once (about {}); leave some out or split the plant", frames.sensors(),
                     dimension_max / result->layout.width());
  }
  result->folds.resize(folds.size());
  parallel_for(threads, folds.size(),
               [&](std::size_t k) { result->folds[k] = moments_of(frames, folds[k], result->normaliser, result->layout); });
  return result;
}

}  // namespace weir
