// The result as one page that opens from disk, without a network.
#pragma once

#include <string>
#include <string_view>

#include "benchmark/benchmark.h"

namespace weir {

/// A complete HTML document: the template of this program with the data inside it. Names in the data are data: whatever they
/// hold, none can become markup or script.
std::string page_html(const BenchmarkResult& result, std::string_view command);

/// JSON made safe inside a <script> element: "<", ">" and "&" as \u escapes.
std::string script_safe(std::string json);

}  // namespace weir
