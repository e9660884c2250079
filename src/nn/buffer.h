// Numbers that vector units read: std::vector whose memory begins on a cache line, so that no load straddles two.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace weir::nn {

inline constexpr std::size_t cache_line_bytes = 64;

template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{cache_line_bytes})); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t{cache_line_bytes}); }
  bool operator==(const CacheLineAllocator&) const = default;
};

using Buffer = std::vector<float, CacheLineAllocator<float>>;

}  // namespace weir::nn
