// The parameters of one model: a table (name, shape, offset) over one block of memory, as in llm.c. Values, gradients and
// optimiser state are blocks of the same layout, and saving, loading, counting and clipping follow from the table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "model_file/model_file.h"
#include "nn/buffer.h"

namespace weir::nn {

struct Parameter {
  std::string name;
  std::vector<std::size_t> shape;  // row-major
  std::size_t offset = 0;          // in floats, from the start of the block; a multiple of 16 (a cache line)
  std::size_t size = 0;            // product(shape)
};

/// Built once when a model is laid out, then constant; blocks belong to whoever made them.
class ParameterTable {
 public:
  using Id = std::size_t;

  /// REQUIRES: a name not used before, no dimension 0.
  Id add(std::string name, std::vector<std::size_t> shape);

  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// How many numbers the model has.
  std::size_t count() const;
  /// How many floats a block takes: count() and the padding to cache lines, which stays 0.
  std::size_t block_size() const { return block_size_; }

  Buffer make_block() const { return Buffer(block_size_, 0.0F); }
  std::span<float> view(std::span<float> block, Id id) const;
  std::span<const float> view(std::span<const float> block, Id id) const;
  std::span<float> view(Buffer& block, Id id) const { return view(std::span<float>(block), id); }
  std::span<const float> view(const Buffer& block, Id id) const { return view(std::span<const float>(block), id); }

  /// Puts every parameter under prefix + name.
  void save(std::span<const float> block, TensorSet& tensors, std::string_view prefix = "") const;
  /// Refuses missing tensors, other shapes and numbers that aren't finite; the block is then unchanged.
  Status load(const TensorSet& tensors, std::span<float> block, std::string_view prefix = "") const;

 private:
  std::vector<Parameter> parameters_;
  std::size_t block_size_ = 0;
};

/// Uniform in [-bound, bound). PyTorch's start for LSTM: bound = 1 / sqrt(H); for linear layers: 1 / sqrt(I).
void fill_uniform(std::span<float> values, Random& random, double bound);
/// Normal with mean 0. PyTorch's start for embeddings: deviation 1.
void fill_normal(std::span<float> values, Random& random, double deviation);

/// sum += part, element by element: per-crop gradients are added up in the order of the calls.
void add_to(std::span<float> sum, std::span<const float> part);

/// Scales the gradients down so that their Euclidean norm is at most norm_max (torch clip_grad_norm_). Returns the norm
/// before. If it isn't finite the gradients are left as they are: skip the step.
double clip_norm(std::span<float> gradients, double norm_max);

}  // namespace weir::nn
