// No plant allocates while it steps, attacked or not.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "plant/plant.h"

namespace {
std::size_t allocations = 0;
}
// Counts what is allocated; everything else is as usual.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace weir {
namespace {

TEST(PlantLoop, AllocatesNothingWhileItSteps) {
  for (const auto name : plant_names()) {
    const auto plant = make_plant(name, 1);
    ASSERT_TRUE(plant);
    for (const auto& attack : (*plant)->demo_day({})) ASSERT_TRUE((*plant)->add(attack));
    const std::size_t before = allocations;
    bool attacked = false;
    for (int s = 0; s < 86400; ++s) {
      (*plant)->step();
      attacked |= (*plant)->attack_now() != nullptr;
    }
    EXPECT_EQ(allocations, before) << name;
    EXPECT_TRUE(attacked) << name;
  }
  EXPECT_GT(allocations, 0U) << "the counter counts";
}

}  // namespace
}  // namespace weir
