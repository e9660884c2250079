// The options that say which data to read and how, shared by every command that reads some.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sources/csv/csv_options.h"
#include "telemetry/frame.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace weir {

class CsvFlags {
 public:
  enum class Columns {
    free,      // --columns and --ignore choose the sensors
    of_model,  // the model knows its sensors
  };
  /// Adds --data, --rows and one option for every member of CsvOptions. REQUIRES: lives as long as the App.
  void add_to(CLI::App& app, Columns columns);

  std::vector<std::filesystem::path> files() const { return {files_.begin(), files_.end()}; }
  /// `base` (from a configuration file), overruled by what the command line says.
  CsvOptions over(CsvOptions base) const;
  bool given(const std::string& flag) const;
  /// --rows A:B.
  Result<RowRange> rows() const;

 private:
  template <class Member>
  CLI::Option* bind(CLI::App& app, const std::string& flag, Member CsvOptions::* member, const std::string& help);

  std::vector<std::string> files_;
  CsvOptions given_;
  std::string delimiter_, decimal_, label_file_, rows_;
  std::vector<std::pair<CLI::Option*, std::function<void(CsvOptions&)>>> options_;
};

/// "A:B", "A:", ":B": half-open, counted from 0.
Result<RowRange> parse_rows(std::string_view text);

}  // namespace weir
