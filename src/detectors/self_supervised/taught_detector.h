// What lstm_gnn and attention have in common: a network over the residuals of the linear base, taught by manipulations of
// normal data to say of every reading whether it is manipulated.
#pragma once

#include <functional>
#include <memory>

#include "detectors/detector.h"
#include "detectors/self_supervised/teachable.h"
#include "detectors/self_supervised/trainer.h"

namespace weir {

struct TeachingOptions {
  const char* name = "";       // of the detector, in messages
  std::size_t neighbours = 8;  // strongest neighbours a sensor listens to
  std::size_t examples = 128;  // fewer where they wouldn't fit into 48 MB
  TrainerOptions trainer;      // fewer steps where rows are few
};

/// The topology given, or learned where none of this plant is; `make_network` builds the network over its neighbours.
/// One network for all folds: its few thousand weights are shared by all sensors, and the linear base beneath it is cross-fitted.
Result<Trained> teach_detector(const std::function<std::unique_ptr<Teachable>(Neighbours)>& make_network, TeachingOptions options,
                               const TrainingSet& data, const DetectorContext& context);

/// `network` is the one that the parameters were learned for, `name` the detector's.
Result<std::unique_ptr<Detector>> make_taught_detector(std::unique_ptr<const Teachable> network, const char* name,
                                                       const TensorSet& parameters, const DetectorContext& context);

}  // namespace weir
