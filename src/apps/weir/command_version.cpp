#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "commands.h"
#include "nn/fast/matmul.h"
#include "terminal.h"

namespace weir {
namespace {

#if defined(__clang__)
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

Status version(bool as_json) {
  const char* vectors = nn::fast::instruction_set();
  if (as_json) {
    const nlohmann::ordered_json all = {{"version", program_version}, {"instruction_set", vectors}, {"compiler", compiler}};
    fmt::print("{}\n", all.dump(2));
  } else {
    fmt::print("weir {}\n  vector units in use: {}\n  compiled by {}\n", program_version, vectors, compiler);
  }
  return {};
}

}  // namespace

void add_version(CLI::App& app, Job& job) {
  auto as_json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("version", "What this program is and what it was built with.");
  command->add_flag("--json", *as_json, "as JSON");
  command->footer("Examples:\n  weir version\n  weir version --json");
  command->callback([as_json, &job] { job = [as_json] { return version(*as_json); }; });
}

}  // namespace weir
