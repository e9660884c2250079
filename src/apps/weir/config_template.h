// The weir.toml that `weir init` writes: what was decided about the data, and every option of the model with its default.
#pragma once

#include <string>
#include <string_view>

#include "sources/csv/csv_decisions.h"
#include "sources/csv/csv_options.h"

namespace weir {

/// `given` are the options the user told; what they left open is filled in from the decisions.
std::string weir_toml(const CsvDecisions& decisions, const CsvOptions& given);

/// A component's sample under the table `path`: its sub-tables get that prefix, its options become comments, so that the
/// defaults stay the program's and not this file's.
std::string sample_under(std::string_view path, std::string_view sample);

}  // namespace weir
