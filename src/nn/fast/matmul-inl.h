// The one product kernel behind matmul.cpp, linear.cpp and lstm.cpp. Compiled once per target.
#if defined(WEIR_NN_MATMUL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef WEIR_NN_MATMUL_INL_H_
#undef WEIR_NN_MATMUL_INL_H_
#else
#define WEIR_NN_MATMUL_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "hwy/highway.h"
#include "nn/fast/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace weir::nn::fast {
namespace HWY_NAMESPACE {

// c[r][j] = start[r][j] + sum over s < depth of a[r * a_row + s * a_step] * b[s * b_row + j]
// for rows x columns outputs. start is c itself (add to it) or a bias with start_row = 0; a_row and a_step choose between
// a and its transpose. c overlaps neither a nor b.
struct Product {
  std::size_t rows, depth, columns;
  const float* a;
  std::size_t a_row, a_step;
  const float* b;
  std::size_t b_row;
  const float* start;
  std::size_t start_row;
  float* c;
  std::size_t c_row;
};

// One block of R rows x V vectors, all in registers while the depth is walked. The last vector may be partial (`last` lanes);
// Whole says that it isn't.
template <std::size_t R, std::size_t V, bool Whole>
HWY_INLINE void product_block(const Product& p, std::size_t row, std::size_t column, std::size_t last) {
  const Tag d;
  const std::size_t L = hn::Lanes(d);
  const auto load = [&](const float* from, std::size_t v)
                        HWY_ATTR { return Whole || v + 1 < V ? hn::LoadU(d, from + v * L) : load_some(from + v * L, last); };
  const float* HWY_RESTRICT a = p.a + row * p.a_row;
  const float* HWY_RESTRICT b = p.b + column;
  const float* const start = p.start + row * p.start_row + column;
  Vector sum[R][V];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < R; ++r) {
#pragma GCC unroll 8
    for (std::size_t v = 0; v < V; ++v) sum[r][v] = load(start + r * p.start_row, v);
  }
  for (std::size_t s = 0; s < p.depth; ++s) {
    Vector factor[V];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < V; ++v) factor[v] = load(b, v);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < R; ++r) {
      const Vector left = hn::Set(d, a[r * p.a_row]);
#pragma GCC unroll 8
      for (std::size_t v = 0; v < V; ++v) sum[r][v] = hn::MulAdd(left, factor[v], sum[r][v]);
    }
    a += p.a_step;
    b += p.b_row;
  }
  float* const c = p.c + row * p.c_row + column;
#pragma GCC unroll 8
  for (std::size_t r = 0; r < R; ++r) {
#pragma GCC unroll 8
    for (std::size_t v = 0; v < V; ++v) {
      if (Whole || v + 1 < V) {
        hn::StoreU(sum[r][v], d, c + r * p.c_row + v * L);
      } else {
        store_some(sum[r][v], c + r * p.c_row + v * L, last);
      }
    }
  }
}

// Not inlined, like multiply() itself: one call per strip costs nothing, a dozen blocks at each place of use cost minutes to compile.
template <std::size_t V, bool Whole>
HWY_NOINLINE void product_column(const Product& p, std::size_t column, std::size_t last) {
  std::size_t row = 0;
  for (; row + 4 <= p.rows; row += 4) product_block<4, V, Whole>(p, row, column, last);
  for (; row < p.rows; ++row) product_block<1, V, Whole>(p, row, column, last);
}

// Columns in strips of three vectors: with four rows that makes twelve sums, enough to hide the latency of multiply-add, and
// with factors and broadcast sixteen registers, all that AVX2 has.
static HWY_NOINLINE void multiply(const Product& p) {
  const std::size_t L = hn::Lanes(Tag());
  std::size_t column = 0;
  while (column < p.columns) {
    const std::size_t left = p.columns - column, vectors = (left + L - 1) / L;
    const std::size_t take = vectors == 4 ? 2 : std::min<std::size_t>(vectors, 3);  // 2 + 2 rather than 3 + 1
    const std::size_t last = std::min(L, left - (take - 1) * L);
    const bool whole = last == L;
    if (take == 3) {
      whole ? product_column<3, true>(p, column, last) : product_column<3, false>(p, column, last);
    } else if (take == 2) {
      whole ? product_column<2, true>(p, column, last) : product_column<2, false>(p, column, last);
    } else {
      whole ? product_column<1, true>(p, column, last) : product_column<1, false>(p, column, last);
    }
    column += take * L;
  }
}

// c [N] += rows of b [M,N], in order.
static HWY_NOINLINE void add_rows(std::size_t m, std::size_t n, const float* b, float* c) {
  const Tag d;
  const std::size_t L = hn::Lanes(d);
  for (std::size_t j = 0; j < n; j += L) {
    const std::size_t some = std::min(L, n - j);
    Vector sum = load_some(c + j, some);
    for (std::size_t i = 0; i < m; ++i) sum = hn::Add(sum, load_some(b + i * n + j, some));
    store_some(sum, c + j, some);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace weir::nn::fast
HWY_AFTER_NAMESPACE();

#endif
