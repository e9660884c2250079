// The JSON header of a safetensors file, read strictly: what the format doesn't name is refused, so that a file means the
// same to every reader.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace weir {

struct TensorEntry {
  std::string name;
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::uint64_t first = 0, last = 0;  // bytes from the start of the data, half-open
};

struct SafetensorsHeader {
  std::vector<TensorEntry> entries;  // in the order of the text
  std::map<std::string, std::string> metadata;
};

inline constexpr std::size_t tensors_max = 10'000;
inline constexpr std::size_t rank_max = 8;

/// The message of an error is the cause alone ("tensor 'w' has no shape"): the caller knows the file.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view json);

}  // namespace weir
