#include "detectors/self_supervised/examples.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

namespace weir {
namespace {

/// A stretch of rows without gap inside one fold.
struct Stretch {
  RowRange rows;
  std::size_t fold = 0;
};

/// All maximal gap-free runs of the allowed rows, cut at fold borders.
std::vector<Stretch> runs_of(const FrameTable& frames, std::span<const RowRange> folds, std::span<const RowRange> allowed) {
  std::vector<Stretch> runs;
  for (const auto& range : allowed) {
    for (std::size_t k = 0; k < folds.size(); ++k) {
      const std::size_t first = std::max(range.first, folds[k].first), last = std::min(range.last, folds[k].last);
      std::size_t start = first;
      for (std::size_t row = first; row < last; ++row) {
        if (row > start && frames.after_gap(row)) {
          runs.push_back({{start, row}, k});
          start = row;
        }
      }
      if (last > start) runs.push_back({{start, last}, k});
    }
  }
  return runs;
}

FrameTable copy_rows(const FrameTable& frames, RowRange rows) {
  FrameTable copy(frames.catalogue());
  copy.reserve(rows.size());
  for (std::size_t row = rows.first; row < rows.last; ++row) copy.append(frames.frame(row));
  return copy;
}

Example make_example(const FrameTable& frames, const Stretch& run, std::size_t rows, const LinearModel& model,
                     std::span<const float> stillness, const SensorSpread& spread, const ExampleOptions& options, Random random) {
  const std::size_t n = frames.sensors(), length = std::min(rows, run.rows.size());
  const std::size_t first = run.rows.first + random.index(run.rows.size() - length + 1);
  FrameTable stretch = copy_rows(frames, {first, first + length});
  const FrameTable clean = stretch;
  Example example;
  example.rows = length;
  example.manipulated.assign(length * n, 0);
  if (!random.chance(options.clean_share)) {
    for (const auto& m : draw_manipulations(random, length, spread, frames.rows(), options.manipulations)) {
      apply(m, stretch, frames, spread, random);
      for (std::size_t row = m.rows.first; row < m.rows.last; ++row) {
        for (const auto i : m.sensors) example.manipulated[row * n + i] = 1;
      }
    }
  }
  NetworkInputs inputs(std::make_shared<const LinearModel>(model), stillness);
  for (std::size_t row = first - std::min(options.warm_up, first - run.rows.first); row < first; ++row) inputs.step(frames.frame(row));
  std::vector<float> previous(n, NAN), true_z(n);
  if (first > run.rows.first) previous.assign(frames.values(first - 1).begin(), frames.values(first - 1).end());
  for (std::size_t row = 0; row < length; ++row) {
    const auto x = inputs.step(stretch.frame(row));
    example.inputs.insert(example.inputs.end(), x.begin(), x.end());
    model.normaliser.apply(clean.values(row), previous, true_z);
    for (std::size_t i = 0; i < n; ++i) {
      const float truth = (true_z[i] - inputs.linear().expected_z()[i]) / model.conditional_unit[i];
      example.truth.push_back(std::clamp(truth, -8.0F, 8.0F));
      example.judged.push_back(inputs.linear().judged(i));
      // A manipulation that changes nothing (a freeze of what stood still) is none.
      const float seen = stretch.values(row)[i], was = clean.values(row)[i];
      if (seen == was || std::isnan(was)) example.manipulated[row * n + i] = 0;
    }
  }
  return example;
}

}  // namespace

std::vector<Example> make_examples(const FrameTable& frames, std::span<const RowRange> folds, const CrossFittedLinear& linear,
                                   std::span<const float> stillness, std::span<const RowRange> allowed, const ExampleOptions& options,
                                   std::uint64_t seed, int threads) {
  const auto runs = runs_of(frames, folds, allowed);
  std::vector<double> reach;  // runs are drawn in proportion to their rows
  for (const auto& run : runs) reach.push_back((reach.empty() ? 0 : reach.back()) + static_cast<double>(run.rows.size()));
  std::vector<Example> examples(runs.empty() ? 0 : options.count);
  const auto spread = spread_of(frames, folds);
  parallel_for(threads, examples.size(), [&](std::size_t e) {
    Random random(seed + 0x9E37 * (e + 1));
    const double at = random.uniform() * reach.back();
    const auto run = static_cast<std::size_t>(std::upper_bound(reach.begin(), reach.end() - 1, at) - reach.begin());
    examples[e] = make_example(frames, runs[run], options.rows, linear.without[runs[run].fold], stillness, spread, options, random.fork(1));
  });
  return examples;
}

}  // namespace weir
