#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patterns/pattern_library.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto library = weir::PatternLibrary::parse({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!library) return 0;
  weir::Signature signature;
  for (std::size_t k = 0; k < weir::feature_count; ++k) signature.value[k] = static_cast<float>(k) - 3;
  for (const auto& pattern : library->patterns()) {
    const float fit = pattern.fit(signature);
    if (!(fit >= 0 && fit <= 1)) std::abort();  // whatever was parsed must be usable
  }
  return 0;
}
