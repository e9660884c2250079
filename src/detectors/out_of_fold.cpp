#include "detectors/out_of_fold.h"

#include <cmath>

#include "base/parallel.h"
#include "telemetry/folds.h"

namespace weir {

std::vector<float> out_of_fold_units(const TrainingSet& data, int threads,
                                     const std::function<std::unique_ptr<Detector>(std::size_t)>& make, UnitFloors floors) {
  std::size_t rows = 0;
  for (const auto& fold : data.folds) rows += fold.size();
  std::vector<std::vector<float>> seen(data.folds.size());
  parallel_for(threads, data.folds.size(), [&](std::size_t k) {
    const auto detector = make(k);
    run_through_fold(data.frames, data.folds[k], [&](std::size_t row, bool counts) {
      const auto score = detector->score(data.frames.frame(row));
      if (!counts || !counts_for_units(row - data.folds[k].first, rows)) return;
      for (const float s : score.per_sensor) seen[k].push_back(std::abs(s));
    });
  });
  const std::size_t n = data.frames.sensors();
  std::vector<float> units, column;
  for (std::size_t i = 0; i < n; ++i) {
    column.clear();
    for (const auto& fold : seen) {
      for (std::size_t at = i; at < fold.size(); at += n) column.push_back(fold[at]);
    }
    units.push_back(residual_unit(column, data.frames.catalogue()[i].kind, floors));
  }
  shrink_units(units, rows);
  return units;
}

}  // namespace weir
