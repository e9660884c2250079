// Which known name a mistyped one probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Edits (insert, delete, replace, swap of neighbours) from one name to the other, letter case ignored.
/// Restricted Damerau-Levenshtein distance; O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known names, most similar first; equally similar ones stay in their order.
std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> known);

/// "lags, ridge, rows": at most `count_max` names, then how many more there are.
std::string listed(const std::vector<std::string>& names, std::size_t count_max = 12);

}  // namespace weir
