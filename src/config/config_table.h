// TOML as checked values. Every error names file, line, option and the choices.
#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace weir {

/// One table of a configuration. Getters never fail by themselves: they return the fallback and remember the first
/// problem, so a component reads all its options in a row and then asks finish() once.
///
///   auto lags = config.integer("lags", 3, 1, 100);
///   auto mode = config.choice("mode", "fast", {"fast", "exact"});
///   if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
///
/// Not thread-safe; sub-tables share their root's memory and problems.
class ConfigTable {
 public:
  ConfigTable();  // an empty table: all fallbacks
  static Result<ConfigTable> parse(std::string_view text, std::string_view origin);
  static Result<ConfigTable> load(const std::filesystem::path& path);

  bool has(std::string_view key) const;
  double number(std::string_view key, double fallback, double low = -std::numeric_limits<double>::infinity(),
                double high = std::numeric_limits<double>::infinity());
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high);
  bool flag(std::string_view key, bool fallback);
  std::string text(std::string_view key, std::string_view fallback);
  std::string choice(std::string_view key, std::string_view fallback, std::vector<std::string> choices);
  std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback = {});
  /// The sub-table [key], empty where there is none.
  ConfigTable table(std::string_view key);
  /// The array of tables [[key]].
  std::vector<ConfigTable> tables(std::string_view key);
  /// Names of the keys present, in file order.
  std::vector<std::string> keys() const;

  /// Lets a component report its own finding at an option's place ("weir.toml:12: detectors.var_ridge.lags: ...").
  void complain(std::string_view key, std::string_view message);

  /// The first problem met in this table or a sub-table taken from it; an option nobody asked for is one too.
  Status finish() const;

 private:
  struct State;
  explicit ConfigTable(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace weir
