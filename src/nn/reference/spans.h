// Parameter types of the reference kernels: spans whose element type is float unless the caller names another
// (`linear_forward<double>(...)`, as the finite-difference tests do).
#pragma once

#include <span>
#include <type_traits>

namespace weir::nn::reference {

// type_identity: the element type is never deduced from the arguments, so vectors and spans convert by themselves.
template <class Real>
using In = std::type_identity_t<std::span<const Real>>;
template <class Real>
using Out = std::type_identity_t<std::span<Real>>;

}  // namespace weir::nn::reference
