// Any text is refused with a message or read as scenarios whose cases a plant accepts.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attacks/expand.h"
#include "plant/water_treatment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scenarios = weir::parse_scenarios({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!scenarios) {
    if (scenarios.error().message.empty()) std::abort();
    return 0;
  }
  for (const auto& scenario : *scenarios)
    for (const auto& one : weir::expand(scenario, weir::water_layout(), 1))
      for (const auto& attack : one.at(std::chrono::days(8)).attacks)
        if (!weir::check(attack, weir::water_layout())) std::abort();
  return 0;
}
