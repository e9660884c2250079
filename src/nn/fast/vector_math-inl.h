// Vector loads of part of a vector, and exp, sigmoid, tanh on vectors. Compiled once per target; see hwy/foreach_target.h.
#if defined(WEIR_NN_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef WEIR_NN_VECTOR_MATH_INL_H_
#undef WEIR_NN_VECTOR_MATH_INL_H_
#else
#define WEIR_NN_VECTOR_MATH_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;

// The first n lanes (n <= lanes), the others zero. Never touches memory beyond p + n: AVX2 and later have masked loads,
// elsewhere the rest goes over the stack.
HWY_INLINE Vector load_some(const float* p, std::size_t n) {
  const Tag d;
  if (n >= hn::Lanes(d)) return hn::LoadU(d, p);
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return hn::MaskedLoad(hn::FirstN(d, n), d, p);
#else
  HWY_ALIGN float lanes[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < n; ++i) lanes[i] = p[i];
  return hn::Load(d, lanes);
#endif
}

HWY_INLINE void store_some(Vector v, float* p, std::size_t n) {
  const Tag d;
  if (n >= hn::Lanes(d)) return hn::StoreU(v, d, p);
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  hn::BlendedStore(v, hn::FirstN(d, n), d, p);
#else
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(v, d, lanes);
  for (std::size_t i = 0; i < n; ++i) p[i] = lanes[i];
#endif
}

// e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2; ln 2 in two parts so that r is exact, and the polynomial of
// Cephes' expf (S. Moshier) for e^r.
HWY_INLINE Vector vector_exp(Vector x) {
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  const Vector inside = hn::Min(hn::Max(x, hn::Set(d, -87.33F)), hn::Set(d, 88.37F));  // so that 2^n is a normal number
  const Vector n = hn::Round(hn::Mul(inside, hn::Set(d, 1.44269504088896341F)));
  Vector r = hn::NegMulAdd(n, hn::Set(d, 0.693359375F), inside);
  r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4F), r);
  Vector p = hn::Set(d, 1.9875691500e-4F);
  p = hn::MulAdd(p, r, hn::Set(d, 1.3981999507e-3F));
  p = hn::MulAdd(p, r, hn::Set(d, 8.3334519073e-3F));
  p = hn::MulAdd(p, r, hn::Set(d, 4.1665795894e-2F));
  p = hn::MulAdd(p, r, hn::Set(d, 1.6666665459e-1F));
  p = hn::MulAdd(p, r, hn::Set(d, 5.0000001201e-1F));
  p = hn::Add(hn::MulAdd(p, hn::Mul(r, r), r), hn::Set(d, 1.0F));
  // ConvertTo of NaN is unspecified, but only ever shifted here; the last line puts NaN back.
  const auto exponent = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127)));
  const Vector result = hn::Mul(p, hn::BitCast(d, exponent));
  return hn::IfThenElse(hn::IsNaN(x), x, result);
}

HWY_INLINE Vector vector_sigmoid(Vector x) {
  const Tag d;
  const Vector one = hn::Set(d, 1.0F);
  return hn::Div(one, hn::Add(one, vector_exp(hn::Neg(x))));
}

// Small |x|: the odd polynomial of Cephes' tanhf, to keep the relative error small; else (1 - e^-2|x|) / (1 + e^-2|x|).
HWY_INLINE Vector vector_tanh(Vector x) {
  const Tag d;
  const Vector one = hn::Set(d, 1.0F);
  const Vector size = hn::Abs(x);
  const Vector e = vector_exp(hn::Mul(size, hn::Set(d, -2.0F)));
  const Vector large = hn::CopySign(hn::Div(hn::Sub(one, e), hn::Add(one, e)), x);
  const Vector z = hn::Mul(x, x);
  Vector p = hn::Set(d, -5.70498872745e-3F);
  p = hn::MulAdd(p, z, hn::Set(d, 2.06390887954e-2F));
  p = hn::MulAdd(p, z, hn::Set(d, -5.37397155531e-2F));
  p = hn::MulAdd(p, z, hn::Set(d, 1.33314422036e-1F));
  p = hn::MulAdd(p, z, hn::Set(d, -3.33332819422e-1F));
  const Vector small = hn::MulAdd(hn::Mul(p, z), x, x);
  return hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.625F)), small, large);
}

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#endif
