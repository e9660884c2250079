// Alarms (and steps) as one JSON object a line. The fields are listed in README.md.
#pragma once

#include "sinks/sink.h"

namespace weir {

SinkFactory jsonl_sink();

}  // namespace weir
