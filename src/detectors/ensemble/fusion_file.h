// The fusion in a model file.
#pragma once

#include "detectors/ensemble/adaptation.h"
#include "detectors/ensemble/fusion.h"
#include "model_file/model_file.h"

namespace weir {

void save_fusion(TensorSet& tensors, const Fusion& fusion);
Result<std::vector<View>> load_views(const TensorSet& tensors, std::size_t members);
/// Refuses, in one sentence, what isn't a fusion of so many members.
Result<Fusion> load_fusion(const TensorSet& tensors, std::size_t members);

void save_pace(TensorSet& tensors, Adaptation::Pace pace);
Result<Adaptation::Pace> load_pace(const TensorSet& tensors);

}  // namespace weir
