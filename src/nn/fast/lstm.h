// The LSTM cell of reference/lstm.h, a batch of rows at a time, on vector units. Same formulas, same layouts:
//   weight [I+H, 4H] (I rows for x, then H rows for h), bias [4H], gates i, f, g, o along 4H.
// Letters: T steps, B rows, I inputs, H hidden.
//
// Against the reference in float: h and c within 1e-5 after one step (approximated sigmoid and tanh, other rounding).
#pragma once

#include <span>

#include "nn/reference/lstm.h"

namespace weir::nn::fast {

using reference::LstmShape;

/// One step; overwrites gates [B,4H] (after activation), c [B,H], h [B,H]. In scoring h may be h_before, c may be c_before
/// (exactly the same memory) and gates is scratch.
void lstm_cell_forward(LstmShape shape, std::size_t rows, std::span<const float> x, std::span<const float> h_before,
                       std::span<const float> c_before, std::span<const float> weight, std::span<const float> bias, std::span<float> gates,
                       std::span<float> c, std::span<float> h);

/// One step backwards; see reference::lstm_cell_backward. Differences: takes weight_transposed [4H, I+H], needed only where
/// d_x or d_h_before isn't empty; d_gates may be the same memory as gates (which it then overwrites).
void lstm_cell_backward(LstmShape shape, std::size_t rows, std::span<const float> x, std::span<const float> h_before,
                        std::span<const float> c_before, std::span<const float> gates, std::span<const float> c,
                        std::span<const float> weight_transposed, std::span<const float> d_h, std::span<float> d_c,
                        std::span<float> d_gates, std::span<float> d_x, std::span<float> d_h_before, std::span<float> d_weight,
                        std::span<float> d_bias);

/// T steps: x [T,B,I]; h and c [T+1,B,H], whose first [B,H] is the state before; the rest and gates [T,B,4H] are overwritten.
void lstm_forward(LstmShape shape, std::size_t steps, std::size_t rows, std::span<const float> x, std::span<const float> weight,
                  std::span<const float> bias, std::span<float> gates, std::span<float> c, std::span<float> h);

/// Back-propagation through the T steps of lstm_forward.
///   d_h [T+1,B,H]   in: dL/dh of every step from its heads ([0] belongs to the state before: usually 0);
///                   out: total dL/dh, so d_h[0] is the gradient of the state before
///   d_c [B,H]       in: dL/dc of the last step (usually 0); out: gradient of the cell state before
///   gates           in: of lstm_forward; out: gradients before activation (overwritten)
///   d_x [T,B,I]     added to; may be empty
///   d_weight [I+H,4H], d_bias [4H]   added to, steps T-1 .. 0, rows in order
void lstm_backward(LstmShape shape, std::size_t steps, std::size_t rows, std::span<const float> x, std::span<const float> h,
                   std::span<const float> c, std::span<const float> weight_transposed, std::span<float> gates, std::span<float> d_h,
                   std::span<float> d_c, std::span<float> d_x, std::span<float> d_weight, std::span<float> d_bias);

}  // namespace weir::nn::fast
