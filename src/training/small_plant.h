// A dozen sensors of the simulated works, a second a row: what this folder's tests learn from.
#pragma once

#include <array>

#include "detectors/conditional/conditional_detector.h"
#include "detectors/dynamic_pca/dynamic_pca_detector.h"
#include "detectors/ensemble/ensemble_detector.h"
#include "detectors/excursion/excursion_detector.h"
#include "detectors/lstm_gnn/lstm_gnn_detector.h"
#include "detectors/var_ridge/var_ridge_detector.h"
#include "plant/water_treatment.h"
#include "training/train.h"

namespace weir {

inline constexpr std::array small_plant_tags = {FIT101, LIT101, MV101, P101, AIT202, FIT201, MV201, DPIT301, FIT301, LIT301, P301, LIT401};

/// P101 and P301 move or stay as the plant likes; kinds and ranges are the plant's own.
inline Catalogue small_plant_catalogue() {
  std::vector<Sensor> sensors;
  for (const auto tag : small_plant_tags) sensors.push_back(WaterTreatment::plant_catalogue()[tag]);
  return Catalogue(std::move(sensors));
}

inline FrameTable small_plant_frames(std::size_t rows, std::uint64_t seed = 1, const std::vector<Attack>& attacks = {}) {
  WaterTreatment plant(seed);
  for (const auto& attack : attacks) {
    if (!plant.add(attack)) return FrameTable(Catalogue());
  }
  FrameTable frames(small_plant_catalogue());
  std::array<float, small_plant_tags.size()> values{};
  const std::vector<Quality> quality(values.size(), Quality::good);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(plant.reported()[small_plant_tags[i]]);
    frames.append({plant.now(), values, quality, {}, row == 0});
    plant.step();
  }
  return frames;
}

inline std::vector<DetectorFactory> all_members() {
  return {var_ridge_detector(), conditional_detector(), excursion_detector(), lstm_gnn_detector(), dynamic_pca_detector()};
}

/// All defaults, but for the costly part.
inline TrainOptions quick_options() {
  TrainOptions options;
  options.config_text = "[detectors.ensemble.lstm_gnn]\nsteps = 20\nhidden = 8\ndense = 8\nexamples = 16\n";
  options.config_origin = "weir.toml";
  options.threads = 1;
  return options;
}

inline Result<Model> train_small(const FrameTable& frames, const TrainOptions& options) {
  const auto members = all_members();
  return train_model(frames, options, ensemble_detector(), members);
}

/// Trained once for all tests that only look at it.
inline const Model& small_model() {
  static const Model model = *train_small(small_plant_frames(1500), quick_options());
  return model;
}

}  // namespace weir
