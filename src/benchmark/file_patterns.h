// File names with a star: how a manifest names many files at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// "tep/attack_*.csv" against "tep/attack_3.csv": one star at most, which stands for any text without a slash.
bool matches(std::string_view pattern, std::string_view path);

/// Files below `folder` that match, relative to it, by name. A pattern without a star is that file, where it exists.
std::vector<std::string> files_like(const std::filesystem::path& folder, const std::string& pattern);

/// What the star stands for in each of them, by name.
std::vector<std::string> stars_of(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace weir
