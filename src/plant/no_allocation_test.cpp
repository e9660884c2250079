// Stepping an attacked plant takes no memory, covert attacks and their twin included.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "plant/library_run.h"

namespace {

std::atomic<std::size_t> allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size ? size : 1);
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return operator new(size, std::nothrow); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace weir {
namespace {

TEST(Plant, StepsAttackedWithoutAllocating) {
  for (const auto name : plant_names()) {
    auto plant = make_plant(name, 1);
    ASSERT_TRUE(plant);
    const auto& layout = (*plant)->layout();
    std::vector<ScenarioCase> one_each;
    for (const auto& scenario : builtin_scenarios())
      if (const auto cases = expand(scenario, layout, 1); !cases.empty()) one_each.push_back(cases.front());
    Duration end{};
    for (const auto& one : one_after_the_other(one_each, layout, {.recovery = std::chrono::minutes(10)}))
      for (const auto& attack : one.attacks) {
        ASSERT_TRUE((*plant)->add(attack));
        end = std::max(end, attack.start + attack.duration);
      }
    const std::size_t before = allocations;
    while ((*plant)->now() - (*plant)->start() <= end) (*plant)->step();
    EXPECT_EQ(allocations - before, 0U) << name;
    ASSERT_NE(before, 0U);
  }
}

}  // namespace
}  // namespace weir
