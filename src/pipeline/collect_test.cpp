#include "pipeline/collect.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/scripted_stages.h"

namespace weir {
namespace {

TEST(Collect, TakesTheWholeSourceInOrder) {
  auto rows = steady_rows(5);
  rows[1].label = false;
  rows[3].label = true;
  ScriptedSource source(2, rows);
  const auto collected = collect(source, {});
  ASSERT_TRUE(collected) << collected.error().message;
  ASSERT_EQ(collected->frames.rows(), 5u);
  EXPECT_EQ(collected->frames.catalogue(), source.catalogue());
  for (std::size_t row = 0; row < 5; ++row) {
    EXPECT_EQ(collected->frames.step_at(row), second(static_cast<std::int64_t>(row)));
    EXPECT_EQ(collected->frames.values(row)[0], static_cast<float>(row));
    EXPECT_FLOAT_EQ(collected->frames.values(row)[1], static_cast<float>(row) + 0.1F);
  }
  EXPECT_EQ(collected->labels, (std::vector<std::int8_t>{-1, 0, -1, 1, -1}));
  EXPECT_EQ(collected->counters.readings, 10u);
  EXPECT_EQ(collected->counters.frames, 5u);
}

TEST(Collect, KeepsGapsAndQuality) {
  auto rows = steady_rows(6);
  for (std::size_t k = 3; k < 6; ++k) rows[k].at_s += 1000;
  rows[4].quality = Quality::missing;
  rows[4].values = {std::nan(""), std::nan("")};
  ScriptedSource source(2, rows);
  const auto collected = collect(source, {});
  ASSERT_TRUE(collected);
  ASSERT_EQ(collected->frames.rows(), 6u);
  for (std::size_t row = 0; row < 6; ++row) EXPECT_EQ(collected->frames.after_gap(row), row == 3) << row;
  EXPECT_EQ(collected->frames.quality(4)[0], Quality::missing);
  EXPECT_EQ(collected->frames.values(4)[0], 3);  // the last known one
  EXPECT_EQ(collected->counters.gaps, 1u);
}

TEST(Collect, OfAnEmptySourceIsEmpty) {
  ScriptedSource source(2, {});
  const auto collected = collect(source, {});
  ASSERT_TRUE(collected);
  EXPECT_EQ(collected->frames.rows(), 0u);
  EXPECT_TRUE(collected->labels.empty());
}

TEST(Collect, PassesTheSourcesErrorOn) {
  ScriptedSource source(2, steady_rows(3));
  source.ends_with = environment_error("source: the line broke");
  const auto collected = collect(source, {});
  ASSERT_FALSE(collected);
  EXPECT_EQ(collected.error().message, "source: the line broke");
}

TEST(Collect, StopsWhenTheUserDoes) {
  for (const std::int64_t count : {20'000, 4096}) {  // in the middle; and with the last frame, which finish() hands out
    ScriptedSource source(1, steady_rows(count, 1));
    double told = -1;
    const auto collected = collect(source, {}, [&](std::string_view stage, double fraction) {
      EXPECT_EQ(stage, "reading");
      told = fraction;
      return false;
    });
    ASSERT_FALSE(collected) << count;
    EXPECT_EQ(collected.error().code, ErrorCode::cancelled);
    EXPECT_LE(source.rows_pushed, 4097u);
    EXPECT_NEAR(told, 4096.0 / static_cast<double>(count), 0.01);
  }
}

}  // namespace
}  // namespace weir
