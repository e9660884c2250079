// Invariant 1 of the house: after start-up, scoring and deciding allocate nothing. operator new of this program counts.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

#include "contract_plant.h"
#include "decisions/attack_patterns/attack_patterns_decider.h"
#include "decisions/calibrated/calibrated_decider.h"
#include "pipeline/decided_step.h"

namespace {

thread_local bool counting = false;
std::atomic<std::size_t> allocations = 0;

void* counted_or_null(std::size_t size, std::size_t alignment) noexcept {
  if (counting) ++allocations;
  const std::size_t whole = (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment;
  return std::aligned_alloc(alignment, whole);
}

void* counted(std::size_t size, std::size_t alignment) {
  if (void* const memory = counted_or_null(size, alignment)) return memory;
  throw std::bad_alloc();
}

constexpr std::size_t usual = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t size) { return counted(size, usual); }
void* operator new[](std::size_t size) { return counted(size, usual); }
void* operator new(std::size_t size, std::align_val_t alignment) { return counted(size, static_cast<std::size_t>(alignment)); }
void* operator new[](std::size_t size, std::align_val_t alignment) { return counted(size, static_cast<std::size_t>(alignment)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted_or_null(size, usual); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted_or_null(size, usual); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace weir::contract {
namespace {

class DetectorAllocation : public DetectorContract {};

/// Allocations of this thread while `work` runs.
template <class Work>
std::size_t allocations_of(Work&& work) {
  allocations = 0;
  counting = true;
  work();
  counting = false;
  return allocations;
}

/// 1,000 frames of every sort: normal, manipulated, with holes, after gaps.
std::vector<FrameView> frames_of_every_sort(FrameTable& storage) {
  std::vector<FrameView> frames;
  for (std::size_t row = 0; row < 1000; ++row) {
    test::Row now(9);
    const auto values = plant().attacked.values(row);
    now.values.assign(values.begin(), values.end());
    if (row % 40 < 3) now.quality[row % 9] = Quality::missing;
    if (row % 90 == 5) now.values[row % 9] = std::numeric_limits<float>::quiet_NaN();
    now.after_gap = row % 300 == 299;
    storage.append(now.view(row));
  }
  for (std::size_t row = 0; row < storage.rows(); ++row) frames.push_back(storage.frame(row));
  return frames;
}

TEST(CountedAllocations, AreCounted) {
  EXPECT_EQ(allocations_of([] {}), 0U);
  EXPECT_GT(allocations_of([] {
              std::vector<float> some(10);
              some[3] = 1;
              testing::Message() << some[3];
            }),
            0U);
  EXPECT_GT(allocations_of([] { std::string(100, 'x').append("y"); }), 0U);
}

TEST_P(DetectorAllocation, ScoringAllocatesNothing) {
  FrameTable storage(plant().attacked.catalogue());
  const auto frames = frames_of_every_sort(storage);
  const auto detector = made(GetParam());
  float sum = 0;
  const auto count = allocations_of([&] {
    for (const auto& frame : frames) sum += detector->score(frame).total;
    detector->reset();
  });
  EXPECT_EQ(count, 0U);
  EXPECT_GT(sum, 0);
}

struct CountingOutlet final : Outlet<Alarm> {
  std::size_t opened = 0, closed = 0;
  bool push(std::span<const Alarm> alarms) override {
    for (const auto& alarm : alarms) {
      opened += alarm.phase == AlarmPhase::opened;
      closed += alarm.phase == AlarmPhase::closed;
    }
    return true;
  }
};

TEST_P(DetectorAllocation, NorDoesDecidingOnItsScores) {
  FrameTable storage(plant().attacked.catalogue());
  const auto frames = frames_of_every_sort(storage);
  const auto detector = made(GetParam());
  // A threshold that its scores pass now and then: the 95 % quantile of what it says of these frames.
  std::vector<float> totals;
  for (const auto& frame : frames) totals.push_back(detector->score(frame).total);
  detector->reset();
  std::ranges::sort(totals);
  AlarmPolicy policy;
  policy.threshold = totals[950];
  policy.baseline_rate = 0;
  auto calibrated = make_calibrated_decider(policy, plant().attacked.catalogue(), plant().topology);
  ASSERT_TRUE(calibrated) << calibrated.error().message;
  const auto decider =
      make_attack_patterns_decider(std::move(*calibrated), PatternLibrary::builtin(), plant().attacked.catalogue(), plant().topology);
  ASSERT_TRUE(decider) << decider.error().message;
  CountingOutlet alarms;
  NoNotices notices;
  const auto count = allocations_of([&] {
    for (const auto& frame : frames) decided_step(*detector, **decider, frame, alarms, notices);
    (*decider)->finish(alarms);
  });
  EXPECT_EQ(count, 0U);
  EXPECT_GT(alarms.opened, 0U);
  EXPECT_EQ(alarms.opened, alarms.closed);
}

WEIR_EVERY_DETECTOR(DetectorAllocation);

}  // namespace
}  // namespace weir::contract
