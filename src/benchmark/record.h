// A benchmark's result as JSON: the record that is committed, and what the page draws from.
#pragma once

#include "benchmark/benchmark.h"

namespace weir {

/// Everything but the courses: figures, curves, calibration, with what they were made by. `command`: as the user would repeat it.
std::string record_json(const BenchmarkResult& result, std::string_view command);

/// The record and the courses of the scores, without line breaks.
std::string page_json(const BenchmarkResult& result, std::string_view command);

}  // namespace weir
