#include "nn/parameters.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace weir::nn {

ParameterTable::Id ParameterTable::add(std::string name, std::vector<std::size_t> shape) {
  std::size_t size = 1;
  for (const std::size_t dimension : shape) size *= dimension;
  assert(size > 0 && std::ranges::none_of(parameters_, [&](const Parameter& p) { return p.name == name; }));
  parameters_.push_back({std::move(name), std::move(shape), block_size_, size});
  constexpr std::size_t line = cache_line_bytes / sizeof(float);
  block_size_ += (size + line - 1) / line * line;
  return parameters_.size() - 1;
}

std::size_t ParameterTable::count() const {
  std::size_t count = 0;
  for (const Parameter& p : parameters_) count += p.size;
  return count;
}

std::span<float> ParameterTable::view(std::span<float> block, Id id) const {
  assert(block.size() == block_size_);
  return block.subspan(parameters_[id].offset, parameters_[id].size);
}

std::span<const float> ParameterTable::view(std::span<const float> block, Id id) const {
  assert(block.size() == block_size_);
  return block.subspan(parameters_[id].offset, parameters_[id].size);
}

void ParameterTable::save(std::span<const float> block, TensorSet& tensors, std::string_view prefix) const {
  for (Id id = 0; id < parameters_.size(); ++id) {
    const auto values = view(block, id);
    tensors.put(std::string(prefix) + parameters_[id].name, parameters_[id].shape, {values.begin(), values.end()});
  }
}

Status ParameterTable::load(const TensorSet& tensors, std::span<float> block, std::string_view prefix) const {
  Buffer loaded = make_block();
  for (Id id = 0; id < parameters_.size(); ++id) {
    const std::string name = std::string(prefix) + parameters_[id].name;
    const auto values = tensors.get(name, parameters_[id].shape);
    if (!values) return std::unexpected(values.error());
    for (std::size_t i = 0; i < values->size(); ++i) {
      if (!std::isfinite((*values)[i])) {
        return bad_input("model: tensor '{}' holds a number that isn't finite at {}; the file is damaged, train the model again", name, i);
      }
    }
    std::ranges::copy(*values, view(std::span<float>(loaded), id).begin());
  }
  assert(block.size() == block_size_);
  std::ranges::copy(loaded, block.begin());
  return {};
}

void fill_uniform(std::span<float> values, Random& random, double bound) {
  for (float& value : values) value = static_cast<float>(random.uniform(-bound, bound));
}

void fill_normal(std::span<float> values, Random& random, double deviation) {
  for (float& value : values) value = static_cast<float>(deviation * random.normal());
}

void add_to(std::span<float> sum, std::span<const float> part) {
  assert(sum.size() == part.size());
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
}

double clip_norm(std::span<float> gradients, double norm_max) {
  double squares = 0;
  for (const float g : gradients) squares += static_cast<double>(g) * g;
  const double norm = std::sqrt(squares);
  if (!std::isfinite(norm)) return norm;
  const double factor = norm_max / (norm + 1e-6);  // 1e-6 as in PyTorch
  if (factor < 1) {
    for (float& g : gradients) g = static_cast<float>(g * factor);
  }
  return norm;
}

}  // namespace weir::nn
