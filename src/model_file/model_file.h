// The model file: safetensors (github.com/huggingface/safetensors: 8 bytes little-endian header length, a JSON header
// {"name": {"dtype": "F32", "shape": [..], "data_offsets": [first, last]}, "__metadata__": {"key": "text"}}, then the data).
// One file holds everything that scoring, explaining and reproducing need. Checked once here, then trusted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace weir {

struct Tensor {
  std::string name;
  std::vector<std::size_t> shape;  // row-major
  std::vector<float> values;       // product(shape) numbers
};

/// Named tensors of one component, or of a whole model with prefixes ("member.var_ridge.").
class TensorSet {
 public:
  /// Replaces a tensor of the same name. REQUIRES: values.size() == product(shape).
  void put(std::string name, std::vector<std::size_t> shape, std::vector<float> values);
  void put_number(std::string name, float value) { put(std::move(name), {1}, {value}); }
  /// Fails with one clear sentence when the tensor isn't there or has another shape. A dimension of `any` matches all.
  static constexpr std::size_t any = static_cast<std::size_t>(-1);
  Result<std::span<const float>> get(std::string_view name, const std::vector<std::size_t>& shape) const;
  Result<float> number(std::string_view name) const;
  bool has(std::string_view name) const;
  /// All of `other` under prefix + name.
  void merge(std::string_view prefix, const TensorSet& other);
  /// Those whose name begins with the prefix, the prefix removed.
  TensorSet part(std::string_view prefix) const;
  std::size_t number_count() const;
  const std::vector<Tensor>& tensors() const { return tensors_; }

 private:
  std::vector<Tensor> tensors_;  // in order of put
};

struct ModelFile {
  TensorSet tensors;
  std::map<std::string, std::string> metadata;  // JSON texts and plain texts
};

/// Same model, same bytes. All numbers finite or NaN; F32 only.
std::string serialise(const ModelFile& model);
/// Refuses, with one sentence, anything truncated, overlapping, out of bounds, of another dtype, or absurdly large.
Result<ModelFile> parse_model_file(std::string_view bytes, std::string_view origin);
Result<ModelFile> load_model_file(const std::filesystem::path& path);
Status save_model_file(const std::filesystem::path& path, const ModelFile& model);

}  // namespace weir
