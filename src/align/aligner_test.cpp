#include "align/aligner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <vector>

namespace {
std::size_t allocations = 0;
}
// Counts what the aligner allocates; everything else is as usual.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace weir {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct Kept {
  double at_s;
  std::vector<float> values;
  std::vector<Quality> quality;
  std::vector<float> age_s;
  bool after_gap;
  std::optional<bool> label;
};

struct Keeper final : Outlet<FrameView> {
  bool push(std::span<const FrameView> frames) override {
    for (const FrameView& frame : frames) {
      kept.push_back({seconds(frame.step_at.time_since_epoch()),
                      {frame.values.begin(), frame.values.end()},
                      {frame.quality.begin(), frame.quality.end()},
                      {frame.age_s.begin(), frame.age_s.end()},
                      frame.after_gap,
                      aligner->frame_label()});
    }
    return kept.size() < limit;
  }
  Aligner* aligner = nullptr;
  std::size_t limit = 1'000'000;
  std::vector<Kept> kept;
};

struct Counter final : Outlet<FrameView> {
  bool push(std::span<const FrameView> frames) override {
    count += frames.size();
    return true;
  }
  std::size_t count = 0;
};

Catalogue sensors(std::size_t n) {
  std::vector<Sensor> list(n);
  for (std::size_t i = 0; i < n; ++i) list[i].name = std::to_string(i + 1);
  return Catalogue(list);
}

class AlignerTest : public testing::Test {
 protected:
  void make(std::size_t n, double step_s = 1) {
    options.step = from_seconds(step_s);
    aligner = std::make_unique<Aligner>(sensors(n), options, keeper);
    keeper.aligner = aligner.get();
  }
  bool row(double at_s, std::vector<double> values, std::optional<bool> label = std::nullopt) {
    std::vector<Reading> readings;
    const Timestamp at(from_seconds(at_s));
    for (std::size_t i = 0; i < values.size(); ++i) {
      readings.push_back({static_cast<SensorIndex>(i), std::isnan(values[i]) ? Quality::missing : Quality::good, values[i], at, at});
    }
    return aligner->push(readings, label);
  }
  bool one(double at_s, SensorIndex sensor, double value, Quality quality = Quality::good) {
    const Timestamp at(from_seconds(at_s));
    const Reading reading{sensor, quality, value, at, at};
    return aligner->push({&reading, 1});
  }
  const std::vector<Kept>& frames() {
    aligner->finish();
    return keeper.kept;
  }
  std::vector<double> times() {
    std::vector<double> result;
    for (const Kept& kept : frames()) result.push_back(kept.at_s);
    return result;
  }
  AlignOptions options;
  Keeper keeper;
  std::unique_ptr<Aligner> aligner;
};

using Times = std::vector<double>;

TEST_F(AlignerTest, RegularRowsAreOneFrameEach) {
  make(2);
  for (int i = 0; i < 100; ++i) row(i, {i * 1.0, -i * 1.0});
  ASSERT_EQ(frames().size(), 100u);
  EXPECT_EQ(frames()[42].values, (std::vector<float>{42, -42}));
  EXPECT_EQ(frames()[42].quality, (std::vector<Quality>{Quality::good, Quality::good}));
  EXPECT_EQ(frames()[42].age_s, (std::vector<float>{0, 0}));
  EXPECT_FALSE(frames()[0].after_gap);
  EXPECT_EQ(aligner->counters().merged_readings, 0u);
  EXPECT_EQ(aligner->counters().readings, 200u);
}

TEST_F(AlignerTest, RowsThatTickIrregularlyAreNeverMerged) {
  make(2);
  std::vector<double> at = {0};
  for (int i = 0; i < 200; ++i) at.push_back(at.back() + 0.6 + 0.8 * ((i * 37) % 11) / 10.0);
  for (const double t : at) row(t, {t, t});
  EXPECT_EQ(times().size(), at.size());
  EXPECT_EQ(aligner->counters().merged_readings, 0u);
}

TEST_F(AlignerTest, ConstantlyFastRowsAreNeverMerged) {
  make(1);
  for (int i = 0; i < 50; ++i) row(0.6 * i, {1.0 * i});
  EXPECT_EQ(times().size(), 50u);
}

TEST_F(AlignerTest, AGridOfTwiceTheStepMergesPairs) {
  make(1, 2);
  for (int i = 0; i < 41; ++i) row(i, {1.0 * i});
  // Nearest step: 0 | 1 2 | 3 4 | ... their means.
  ASSERT_EQ(frames().size(), 21u);
  EXPECT_EQ(frames()[0].values[0], 0);
  EXPECT_EQ(frames()[1].values[0], 1.5F);
  EXPECT_EQ(frames()[20].values[0], 39.5F);
  EXPECT_EQ(aligner->counters().merged_readings, 20u);
}

TEST_F(AlignerTest, TenfoldGridHoldsTenRowsAFrame) {
  make(1, 10);
  for (int i = 0; i < 1000; ++i) row(i, {1.0 * i});
  EXPECT_EQ(times().size(), 101u);
}

TEST_F(AlignerTest, SourcesOutOfPhaseShareAFrame) {
  make(3);
  for (int i = 0; i < 20; ++i) {
    one(i + 0.0, 0, i);
    one(i + 0.3, 1, i);
    one(i + 0.4, 2, i);
  }
  ASSERT_EQ(frames().size(), 20u);
  for (const Kept& frame : frames()) EXPECT_EQ(frame.quality, (std::vector<Quality>(3, Quality::good)));
}

TEST_F(AlignerTest, MissingKeepsTheLastValueUntilStale) {
  options.stale_after_steps = 3;
  make(2);
  row(0, {7, 1});
  for (int i = 1; i <= 5; ++i) row(i, {nan_value, 1});
  ASSERT_EQ(frames().size(), 6u);
  EXPECT_EQ(frames()[3].values[0], 7);
  EXPECT_EQ(frames()[3].age_s[0], 3);
  EXPECT_EQ(frames()[3].quality[0], Quality::missing);
  EXPECT_EQ(frames()[4].quality[0], Quality::stale);
  EXPECT_EQ(frames()[5].quality[1], Quality::good);
}

TEST_F(AlignerTest, NeverSeenIsNaN) {
  make(2);
  row(0, {nan_value, 1});
  ASSERT_EQ(frames().size(), 1u);
  EXPECT_TRUE(std::isnan(frames()[0].values[0]));
  EXPECT_TRUE(std::isinf(frames()[0].age_s[0]));
  EXPECT_EQ(frames()[0].quality[0], Quality::missing);
}

TEST_F(AlignerTest, BadKeepsTheLastValueAndSaysBad) {
  make(1);
  one(0, 0, 5);
  one(1, 0, nan_value, Quality::bad);
  one(2, 0, 1e308);
  one(3, 0, std::numeric_limits<double>::infinity());
  one(4, 0, 6, Quality::uncertain);
  ASSERT_EQ(frames().size(), 5u);
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(frames()[i].values[0], 5);
    EXPECT_EQ(frames()[i].quality[0], Quality::bad);
  }
  EXPECT_EQ(frames()[4].values[0], 6);
  EXPECT_EQ(frames()[4].quality[0], Quality::uncertain);
}

TEST_F(AlignerTest, UsableOnesOfAStepCountAsTheirMean) {
  make(1);
  one(0.0, 0, 1);
  one(0.2, 0, 2);
  one(0.3, 0, nan_value, Quality::missing);
  ASSERT_EQ(frames().size(), 1u);
  EXPECT_EQ(frames()[0].values[0], 1.5F);
  EXPECT_EQ(frames()[0].quality[0], Quality::good);
  EXPECT_EQ(aligner->counters().merged_readings, 2u);
}

TEST_F(AlignerTest, DuplicateTimesMerge) {
  make(1);
  for (const double t : {0, 1, 1, 1, 2}) row(t, {t});
  EXPECT_EQ(times(), (Times{0, 1, 2}));
  EXPECT_EQ(aligner->counters().duplicate_instants, 2u);
  EXPECT_EQ(aligner->counters().merged_instants, 2u);
}

TEST_F(AlignerTest, SmallBackwardStepsDrop) {
  make(1);
  for (const double t : {0, 1, 2, 3, 1, 4}) row(t, {t});
  EXPECT_EQ(times(), (Times{0, 1, 2, 3, 4}));
  EXPECT_EQ(aligner->counters().backward_readings, 1u);
}

TEST_F(AlignerTest, GapIsMarkedAndEmptyStepsAreCounted) {
  make(1);
  for (const double t : {0, 1, 4, 5, 3605, 3606}) row(t, {t});
  ASSERT_EQ(times(), (Times{0, 1, 4, 5, 3605, 3606}));
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(frames()[i].after_gap, i == 4) << i;
  EXPECT_EQ(aligner->counters().gaps, 1u);
  EXPECT_EQ(aligner->counters().empty_steps, 2u);
}

TEST_F(AlignerTest, TenStepsAreNoGapElevenAre) {
  make(1);
  row(0, {0});
  row(10, {0});
  row(21, {0});
  ASSERT_EQ(frames().size(), 3u);
  EXPECT_FALSE(frames()[1].after_gap);
  EXPECT_TRUE(frames()[2].after_gap);
}

TEST_F(AlignerTest, ANewRecordingRestartsTheGridAndLosesNothing) {
  make(1);
  for (int i = 0; i < 50; ++i) row(1000 + i, {1});
  for (int i = 0; i < 50; ++i) row(i, {2}, i == 0);
  ASSERT_EQ(frames().size(), 100u);
  EXPECT_EQ(frames()[50].at_s, 0);
  EXPECT_TRUE(frames()[50].after_gap);
  EXPECT_EQ(frames()[50].label, true);
  EXPECT_EQ(frames()[51].label, false);
  EXPECT_EQ(frames()[49].label, std::nullopt);
  EXPECT_FALSE(frames()[51].after_gap);
  EXPECT_EQ(aligner->counters().restarts, 1u);
  EXPECT_EQ(aligner->counters().backward_readings, 0u);
}

TEST_F(AlignerTest, AStrayOldRowIsNoNewRecording) {
  make(1);
  for (const double t : {1000, 1001, 5, 1002, 6, 7, 1003}) row(t, {t});
  EXPECT_EQ(times(), (Times{1000, 1001, 1002, 1003}));
  EXPECT_EQ(aligner->counters().backward_readings, 3u);
  EXPECT_EQ(aligner->counters().restarts, 0u);
}

TEST_F(AlignerTest, DuplicatesWithinANewRecordingFit) {
  make(2);
  row(1000, {1, 1});
  for (int i = 0; i < 20; ++i) row(5, {2, nan_value});
  row(6, {3, 3});
  row(7, {4, 4});
  ASSERT_EQ(times(), (Times{1000, 5, 6, 7}));
  EXPECT_EQ(frames()[1].values[0], 2);
}

TEST_F(AlignerTest, LabelOfAFrameIsAnyOfItsRows) {
  make(1, 10);
  row(0, {0}, false);
  row(4, {0}, true);
  row(10, {0}, false);
  row(20, {0});
  ASSERT_EQ(frames().size(), 3u);
  EXPECT_EQ(frames()[0].label, true);
  EXPECT_EQ(frames()[1].label, false);
  EXPECT_EQ(frames()[2].label, std::nullopt);
}

TEST_F(AlignerTest, UnknownSensorsAreCountedNotRead) {
  make(1);
  one(0, 0, 1);
  one(1, 9, 1);
  one(2, 0, 1);
  EXPECT_EQ(times(), (Times{0, 2}));
  EXPECT_EQ(aligner->counters().unknown_sensors, 1u);
}

TEST_F(AlignerTest, StopsWhenTheOutletWantsNoMore) {
  make(1);
  keeper.limit = 2;
  EXPECT_TRUE(row(0, {0}));
  EXPECT_TRUE(row(1, {0}));
  EXPECT_FALSE(row(2, {0}));
}

TEST_F(AlignerTest, ExtremeTimesDoNotOverflow) {
  make(1);
  const auto at = [&](Timestamp t) {
    const Reading reading{0, Quality::good, 1, t, t};
    aligner->push({&reading, 1});
  };
  at(Timestamp::min());
  at(Timestamp::max());
  at(Timestamp::min());
  at(Timestamp(Duration(0)));
  at(Timestamp::max());
  EXPECT_EQ(times().size(), 2u);
}

TEST_F(AlignerTest, OnePushMayHoldSeveralInstants) {
  make(2);
  std::vector<Reading> readings;
  for (int i = 0; i < 3; ++i) {
    const Timestamp at(from_seconds(i));
    readings.push_back({0, Quality::good, 1.0, at, at});
    readings.push_back({1, Quality::good, 1.0, at, at});
  }
  aligner->push(readings);
  EXPECT_EQ(times(), (Times{0, 1, 2}));
}

TEST(AlignerMemory, NothingIsAllocatedAfterConstruction) {
  Counter counter;
  Aligner aligner(sensors(50), {}, counter);
  std::vector<Reading> readings(50);
  const std::size_t before = allocations;
  for (int i = 0; i < 1000; ++i) {
    // Gaps, new recordings, jitter and duplicates on the way.
    const double at_s = (i % 100) * 1.1 + (i % 100 > 50 ? 500 : 0) - (i % 7 == 0 ? 1.1 : 0);
    for (std::size_t k = 0; k < readings.size(); ++k) {
      const Timestamp at(from_seconds(at_s));
      readings[k] = {static_cast<SensorIndex>(k), i % 5 == 0 ? Quality::missing : Quality::good, 1.0 * i, at, at};
    }
    aligner.push(readings, i % 3 == 0);
  }
  aligner.finish();
  EXPECT_EQ(allocations, before);
  EXPECT_GT(counter.count, 800u);
  EXPECT_GT(aligner.counters().restarts, 5u);
}

}  // namespace
}  // namespace weir
