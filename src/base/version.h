#pragma once

namespace weir {

inline constexpr const char* program_version = WEIR_VERSION;

}  // namespace weir
