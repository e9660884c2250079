#include <algorithm>

#include "training/report_card.h"

namespace weir {
namespace {

constexpr std::size_t run_in_rows = 300, sensors_told = 3;

}  // namespace

std::vector<SuspectStretch> describe_suspects(const FrameTable& frames, std::span<const RowRange> folds,
                                              std::span<const std::unique_ptr<Detector>> fold_detectors,
                                              std::span<const RowRange> suspects) {
  std::vector<SuspectStretch> described;
  for (const auto& rows : suspects) {
    SuspectStretch stretch{format_time(frames.step_at(rows.first)), format_time(frames.step_at(rows.last - 1)), rows.size(), {}};
    const auto fold = std::ranges::find_if(folds, [&](const RowRange& f) { return rows.first >= f.first && rows.first < f.last; });
    if (fold != folds.end()) {
      auto& detector = *fold_detectors[static_cast<std::size_t>(fold - folds.begin())];
      std::vector<float> strangeness(frames.sensors(), 0);
      detector.reset();
      for (std::size_t row = rows.first - std::min(rows.first, run_in_rows); row < rows.last; ++row) {
        const auto score = detector.score(frames.frame(row));
        for (std::size_t i = 0; row >= rows.first && i < score.per_sensor.size(); ++i) {
          strangeness[i] += score.per_sensor[i] * score.per_sensor[i];
        }
      }
      detector.reset();
      for (std::size_t told = 0; told < std::min(sensors_told, strangeness.size()); ++told) {
        const auto most = std::ranges::max_element(strangeness);
        if (*most <= 0) break;
        stretch.sensors.push_back(frames.catalogue()[static_cast<std::size_t>(most - strangeness.begin())].name);
        *most = 0;
      }
    }
    described.push_back(std::move(stretch));
  }
  return described;
}

}  // namespace weir
