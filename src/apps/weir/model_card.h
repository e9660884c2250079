// A model file told to a person or a program, and two of them compared.
#pragma once

#include <string>
#include <vector>

#include "training/model.h"

namespace weir {

struct MemberSize {
  std::string name;
  std::size_t numbers = 0;
};
/// The ensemble's members in their order, and "linear" for the base that they share.
std::vector<MemberSize> member_sizes(const TensorSet& detector);
/// "largest of var_ridge over 1 / 0.3 steps, group onset": each view as a line.
std::vector<std::string> view_lines(const TensorSet& detector);

std::string model_text(const Model& model, std::string_view origin);
std::string model_json(const Model& model);

/// What differs, one sentence each; empty: the same model. `tensors_max` largest differences of numbers are named.
std::vector<std::string> model_differences(const Model& a, const Model& b, std::size_t tensors_max = 8);

}  // namespace weir
