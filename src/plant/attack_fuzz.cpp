// Any text is refused with a message or read as an attack that prints and reads back as the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plant/attack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto attack = weir::parse_attack({reinterpret_cast<const char*>(data), size});
  if (!attack) {
    if (attack.error().message.empty()) std::abort();
    return 0;
  }
  const auto again = weir::parse_attack(weir::format_attack(*attack));
  if (!again || !(*again == *attack)) std::abort();
  return 0;
}
