#include "metrics/localisation/localisation.h"

#include <algorithm>

#include "metrics/ratio.h"

namespace weir {

namespace {

std::size_t right_among_first(const LocalisationCase& one, std::size_t k) {
  const auto first = one.ranked.first(std::min(k, one.ranked.size()));
  return static_cast<std::size_t>(
      std::ranges::count_if(first, [&](SensorIndex s) { return std::ranges::find(one.right, s) != one.right.end(); }));
}

}  // namespace

std::optional<double> hit_rate_at(std::span<const LocalisationCase> cases, std::size_t k) {
  if (cases.empty()) return std::nullopt;
  const auto hits = std::ranges::count_if(cases, [&](const LocalisationCase& one) { return right_among_first(one, k) > 0; });
  return ratio(static_cast<std::size_t>(hits), cases.size());
}

std::optional<double> top_1(std::span<const LocalisationCase> cases) { return hit_rate_at(cases, 1); }

std::optional<double> hit_rate_at_percent(std::span<const LocalisationCase> cases, std::size_t percent) {
  if (cases.empty()) return std::nullopt;
  double sum = 0;
  for (const LocalisationCase& one : cases) sum += ratio(right_among_first(one, one.right.size() * percent / 100), one.right.size());
  return sum / static_cast<double>(cases.size());
}

}  // namespace weir
