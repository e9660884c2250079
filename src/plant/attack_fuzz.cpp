// Any text is refused with a message or read as an attack that prints and reads back as the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plant/water_treatment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto attack = weir::parse_attack({reinterpret_cast<const char*>(data), size}, weir::water_layout());
  if (!attack) {
    if (attack.error().message.empty()) std::abort();
    return 0;
  }
  const auto again = weir::parse_attack(weir::format_attack(*attack, weir::water_layout()), weir::water_layout());
  if (!again || !(*again == *attack)) std::abort();
  return 0;
}
