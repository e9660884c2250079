#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "topology/topology_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const weir::Catalogue catalogue(
      {{.name = "a", .unit = "", .stage = ""}, {.name = "b", .unit = "", .stage = ""}, {.name = "c", .unit = "", .stage = ""}});
  const auto strict = weir::topology_from_json(text, "fuzz.json", catalogue);
  const auto read = weir::topology_from_json(text, "fuzz.json", catalogue, weir::UnknownSensors::skip);
  if (strict && !read) std::abort();  // what the strict reader takes, the lenient one takes
  if (!read) return 0;
  const auto again = weir::topology_from_json(weir::to_json(read->graph, catalogue), "again.json", catalogue);
  if (!again || !(again->graph == read->graph)) std::abort();
  return 0;
}
