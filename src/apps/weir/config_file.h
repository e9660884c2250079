// weir.toml: [data] says how files are written and is the command line's; all else is the model's.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "sources/csv/csv_options.h"

namespace weir {

struct WeirConfig {
  CsvOptions csv;          // of [data]
  std::string model_text;  // the text with [data] blanked out, so that line numbers stay right
  std::string origin;
};

Result<WeirConfig> read_weir_config(const std::filesystem::path& path);
Result<WeirConfig> parse_weir_config(std::string_view text, std::string_view origin);

/// The lines of the table [data] and its sub-tables made empty.
std::string without_data_table(std::string_view toml);

/// Whether training would take this configuration: every option of every table read and checked, in a moment, on a few
/// rows made up for it. `budget` as in TrainOptions.
Status check_model_config(const std::string& text, const std::string& origin, const std::string& budget = {});

}  // namespace weir
