// Any bytes: refused with a sentence, or understood so well that writing and reading again changes nothing.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model_file/model_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto model = weir::parse_model_file({reinterpret_cast<const char*>(bytes), size}, "fuzz");
  if (!model) return model.error().message.empty() ? std::abort(), 0 : 0;
  const std::string written = weir::serialise(*model);
  const auto again = weir::parse_model_file(written, "again");
  if (!again || weir::serialise(*again) != written || again->metadata != model->metadata) std::abort();
  return 0;
}
