// A guard before the TOML parser: it builds one nested table per dotted part of a key, and frees them recursively, so a
// key of a million parts would overflow the stack. TOML's own grammar has no such bound.
#pragma once

#include <cstddef>
#include <string_view>

namespace weir {

inline constexpr std::size_t key_parts_max = 32;

/// The line (from 1) of the first key with more than key_parts_max parts; 0: none. Dots in strings and comments don't
/// count. On text that isn't TOML the answer is right up to the place where the parser will refuse it.
std::size_t line_of_too_deep_key(std::string_view toml);

}  // namespace weir
