#include <algorithm>
#include <cassert>

#include <fmt/ranges.h>

#include "model_file/model_file.h"

namespace weir {
namespace {

std::string text_of(const std::vector<std::size_t>& shape) {
  std::string text = "[";
  for (const std::size_t dimension : shape) {
    if (text.size() > 1) text += ", ";
    text += dimension == TensorSet::any ? "any" : fmt::to_string(dimension);
  }
  return text + "]";
}

auto find(auto& tensors, std::string_view name) {
  return std::ranges::find_if(tensors, [&](const Tensor& tensor) { return tensor.name == name; });
}

}  // namespace

void TensorSet::put(std::string name, std::vector<std::size_t> shape, std::vector<float> values) {
  std::size_t product = 1;
  for (const std::size_t dimension : shape) product *= dimension;
  assert(values.size() == product);
  Tensor tensor{std::move(name), std::move(shape), std::move(values)};
  if (const auto found = find(tensors_, tensor.name); found != tensors_.end()) {
    *found = std::move(tensor);
  } else {
    tensors_.push_back(std::move(tensor));
  }
}

Result<std::span<const float>> TensorSet::get(std::string_view name, const std::vector<std::size_t>& shape) const {
  const auto found = find(tensors_, name);
  if (found == tensors_.end()) {
    std::vector<std::string_view> known;
    for (const Tensor& tensor : tensors_) known.push_back(tensor.name);
    const bool many = known.size() > 12;
    if (many) known.resize(12);
    return bad_input("model: no tensor '{}'; it has: {}{}; the file belongs to another model or version", name,
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")), many ? ", ..." : "");
  }
  const bool fits =
      std::ranges::equal(found->shape, shape, [](std::size_t is, std::size_t wanted) { return wanted == any || is == wanted; });
  if (!fits) {
    return bad_input("model: tensor '{}' has shape {}, expected {}; the file belongs to another model or another set of sensors", name,
                     text_of(found->shape), text_of(shape));
  }
  return std::span<const float>(found->values);
}

Result<float> TensorSet::number(std::string_view name) const {
  const auto values = get(name, {1});
  if (!values) return std::unexpected(values.error());
  return values->front();
}

bool TensorSet::has(std::string_view name) const { return find(tensors_, name) != tensors_.end(); }

void TensorSet::merge(std::string_view prefix, const TensorSet& other) {
  for (const Tensor& tensor : std::vector<Tensor>(other.tensors_)) put(std::string(prefix) + tensor.name, tensor.shape, tensor.values);
}

TensorSet TensorSet::part(std::string_view prefix) const {
  TensorSet part;
  for (const Tensor& tensor : tensors_) {
    if (tensor.name.starts_with(prefix)) part.put(tensor.name.substr(prefix.size()), tensor.shape, tensor.values);
  }
  return part;
}

std::size_t TensorSet::number_count() const {
  std::size_t count = 0;
  for (const Tensor& tensor : tensors_) count += tensor.values.size();
  return count;
}

}  // namespace weir
