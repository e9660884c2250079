#include "sink_making.h"

#include "builtins/registry.h"

namespace weir {

std::string toml_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') quoted += '\\', quoted += c;
    else if (byte < 0x20 || byte == 0x7F) quoted += fmt::format("\\u{:04X}", byte);
    else quoted += c;
  }
  return quoted + '"';
}

Result<std::unique_ptr<Sink>> make_sink(std::string_view name, const std::string& toml, const Catalogue& catalogue) {
  for (const auto& factory : builtin_sinks()) {
    if (factory.name != name) continue;
    auto config = ConfigTable::parse(toml, fmt::format("sink {}", name));
    if (!config) return std::unexpected(config.error());
    return factory.make(std::move(*config), catalogue);
  }
  return bad_input("this program was built without the sink '{}'", name);
}

}  // namespace weir
