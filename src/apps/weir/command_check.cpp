#include <CLI/CLI.hpp>

#include "commands.h"
#include "config_file.h"
#include "csv_flags.h"
#include "sources/csv/csv_file.h"
#include "terminal.h"

namespace weir {
namespace {

struct Flags {
  std::string config;
  std::vector<std::string> data;
};

Status check(const Flags& flags) {
  const auto config = read_weir_config(flags.config);
  if (!config) return std::unexpected(config.error());
  if (auto ok = check_model_config(config->model_text, config->origin); !ok) return ok;
  for (const auto& path : flags.data) {
    const auto file = CsvFile::open(path, config->csv);
    if (!file) return std::unexpected(file.error());
    fmt::print("{}: OK, {} with a row every {:.4g} s\n{}", path, counted(file->catalogue().size(), "sensor"), file->decisions().step_s,
               to_text(file->decisions()));
  }
  fmt::print("{}: OK\n", flags.config);
  return {};
}

}  // namespace

void add_check(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("check", "Read a weir.toml, and data with it, and say OK or what is wrong first.");
  command->add_option("--config", flags->config, "the weir.toml to check")->required()->type_name("FILE");
  command->add_option("--data", flags->data, "also look whether these files can be read as its table [data] says")->type_name("FILE");
  command->footer(
      "Every table and option is read as training would read it; nothing is trained and nothing written.\n\n"
      "Examples:\n"
      "  weir check --config plant/weir.toml\n"
      "  weir check --config plant/weir.toml --data normal.csv");
  command->callback([flags, &job] { job = [flags] { return check(*flags); }; });
}

}  // namespace weir
