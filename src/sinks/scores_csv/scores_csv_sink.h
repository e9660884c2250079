// Every step's score as a CSV table that appears whole or not at all.
#pragma once

#include "sinks/sink.h"

namespace weir {

SinkFactory scores_csv_sink();

}  // namespace weir
