#include "metrics/affiliation/affiliation.h"

#include <cmath>

#include <gtest/gtest.h>

#include "metrics/drawn_series.h"

namespace weir {
namespace {

TEST(Affiliation, ExampleOfItsAuthors) {
  const auto a = affiliation(drawn_series("...#...###", "....#...#."));
  EXPECT_NEAR(*a.precision, 9.0 / 11, 1e-12);
  EXPECT_NEAR(*a.recall, (9.0 / 11 + 47.0 / 54) / 2, 1e-12);
}

TEST(Affiliation, UndefinedParts) {
  EXPECT_FALSE(affiliation(drawn_series("....", ".#..")).recall);
  const auto silent = affiliation(drawn_series(".##.", "...."));
  EXPECT_FALSE(silent.precision);
  EXPECT_EQ(silent.recall, 0);
  EXPECT_FALSE(silent.f1);
}

double distance(double x, double from, double to) { return std::max({0.0, from - x, x - to}); }

/// One event in a zone that is the whole series: the definition, integrated by the midpoint rule.
TEST(Affiliation, AgreesWithIntegratingTheDefinition) {
  Random random(5);
  for (int round = 0; round < 20; ++round) {
    const std::size_t n = 12 + random.index(10);
    const std::size_t first = random.index(n - 3), last = first + 1 + random.index(n - first - 1);
    std::vector<std::uint8_t> labels(n, 0), alarms(n, 0);
    std::fill(labels.begin() + static_cast<std::ptrdiff_t>(first), labels.begin() + static_cast<std::ptrdiff_t>(last), 1);
    for (auto& alarm : alarms) alarm = random.chance(0.2) ? 1 : 0;
    alarms[random.index(n)] = 1;
    const auto series = Series::make({.labels = labels, .alarms = alarms});
    ASSERT_TRUE(series);
    const auto a = static_cast<double>(first), b = static_cast<double>(last), e = static_cast<double>(n);

    const int parts = 500;
    double precision = 0, alarmed = 0, recall = 0;
    for (int i = 0; i < parts * static_cast<int>(n); ++i) {
      const double x = (i + 0.5) / parts;
      if (alarms[static_cast<std::size_t>(x)] != 0) {
        const double d = distance(x, a, b);
        precision += d == 0 ? 1 : 1 - (b - a + std::min(d, a) + std::min(d, e - b)) / e;
        alarmed += 1;
      }
      if (x < a || x > b) continue;
      double d = e;
      for (const RowRange& run : series->alarm_runs())
        d = std::min(d, distance(x, static_cast<double>(run.first), static_cast<double>(run.last)));
      recall += 1 - (std::min(d, x) + std::min(d, e - x)) / e;
    }
    const auto result = affiliation(*series);
    ASSERT_NEAR(*result.precision, precision / alarmed, 1e-4);
    ASSERT_NEAR(*result.recall, recall / parts / (b - a), 1e-4);
  }
}

}  // namespace
}  // namespace weir
