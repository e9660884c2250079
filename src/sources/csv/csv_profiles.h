// How well-known data sets are written: small declarative sets of options, chosen by name or by an unmistakable header.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sources/csv/csv_options.h"

namespace weir {

struct UnitRule {
  std::string_view prefix;  // of the sensor's name; the first rule that fits counts
  std::string_view unit;
};

struct CsvProfile {
  std::string_view name;                         // "swat"
  std::string_view summary;                      // one line for a list
  std::vector<std::string_view> signature = {};  // header cells that must all be there for auto-detection; "!d39": must not; empty: never
  std::vector<std::string_view> names = {};      // columns of files without header
  std::string_view time_column = "auto";
  std::string_view time_format = "auto";
  double time_step_s = 0;                  // of files without time
  std::string_view label_column = "auto";  // "leak_*": all that begin so
  std::vector<std::string_view> label_anomalous = {};
  std::vector<std::string_view> ignore = {};
  std::vector<UnitRule> units = {};
};

std::span<const CsvProfile> csv_profiles();
/// nullptr: no such profile.
const CsvProfile* find_csv_profile(std::string_view name);
/// The profile whose signature the header shows; nullptr: none.
const CsvProfile* recognise_csv_profile(std::span<const std::string> columns);

}  // namespace weir
