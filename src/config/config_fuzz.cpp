#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/config_table.h"

namespace {

/// Asks for everything there, as every type, so that each getter meets each kind of value.
void visit(weir::ConfigTable table, int depth) {
  if (depth > 8) return;
  for (const auto& key : table.keys()) {
    table.number(key, 0, -1, 1);
    table.integer(key, 0, -1, 1);
    table.flag(key, false);
    table.text(key, "");
    table.choice(key, "a", {"a", "b"});
    table.texts(key);
    for (auto& sub : table.tables(key)) visit(sub, depth + 1);
    visit(table.table(key), depth + 1);
  }
  (void)table.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto config = weir::ConfigTable::parse({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!config) return 0;
  (void)config->finish();
  visit(*config, 0);
  return 0;
}
