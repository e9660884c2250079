// The CSV file as a source of readings, for replay through the pipeline.
#pragma once

#include "sources/csv/csv_options.h"
#include "sources/source.h"

namespace weir {

/// One push per row: a reading per sensor, missing and bad ones with their quality and NaN. received_at = observed_at.
SourceFactory csv_source();

/// The options of CsvOptions under their names, read from a table ("auto" and "none" as there).
CsvOptions csv_options(ConfigTable& config);

}  // namespace weir
