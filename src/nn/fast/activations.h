// Vectorised exp, sigmoid, tanh, ReLU. y may be x; both have the same length. Largest errors over all finite floats,
// tested against double precision: exp 2e-7 relative (where the result is a normal number), sigmoid and tanh 2e-7
// absolute. NaN gives NaN. exp saturates: above 88.37 it is e^88.37 (2.4e38, not infinity), below -87.33 it is e^-87.33.
#pragma once

#include <span>

namespace weir::nn::fast {

void exp_forward(std::span<const float> x, std::span<float> y);
void sigmoid_forward(std::span<const float> x, std::span<float> y);
void tanh_forward(std::span<const float> x, std::span<float> y);
void relu_forward(std::span<const float> x, std::span<float> y);
/// d_x += d_y where y > 0.
void relu_backward(std::span<const float> y, std::span<const float> d_y, std::span<float> d_x);

}  // namespace weir::nn::fast
