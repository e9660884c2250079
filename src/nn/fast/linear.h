// The linear layer of reference/linear.h on the fast products. Letters: B rows, I inputs, O outputs.
#pragma once

#include <span>

#include "nn/reference/linear.h"

namespace weir::nn::fast {

using reference::LinearShape;

/// Overwrites y [B,O] with x [B,I] * weight [I,O] + bias [O]; an empty bias counts as zero.
void linear_forward(LinearShape shape, std::size_t rows, std::span<const float> x, std::span<const float> weight,
                    std::span<const float> bias, std::span<float> y);

/// Adds to d_x [B,I], d_weight [I,O], d_bias [O]; any of them may be empty and is then left out.
/// weight_transposed [O,I] (see transpose()) is needed for d_x only.
void linear_backward(LinearShape shape, std::size_t rows, std::span<const float> x, std::span<const float> weight_transposed,
                     std::span<const float> d_y, std::span<float> d_x, std::span<float> d_weight, std::span<float> d_bias);

}  // namespace weir::nn::fast
