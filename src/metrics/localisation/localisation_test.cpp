#include "metrics/localisation/localisation.h"

#include <vector>

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(Localisation, WorkedByHand) {
  const std::vector<SensorIndex> ranked_a{4, 2, 7}, right_a{2}, ranked_b{1, 3}, right_b{1, 9}, none, right_c{5};
  const std::vector<LocalisationCase> cases{{ranked_a, right_a}, {ranked_b, right_b}, {none, right_c}};
  EXPECT_DOUBLE_EQ(*top_1(cases), 1.0 / 3);
  EXPECT_DOUBLE_EQ(*hit_rate_at(cases, 2), 2.0 / 3);
  EXPECT_DOUBLE_EQ(*hit_rate_at(cases, 100), 2.0 / 3);
  EXPECT_DOUBLE_EQ(*hit_rate_at_percent(cases, 100), (0 + 0.5 + 0) / 3);  // first 1, first 2, first 1
  EXPECT_DOUBLE_EQ(*hit_rate_at_percent(cases, 200), (1 + 0.5 + 0) / 3);
  EXPECT_FALSE(top_1({}));
}

}  // namespace
}  // namespace weir
