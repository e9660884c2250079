#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "commands.h"
#include "config_template.h"
#include "csv_flags.h"
#include "data_report.h"
#include "interrupt.h"
#include "terminal.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

struct Flags {
  CsvFlags csv;
  std::string out;
  bool json = false, force = false;
};

/// One sensor a line: a file to be read and edited.
std::string catalogue_lines(const Catalogue& catalogue) {
  const auto list = nlohmann::ordered_json::parse(to_json(catalogue), nullptr, false);
  std::string text = "[\n";
  for (std::size_t k = 0; k < list.size(); ++k) text += "  " + list[k].dump() + (k + 1 < list.size() ? ",\n" : "\n");
  return text + "]\n";
}

Status init(const Flags& flags) {
  const fs::path folder = flags.out;
  const auto catalogue_path = folder / "catalogue.json", config_path = folder / "weir.toml";
  std::error_code failure;
  for (const auto& path : {catalogue_path, config_path}) {
    if (!flags.force && fs::exists(path, failure))
      return bad_input("{} is there already and may hold your changes; name another --out, or overwrite it with --force", path.string());
  }
  const auto rows = flags.csv.rows();
  if (!rows) return std::unexpected(rows.error());
  const auto options = flags.csv.over({});
  ProgressBar bar;
  const auto recordings =
      read_recordings(flags.csv.files(), {.csv = options, .rows = *rows, .normal_only = true, .step_s = 0, .progress = bar.progress()});
  bar.clear();
  if (!recordings)
    return recordings.error().code == ErrorCode::cancelled ? Status(stopped_by_user()) : Status(std::unexpected(recordings.error()));
  fs::create_directories(folder, failure);
  if (failure) return environment_error("{}: cannot make this folder: {}", folder.string(), failure.message());
  if (auto ok = write_file(catalogue_path, catalogue_lines(recordings->frames.catalogue())); !ok) return ok;
  if (auto ok = write_file(config_path, weir_toml(recordings->files.front().decisions, options)); !ok) return ok;
  if (flags.json) {
    fmt::print("{}\n", recordings_json(*recordings));
    return {};
  }
  say(stdout, files_text(*recordings) + sensors_text(*recordings));
  if (recordings->anomalous_rows_left_out > 0) {
    fmt::print("  {} labelled anomalous: training leaves them out, and the ranges above don't hold them\n",
               counted(recordings->anomalous_rows_left_out, "row"));
  }
  fmt::print("\nwrote {} and {}. Next: weir train --config {} --data FILE --out model.safetensors\n", catalogue_path.string(),
             config_path.string(), config_path.string());
  return {};
}

}  // namespace

void add_init(CLI::App& app, Job& job) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      app.add_subcommand("init", "Look at recorded data, say what was found, and write a catalogue and a configuration to begin with.");
  flags->csv.add_to(*command, CsvFlags::Columns::free);
  const char* group = "Output";
  command->add_option("--out", flags->out, "folder for catalogue.json and weir.toml")->required()->type_name("FOLDER")->group(group);
  command->add_flag("--force", flags->force, "overwrite what is there")->group(group);
  command->add_flag("--json", flags->json, "what was found as JSON on standard output")->group(group);
  command->footer(
      "Lines marked ? are doubtful and deserve a look; [in brackets] stands the option that overrules a decision.\n\n"
      "Examples:\n"
      "  weir init --data normal.csv --out plant/\n"
      "  weir init --data export.csv --time-column Timestamp --date-order day_first --ignore 'SP_*' --out plant/");
  command->callback([flags, &job] { job = [flags] { return init(*flags); }; });
}

}  // namespace weir
