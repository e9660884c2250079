#include "benchmark/file_patterns.h"

#include <algorithm>

namespace weir {

bool matches(std::string_view pattern, std::string_view path) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == path;
  const auto before = pattern.substr(0, star), after = pattern.substr(star + 1);
  if (path.size() < before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  return path.substr(before.size(), path.size() - before.size() - after.size()).find('/') == std::string_view::npos;
}

std::vector<std::string> files_like(const std::filesystem::path& folder, const std::string& pattern) {
  std::vector<std::string> files;
  std::error_code failure;
  if (pattern.find('*') == std::string::npos) {
    if (std::filesystem::is_regular_file(folder / pattern, failure)) files.push_back(pattern);
    return files;
  }
  const auto parent = std::filesystem::path(pattern).parent_path();
  for (const auto& entry : std::filesystem::directory_iterator(folder / parent, failure)) {
    const auto file = (parent / entry.path().filename()).generic_string();
    if (matches(pattern, file)) files.push_back(file);
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> stars_of(const std::filesystem::path& folder, const std::string& pattern) {
  std::vector<std::string> stars;
  const auto star = pattern.find('*');
  if (star == std::string::npos) return stars;
  for (const auto& file : files_like(folder, pattern)) stars.push_back(file.substr(star, file.size() - pattern.size() + 1));
  return stars;
}

}  // namespace weir
