#include "config/nearest.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace weir {
namespace {

constexpr std::size_t compared_max = 64;  // of a name's letters: keeps the distance cheap for any input

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, compared_max);
  b = b.substr(0, compared_max);
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> known) {
  std::vector<std::pair<std::size_t, std::size_t>> ranked;  // distance, place in `known`
  for (const auto& one : known) ranked.emplace_back(edit_distance(name, one), ranked.size());
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> result;
  for (const auto& [distance, place] : ranked) result.push_back(std::move(known[place]));
  return result;
}

std::string listed(const std::vector<std::string>& names, std::size_t count_max) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < count_max; ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > count_max) text += fmt::format(", and {} more", names.size() - count_max);
  return text;
}

}  // namespace weir
